/// \file  Where stops of a timetable lie on a network.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/model/transit.hpp"

namespace machi {

/// The link where people wait at each stop: its own, else that which is nearest to it of those that are open to one of
/// the modes (bits); of equal ones the lowest. The network has places and such a link. Local.
std::vector<std::uint32_t> stop_places(const Timetable& timetable, const TrafficNetwork& network,
                                       std::uint32_t mode_bits);

}  // namespace machi
