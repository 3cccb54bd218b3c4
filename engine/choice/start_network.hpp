/// \file  A network of traffic as a static assignment sees it.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/assignment/assignment_network.hpp"
#include "engine/assignment/shortest_paths.hpp"
#include "engine/model/mobility_settings.hpp"
#include "engine/model/traffic_network.hpp"

namespace machi {

/// Ways from the end of a link to the beginning of another, as FreeSpeedRoutes looks for them. Where the network has no
/// exits, nodes are its own; where it has, links are cut from one another: node l is the beginning of link l and node
/// links + l its end, and turns join these at no cost.
struct StartNetwork {
  AssignmentNetwork graph;
  std::vector<std::uint32_t> link;  ///< [links of the graph] row of the traffic network; no_link: a turn
  bool by_turns{false};

  /// Where one is at the end of a link, and where its beginning is.
  std::uint32_t start(const TrafficNetwork& network, std::uint32_t l) const {
    return by_turns ? network.links() + l : network.to[l];
  }
  std::uint32_t goal(const TrafficNetwork& network, std::uint32_t l) const { return by_turns ? l : network.from[l]; }
};

/// Of the links with one of the modes `mode_bits`. A link costs, in s, with t its time at free speed and x its vehicles
/// in a slice, t + (b t + b_slice slice) (x / c)^power; c is what its flow capacity times `flow_factor` lets through in
/// a slice, at exits with signals in their green. Links that lead back to where they begin are left out.
StartNetwork start_network(const TrafficNetwork& network, std::uint32_t mode_bits, const StartRouteSettings& settings,
                           double flow_factor);

/// Time on a link at free speed, in s.
inline double free_time_s(const TrafficNetwork& network, std::uint32_t link) {
  return network.length_m[link] / network.free_speed_m_s[link];
}

}  // namespace machi
