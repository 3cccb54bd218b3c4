/// \file  What residents of a city reach in a given time by each mode.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/model/network.hpp"
#include "io/study/sheet_transit.hpp"

namespace machi {

/// What stands at one node of the network: everything whose door is nearest to it.
struct NodeContent {
  double residents{0};
  double shops{0};
  double services{0};  ///< public buildings, schools, medical care
  NodeContent& operator+=(const NodeContent& other) {
    residents += other.residents;
    shops += other.shops;
    services += other.services;
    return *this;
  }
};

enum class ReachMode : std::uint8_t { walk, bicycle, car, transit };
inline constexpr std::size_t reach_modes = 4;

/// What who lives at a node reaches.
struct NodeReach {
  NodeContent short_walk;                          ///< in 10 min
  std::array<NodeContent, reach_modes> quarter{};  ///< in 15 min
  NodeContent half_by_transit;                     ///< in 30 min
};

/// [nodes] of those where anyone lives; zeroes of the others. On foot at 80 m/min, by bicycle at 15 km/h, by car at the
/// links' free speeds, by transit (null: zeroes) the median over a window of departures, on foot where that is
/// quicker. Threads; the same on any number of them. Local.
std::vector<NodeReach> reach_of_nodes(const Network& network, const std::vector<NodeContent>& nodes,
                                      const SheetTransit* transit);

}  // namespace machi
