/// \file  Where stops of a timetable lie on a network.
#pragma once

#include <cstdint>

#include "engine/model/traffic_network.hpp"
#include "engine/model/transit.hpp"

namespace machi {

/// Gives each stop without a link that which is nearest to it, of those that are open to one of the modes (bits); of
/// equal ones the lowest. The network has places and such a link. Local.
void place_stops(Timetable& timetable, const TrafficNetwork& network, std::uint32_t mode_bits);

}  // namespace machi
