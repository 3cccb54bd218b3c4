/// \file  Which links a vehicle may go on to at the end of each link.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

/// Next links of each link: to[begin[link]] … to[begin[link + 1]], rising.
struct LinkTurns {
  std::vector<std::uint32_t> begin;  ///< [links + 1]
  std::vector<std::uint32_t> to;
};

/// The turns that the modes `mode_bits` may take: those of the network's exits; where it has none, from every link to
/// all that begin where it ends. The links' own modes are not looked at. Local.
LinkTurns link_turns(const TrafficNetwork& network, std::uint32_t mode_bits);

}  // namespace machi
