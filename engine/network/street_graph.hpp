/// \file  The streets of one rank as nodes and chains of cells, while they are tidied.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/network/street_chain.hpp"
#include "engine/network/trace_streets.hpp"

namespace machi {

/// Names a node among those of all ranks: its cell; rings that have no other node come last.
using NodeKey = std::uint64_t;
inline NodeKey node_key(CellNumber cell, bool on_ring) {
  return static_cast<NodeKey>(on_ring ? 1 : 0) << 32 | cell;
}
inline CellNumber cell_of_key(NodeKey key) {
  return static_cast<CellNumber>(key);
}

/// Names an edge among those of all ranks, in the order that decides between edges of one length: as they were traced
/// (first node, step), then meetings (cause and place, number there), then edges that were joined (phase and node).
struct EdgeKey {
  std::uint64_t high{0};
  std::uint64_t low{0};
  friend auto operator<=>(const EdgeKey&, const EdgeKey&) = default;
};
inline EdgeKey traced_key(NodeKey from, std::uint32_t step) {
  return {from, step};
}
inline EdgeKey meeting_key(std::uint32_t cause, std::uint32_t place, std::uint32_t number) {
  return {std::uint64_t{1} << 34 | static_cast<std::uint64_t>(cause) << 32 | place, number};
}
inline EdgeKey joined_key(std::uint32_t phase, NodeKey node) {
  return {static_cast<std::uint64_t>(phase + 1) << 40, node};
}

/// When the edges at a node become one: in the order of spurs, of dissolved nodes after that. Comparing the spurs'
/// lengths gives the order in which one rank alone would have met them.
struct JoinTime {
  double length{0};         ///< of the longest spur that went before, this one included
  EdgeKey edge;             ///< that spur
  std::uint64_t number{0};  ///< among the spurs that went because of that one
  friend auto operator<=>(const JoinTime&, const JoinTime&) = default;
};

class StreetGraph {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;

  struct Node {
    NodeKey key{0};
    StreetCell cell;                   ///< where it lies
    NodeRole role{NodeRole::plain};    ///< a portal where it is remote, so that nothing is done to it
    bool remote{false};                ///< lies on another rank; only the edges to this rank are known
    int home{0};                       ///< rank, where it is remote
    std::vector<std::uint32_t> edges;  ///< a loop counts twice; empty where the node is gone
  };
  /// Where a chain ends: the node's cell until nodes become one.
  struct Tip {
    CellNumber number{no_cell};
    StreetCell cell;
  };
  struct Edge {
    EdgeKey key;
    std::array<std::uint32_t, 2> end{none, none};  ///< nodes; none where the edge is gone
    std::array<Tip, 2> tip;
    StreetChain chain;  ///< from tip[0] to tip[1], both included; the link into a portal has the second only
    double length{0};   ///< along the chain, in cells
    bool kerb{false};   ///< joins a sidewalk to its street
    bool gone() const { return end[0] == none; }
    bool loop() const { return end[0] == end[1]; }
    std::uint32_t other(std::uint32_t node) const { return end[0] == node ? end[1] : end[0]; }
  };

  std::uint32_t add_node(Node node);
  /// `length` is measured here; the lists of both nodes take the edge at their ends.
  std::uint32_t add_edge(Edge edge);
  void remove_edge(std::uint32_t edge);
  /// Moves the edges of `gone` to `kept`; edges between the two become loops.
  void merge_nodes(std::uint32_t kept, std::uint32_t gone);
  /// Makes one edge of the two that meet at a node of degree 2; none where they are one loop.
  std::uint32_t join_edges(std::uint32_t node);
  /// Sorts nodes and edges by key and forgets what is gone; lists keep their order.
  void settle();
  /// By key; none where it is not here. Only after settle().
  std::uint32_t find_node(NodeKey key) const;
  std::uint32_t find_edge(const EdgeKey& key) const;

  const StreetCell& cell_of(std::uint32_t node) const { return nodes[node].cell; }
  std::size_t degree(std::uint32_t node) const { return nodes[node].edges.size(); }
  bool is_remote(std::uint32_t node) const { return nodes[node].remote; }
  /// Whether an edge leads to another rank, and which of its ends is here then.
  bool crosses(const Edge& edge) const { return is_remote(edge.end[0]) != is_remote(edge.end[1]); }
  std::size_t own_end(const Edge& edge) const { return is_remote(edge.end[0]) ? 1 : 0; }
  /// The level of most of an edge's cells; the lower one of equals.
  static Level level_of(const Edge& edge);
  /// The area that most of an edge's cells lie on; the lowest of equals.
  static AreaId area_of(const Edge& edge);

  std::vector<Node> nodes;
  std::vector<Edge> edges;
  /// Nodes of degree 2 whose edges are yet to become one.
  std::unordered_map<NodeKey, JoinTime> waiting;
  std::uint32_t phase{0};  ///< in which edges are joined

 private:
  void detach(std::uint32_t node, std::uint32_t edge);
};

/// Width of the street around a cell: twice the distance to the nearest one outside, in cells.
double width_at(const StreetCell& cell);

}  // namespace machi
