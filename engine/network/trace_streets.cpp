// From cells to nodes and chains.
#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "engine/network/street_graph.hpp"

namespace machi {
namespace {

// East, north, west, south, then the diagonals NE, NW, SW, SE.
constexpr std::array<std::array<int, 2>, 8> directions{
    {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {-1, -1}, {1, -1}}};

class Tracer {
 public:
  Tracer(const StreetCells& streets, const StreetCellIndex& index, std::span<const Meeting> meetings)
      : cells_(streets.cells), index_(index), graph_(streets.cells), node_of_(cells_.size(), StreetGraph::none) {
    find_neighbours();
    mark_nodes(meetings);
    mark_intersections(streets.intersections);
    for (std::uint32_t c = 0; c < cells_.size(); ++c)
      if (is_node_[c]) node_of_[c] = graph_.add_node(c, role_[c]);
  }

  StreetGraph trace(std::span<const Meeting> meetings) {
    for (std::uint32_t c = 0; c < cells_.size(); ++c)
      if (node_of_[c] != StreetGraph::none) trace_from(c);
    // What is left are rings without a node.
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      if (used_[c] == near_[c]) continue;
      node_of_[c] = graph_.add_node(c, NodeRole::plain);
      trace_from(c);
    }
    for (const Meeting& meeting : meetings) join(meeting);
    return std::move(graph_);
  }

 private:
  std::uint32_t step(std::uint32_t cell, int direction) const {
    const auto& [dx, dy] = directions[static_cast<std::size_t>(direction)];
    return index_.find(cells_[cell].layer, cells_[cell].x + dx, cells_[cell].y + dy);
  }

  // A diagonal neighbour counts only where no straight neighbour leads to it, so that a bend is no triangle.
  void find_neighbours() {
    near_.assign(cells_.size(), 0);
    used_.assign(cells_.size(), 0);
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      unsigned near = 0;
      for (int d = 0; d < 4; ++d)
        if (step(c, d) != StreetCellIndex::none) near |= 1U << d;
      for (int d = 4; d < 8; ++d) {
        const bool led_to = (near >> (d - 4) & 1) != 0 || (near >> ((d - 3) & 3) & 1) != 0;
        if (!led_to && step(c, d) != StreetCellIndex::none) near |= 1U << d;
      }
      near_[c] = static_cast<std::uint8_t>(near);
    }
  }

  void mark_nodes(std::span<const Meeting> meetings) {
    role_.assign(cells_.size(), NodeRole::plain);
    is_node_.assign(cells_.size(), false);
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      if (std::popcount(near_[c]) != 2) {
        is_node_[c] = true;
      } else if (cells_[c].level != Level::ground) {
        for (unsigned bits = near_[c]; bits != 0; bits &= bits - 1)
          is_node_[c] = is_node_[c] || cells_[step(c, std::countr_zero(bits))].level < cells_[c].level;
        if (is_node_[c]) role_[c] = NodeRole::level_change;
      }
    }
    for (const Meeting& meeting : meetings) {
      mark(meeting.cell_a, meeting.kerb ? NodeRole::kerb : NodeRole::portal);
      mark(meeting.cell_b, meeting.kerb ? NodeRole::kerb : NodeRole::approach);
    }
  }

  void mark(std::uint32_t cell, NodeRole role) {
    is_node_[cell] = true;
    role_[cell] = std::max(role_[cell], role);
  }

  // An intersection without a node gets one at its cell nearest its middle.
  void mark_intersections(std::span<const IntersectionPlace> places) {
    struct Best {
      bool has_node{false};
      std::uint32_t cell{StreetGraph::none};
      double distance{0};
    };
    std::vector<Best> best(places.size());
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      if (use_of(cells_[c].area) != AreaUse::intersection) continue;
      const auto place = std::lower_bound(places.begin(), places.end(), cells_[c].area,
                                          [](const IntersectionPlace& p, AreaId area) { return p.area < area; });
      Best& here = best[static_cast<std::size_t>(place - places.begin())];
      here.has_node = here.has_node || (is_node_[c] && role_[c] != NodeRole::portal);
      const double dx = cells_[c].x - static_cast<double>(place->sum_x) / static_cast<double>(place->cells);
      const double dy = cells_[c].y - static_cast<double>(place->sum_y) / static_cast<double>(place->cells);
      const double distance = dx * dx + dy * dy;
      if (here.cell != StreetGraph::none && here.distance <= distance) continue;
      here.cell = c;
      here.distance = distance;
    }
    for (const Best& here : best)
      if (!here.has_node && here.cell != StreetGraph::none) is_node_[here.cell] = true;
  }

  // The direction in which a cell that was entered by `arrived` goes on.
  int next_direction(std::uint32_t cell, int arrived) const {
    constexpr std::array<int, 8> back{2, 3, 0, 1, 6, 7, 4, 5};
    return std::countr_zero(near_[cell] & ~(1U << back[static_cast<std::size_t>(arrived)]));
  }

  void use(std::uint32_t cell, int direction) {
    used_[cell] = static_cast<std::uint8_t>(used_[cell] | 1U << direction);
  }

  void trace_from(std::uint32_t start) {
    constexpr std::array<int, 8> back{2, 3, 0, 1, 6, 7, 4, 5};
    for (int d = 0; d < 8; ++d) {
      if ((near_[start] >> d & 1) == 0 || (used_[start] >> d & 1) != 0) continue;
      std::vector<std::uint32_t> chain{start};
      std::uint32_t cell = start;
      int direction = d;
      do {
        use(cell, direction);
        cell = step(cell, direction);
        use(cell, back[static_cast<std::size_t>(direction)]);
        chain.push_back(cell);
        if (node_of_[cell] == StreetGraph::none) direction = next_direction(cell, direction);
      } while (node_of_[cell] == StreetGraph::none);
      graph_.add_edge(node_of_[start], node_of_[cell], std::move(chain), false);
    }
  }

  // The link into a bridge, viaduct or tunnel lies on the street that leads to it, so that none of its nodes touches
  // both what passes and what is passed.
  void join(const Meeting& meeting) {
    std::vector<std::uint32_t> cells{meeting.cell_b};
    if (meeting.kerb) cells.insert(cells.begin(), meeting.cell_a);
    graph_.add_edge(node_of_[meeting.cell_a], node_of_[meeting.cell_b], std::move(cells), meeting.kerb);
  }

  std::span<const StreetCell> cells_;
  const StreetCellIndex& index_;
  StreetGraph graph_;
  std::vector<std::uint32_t> node_of_;  ///< [cells]
  std::vector<std::uint8_t> near_;      ///< [cells] directions of the neighbours
  std::vector<std::uint8_t> used_;      ///< [cells] directions that lie on an edge
  std::vector<NodeRole> role_;          ///< [cells] of nodes
  std::vector<bool> is_node_;           ///< [cells]
};

}  // namespace

StreetGraph trace_streets(const StreetCells& streets, const StreetCellIndex& index, std::span<const Meeting> meetings) {
  return Tracer(streets, index, meetings).trace(meetings);
}

}  // namespace machi
