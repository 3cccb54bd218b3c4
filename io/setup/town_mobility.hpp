/// \file  The people of a city with their day, as the traffic of a run takes them.
#pragma once

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {

/// The streets of the scenario's city as the network of `setup`. Throws InputError on all ranks. Collective.
void read_town_network(const Comm& comm, const Scenario& scenario, MobilitySetup& setup);

/// Whether the scenario's people are those of a city: synthetic, or a file that machi people wrote.
bool has_town_people(const MobilitySettings& settings);

/// Makes or reads the population, each rank its own run of it, and gives car legs their routes: demand, first_person,
/// buildings and activity_building of `setup`. Throws InputError or UsageError on all ranks. Collective.
void read_town_people(const Comm& comm, const Scenario& scenario, MobilitySetup& setup);

}  // namespace machi
