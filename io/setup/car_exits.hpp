/// \file  Where cars of evacuees leave the area of a city.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/scenario.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// Rows of the links that people.car_exits names, ascending. Throws InputError, which names the first that the network
/// does not have or that is closed to cars. Local.
std::vector<std::uint32_t> named_car_exits(const Scenario& scenario, const TrafficNetwork& network);

/// The same where the scenario names any, else those that lie outside of hazard.zone (engine/coupling/ways_out.hpp);
/// empty where none does. `world`: of the evacuation, with its water. The same on all ranks; throws there. Collective.
std::vector<std::uint32_t> car_exits(const Comm& comm, const Scenario& scenario, const CityFrame& frame,
                                     const EvacuationWorld& world, const TrafficNetwork& network);

}  // namespace machi
