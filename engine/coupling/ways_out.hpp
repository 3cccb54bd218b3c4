/// \file  Where cars get out of a zone that is to be left.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

/// The links at whose end a car has left the zone, ascending: those with both ends outside of it, so that the car has
/// passed the node behind the border as its capacity lets it; and where none of these leads on from a node, at the edge
/// of the network, those that lead to it. `in_zone`: [nodes] 1: inside. Dry islands are not outside: of the parts in
/// which links with a mode of `mode_bits` hang together outside, only those count that have at least a tenth of the
/// nodes of the largest. Empty where nothing is outside. Local.
std::vector<std::uint32_t> ways_out(const TrafficNetwork& network, std::span<const std::uint8_t> in_zone,
                                    std::uint32_t mode_bits);

}  // namespace machi
