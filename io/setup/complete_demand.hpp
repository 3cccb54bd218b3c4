/// \file  People of all ranks made ready to travel.
#pragma once

#include "engine/comm/comm.hpp"
#include "engine/model/mobility_settings.hpp"
#include "engine/model/travel_demand.hpp"
#include "engine/population/trips.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {

/// Completes the trips of each rank's part of a demand (complete_trips), with what they ride in: setup.demand and
/// setup.transit. Names of activity types and vehicles are as if one rank had all persons. Throws InputError or
/// UsageError on all ranks. Collective.
void complete_demand(const Comm& comm, const MobilitySettings& settings, const TripRules& rules, TravelDemand demand,
                     MobilitySetup& setup);

}  // namespace machi
