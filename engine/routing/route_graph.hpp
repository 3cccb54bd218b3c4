/// \file  A traffic network as routes see it: the links of one mode by their first node.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/host.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/network/link_turns.hpp"

namespace machi {

/// Times of routes are whole milliseconds.
using RouteMs = std::uint32_t;

/// As far as anything is from anything, 12 days. Ways that take longer count as none.
inline constexpr RouteMs no_way_ms = 1U << 30U;
/// No link takes longer, 27 hours.
inline constexpr RouteMs longest_link_ms = 100'000'000;

/// What routes lead through. Without turns: its nodes are those of the network, and its edges the links with one of
/// some modes; links from a node to itself lead nowhere and are left out. With turns: its nodes are the ends of links,
/// and its edges the turns from one link of these modes to the end of the next.
struct RouteGraph {
  RouteGraph() = default;  ///< to become that of another rank
  RouteGraph(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns = {});

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(out_begin.size() - 1); }
  /// The node where one is at the end of a link, and that from which the last link of a route is still to be driven
  /// (without turns), or at its end (with turns).
  std::uint32_t start(const TrafficNetwork& network, std::uint32_t l) const { return by_turns ? l : network.to[l]; }
  std::uint32_t goal(const TrafficNetwork& network, std::uint32_t l) const { return by_turns ? l : network.from[l]; }
  /// Where nodes lie, in m; empty where the network has no coordinates.
  std::vector<double> places(const TrafficNetwork& network, const std::vector<double>& coordinate) const;

  /// Becomes that of the first rank of a host. Collective over `host`.
  void share(const Comm& host);

  bool by_turns{false};
  HostArray<std::uint32_t> out_begin;  ///< [nodes + 1] into the others
  HostArray<std::uint32_t> link;       ///< row of the network, the time of which the edge takes
  HostArray<std::uint32_t> head;       ///< node where it ends

 private:
  void join_nodes(const TrafficNetwork& network, std::uint32_t mode_bits);
  void join_turns(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns);
};

}  // namespace machi
