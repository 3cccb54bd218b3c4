/// \file  The streets as nodes and chains of cells, while they are tidied; on the first rank only.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/network/street_cells.hpp"

namespace machi {

/// Why a node stays even where it joins only two edges.
enum class NodeRole : std::uint8_t {
  plain,         ///< a junction or an end: goes when it joins two edges
  level_change,  ///< the street changes its level here
  kerb,          ///< a sidewalk meets its street here
  approach,      ///< a street meets the portal of a bridge, viaduct or tunnel here
  intersection,  ///< stands for an intersection area
  portal,        ///< the end of a bridge, viaduct or tunnel that passes other streets
};

class StreetGraph {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;

  struct Node {
    std::uint32_t cell{0};  ///< where it lies
    NodeRole role{NodeRole::plain};
    std::vector<std::uint32_t> edges;  ///< a loop counts twice; empty where the node is gone
  };
  struct Edge {
    std::array<std::uint32_t, 2> end{none, none};  ///< nodes; none where the edge is gone
    std::vector<std::uint32_t> cells;              ///< from end[0] to end[1], both included
    double length{0};                              ///< along the cells, in cells
    bool kerb{false};                              ///< joins a sidewalk to its street
    bool gone() const { return end[0] == none; }
    bool loop() const { return end[0] == end[1]; }
    std::uint32_t other(std::uint32_t node) const { return end[0] == node ? end[1] : end[0]; }
  };

  explicit StreetGraph(std::span<const StreetCell> street_cells) : cells_(street_cells) {}

  std::uint32_t add_node(std::uint32_t cell, NodeRole role);
  std::uint32_t add_edge(std::uint32_t from, std::uint32_t to, std::vector<std::uint32_t> cells, bool kerb);
  void remove_edge(std::uint32_t edge);
  /// Moves the edges of `gone` to `kept`; edges between the two become loops.
  void merge_nodes(std::uint32_t kept, std::uint32_t gone);
  /// Makes one edge of the two that meet at a node of degree 2; none where they are one loop.
  std::uint32_t join_edges(std::uint32_t node);

  const StreetCell& cell(std::uint32_t index) const { return cells_[index]; }
  const StreetCell& cell_of(std::uint32_t node) const { return cells_[nodes[node].cell]; }
  std::size_t degree(std::uint32_t node) const { return nodes[node].edges.size(); }
  /// Distance from a cell to the nearest one outside its street, in cells.
  double clearance(std::uint32_t cell) const;
  /// The level of most of an edge's cells; the lower one of equals.
  Level level_of(const Edge& edge) const;
  /// The area that most of an edge's cells lie on; the lowest of equals.
  AreaId area_of(const Edge& edge) const;

  std::vector<Node> nodes;
  std::vector<Edge> edges;

 private:
  void detach(std::uint32_t node, std::uint32_t edge);
  std::span<const StreetCell> cells_;
};

/// Length of a chain of neighbouring cells in cells: 0.948 a straight step, 1.340 a diagonal one, which is right on
/// average over all directions (Dorst and Smeulders 1987); gaps count as they are.
double chain_length(std::span<const StreetCell> cells, std::span<const std::uint32_t> chain);

/// A place where two layers meet, or a sidewalk its street.
struct Meeting {
  std::uint32_t cell_a{0};
  std::uint32_t cell_b{0};
  bool kerb{false};  ///< a street and a sidewalk; else a portal and the street that leads to it
};

/// Follows the cells: nodes at junctions, ends, meetings and changes of level, and one in every intersection area that
/// would have none; edges between them.
StreetGraph trace_streets(const StreetCells& streets, const StreetCellIndex& index, std::span<const Meeting> meetings);

}  // namespace machi
