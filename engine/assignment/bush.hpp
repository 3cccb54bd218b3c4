/// \file  A bush: all paths that one origin's trips may use, as links without a cycle.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/assignment/assignment_network.hpp"
#include "engine/assignment/shortest_paths.hpp"

namespace machi {

/// Nodes that an origin reaches, in an order in which every link of the bush leads forward, with the links into each of
/// them and the flow that the origin sends over those.
struct Bush {
  std::uint32_t origin{0};
  std::vector<std::uint32_t> node;      ///< [places] the origin first
  std::vector<std::uint32_t> in_begin;  ///< [places + 1] into link, tail, flow
  std::vector<std::uint32_t> link;      ///< [bush links] by the place of their second node
  std::vector<std::uint32_t> tail;      ///< [bush links] place of their first node
  std::vector<double> flow;             ///< [bush links]

  std::uint32_t places() const { return static_cast<std::uint32_t>(node.size()); }
};

inline constexpr std::uint32_t no_slot = 0xffffffffU;

/// Least costs from the origin to each place over the links of the bush, and the bush link (its row in Bush) by which
/// they are attained.
struct BushLabels {
  std::vector<double> least;            ///< [places]
  std::vector<std::uint32_t> least_in;  ///< [places] no_slot for the origin

  void find_least(const Bush& bush, std::span<const double> cost);
};

/// The bush of a tree of shortest paths, without flow.
Bush bush_of_tree(std::uint32_t origin, const ShortestPaths& tree, const AssignmentNetwork& network);

/// Lays the origin's trips over the bush afresh: the flow through each node enters by its links in the shares that they
/// had (all by the first where none had any), so that flows are conserved to the last bit but one. Shares below 1e-13
/// become zero. `place` [nodes] is scratch; trips [to zones] as in TripTable.
void lay_trips(Bush& bush, std::span<const std::uint32_t> destination, std::span<const double> trips,
               std::vector<std::uint32_t>& place);

}  // namespace machi
