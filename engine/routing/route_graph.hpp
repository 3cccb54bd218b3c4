/// \file  A traffic network as routes see it: the links of one mode by their first node.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

/// Times of routes are whole milliseconds.
using RouteMs = std::uint32_t;

/// As far as anything is from anything, 12 days. Ways that take longer count as none.
inline constexpr RouteMs no_way_ms = 1U << 30U;
/// No link takes longer, 27 hours.
inline constexpr RouteMs longest_link_ms = 100'000'000;

/// Links with one of some modes, by their first node and by row. Links from a node to itself lead nowhere and are left
/// out.
struct RouteGraph {
  RouteGraph(const TrafficNetwork& network, std::uint32_t mode_bits);

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(out_begin.size() - 1); }

  std::vector<std::uint32_t> out_begin;  ///< [nodes + 1] into the others
  std::vector<std::uint32_t> link;       ///< row of the network
  std::vector<std::uint32_t> head;       ///< node where it ends
};

}  // namespace machi
