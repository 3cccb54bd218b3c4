/// \file  Which links a vehicle may go on to at the end of each link.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

/// Next links of each link: to[begin[link]] … to[begin[link + 1]], rising. Where nothing is given, all that begin where
/// it ends.
struct LinkTurns {
  std::vector<std::uint32_t> begin;  ///< [links + 1], or empty
  std::vector<std::uint32_t> to;
  bool given() const { return !begin.empty(); }
};

/// The turns that the modes `mode_bits` may take: those of the network's exits; where it has none, from every link to
/// all that begin where it ends. The links' own modes are not looked at. Local.
LinkTurns link_turns(const TrafficNetwork& network, std::uint32_t mode_bits);

}  // namespace machi
