/// \file  The day of a population as plans on a network of traffic.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/people.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

/// Purposes are the activity types and travel_mode_names the modes, in their order; vehicle types are "car" and
/// "bicycle". An activity is at the link of its building (`building_link`, by row). Home, work and school end at the
/// clock, the others after as long as they were planned to take. Legs of the modes in `driven` ([travel modes]) have no
/// route; the others take the time of the plan; those by transit have neither where there is a timetable. The mode
/// "transit" is named where it is used or there is a timetable. Local.
TravelDemand travel_demand(const People& people, const std::vector<std::uint32_t>& building_link,
                           const std::vector<bool>& driven, bool timetable = false);

/// Gives legs without a route whose mode is on the network the way of least time on the empty network, as
/// FreeSpeedRoutes does; one search serves all legs that begin at the same node. Legs that find none stay without.
/// Threads share the work. Local.
void add_free_routes(TravelDemand& demand, const TrafficNetwork& network, const std::vector<bool>& driven);

}  // namespace machi
