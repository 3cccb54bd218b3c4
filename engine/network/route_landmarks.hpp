/// \file  What the least times between some nodes and all others say of the time between any two.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

/// Landmarks for A* (ALT; Goldberg and Harrelson 2005): nodes that lie far from one another, with the least times from
/// and to them by links with one of some modes. 16 bytes a node and landmark. Immutable; any thread.
class RouteLandmarks {
 public:
  static constexpr std::size_t most = 8;
  static constexpr std::uint64_t no_way = std::numeric_limits<std::uint64_t>::max();

  /// link_us [links] at least 1.
  RouteLandmarks(const TrafficNetwork& network, std::uint32_t mode_bits, std::span<const std::uint64_t> link_us);

  /// No way between the nodes is shorter; no_way where it is known that there is none. Never more than a link's time
  /// and what it is from the link's end on.
  std::uint64_t at_least_us(std::uint32_t from, std::uint32_t to) const;

 private:
  std::size_t count_{0};
  std::vector<std::uint64_t> us_;  ///< [nodes][landmarks][from the landmark, to it]
};

}  // namespace machi
