/// \file  The streets as nodes and chains of cells, while they are tidied; on the first rank only.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/network/street_chain.hpp"
#include "engine/network/trace_streets.hpp"

namespace machi {

class StreetGraph {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;

  struct Node {
    StreetCell cell;  ///< where it lies
    NodeRole role{NodeRole::plain};
    std::vector<std::uint32_t> edges;  ///< a loop counts twice; empty where the node is gone
  };
  struct Edge {
    std::array<std::uint32_t, 2> end{none, none};  ///< nodes; none where the edge is gone
    /// Nodes on whose cells the chain ends: those of `end` until they become one with others.
    std::array<std::uint32_t, 2> tip{none, none};
    StreetChain chain;  ///< from tip[0] to tip[1], both included; the link into a portal has the second only
    double length{0};   ///< along the chain, in cells
    bool kerb{false};   ///< joins a sidewalk to its street
    bool gone() const { return end[0] == none; }
    bool loop() const { return end[0] == end[1]; }
    std::uint32_t other(std::uint32_t node) const { return end[0] == node ? end[1] : end[0]; }
  };

  std::uint32_t add_node(const StreetCell& cell, NodeRole role);
  /// `length` is measured here.
  std::uint32_t add_edge(Edge edge);
  void remove_edge(std::uint32_t edge);
  /// Moves the edges of `gone` to `kept`; edges between the two become loops.
  void merge_nodes(std::uint32_t kept, std::uint32_t gone);
  /// Makes one edge of the two that meet at a node of degree 2; none where they are one loop.
  std::uint32_t join_edges(std::uint32_t node);

  const StreetCell& cell_of(std::uint32_t node) const { return nodes[node].cell; }
  std::size_t degree(std::uint32_t node) const { return nodes[node].edges.size(); }
  /// Distance from a node's cell to the nearest one outside its street, in cells.
  double clearance(std::uint32_t node) const;
  /// The level of most of an edge's cells; the lower one of equals.
  static Level level_of(const Edge& edge);
  /// The area that most of an edge's cells lie on; the lowest of equals.
  static AreaId area_of(const Edge& edge);

  std::vector<Node> nodes;
  std::vector<Edge> edges;

 private:
  void detach(std::uint32_t node, std::uint32_t edge);
};

}  // namespace machi
