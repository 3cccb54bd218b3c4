// From cells to nodes and chains.
#include <algorithm>
#include <array>
#include <bit>
#include <unordered_map>
#include <utility>

#include "engine/network/street_graph.hpp"

namespace machi {
namespace {

// East, north, west, south, then the diagonals NE, NW, SW, SE.
constexpr std::array<std::array<int, 2>, 8> directions{
    {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {-1, -1}, {1, -1}}};

// Cells that are nodes, and the node of each. Cells become nodes in ascending order, so a count of the bits before one
// is its node; the few that follow are listed.
class NodeCells {
 public:
  explicit NodeCells(std::size_t cells) : bits_((cells + 63) / 64, 0) {}
  void mark(std::uint32_t cell) { bits_[cell / 64] |= std::uint64_t{1} << (cell % 64); }
  bool marked(std::uint32_t cell) const { return (bits_[cell / 64] >> (cell % 64) & 1) != 0; }
  /// All marks are set: counts them.
  void count() {
    std::uint32_t before = 0;
    for (const std::uint64_t word : bits_) {
      before_.push_back(before);
      before += static_cast<std::uint32_t>(std::popcount(word));
    }
  }
  void add(std::uint32_t cell, std::uint32_t node) {
    mark(cell);
    later_.emplace(cell, node);
  }
  std::uint32_t node_of(std::uint32_t cell) const {
    if (const auto it = later_.find(cell); it != later_.end()) return it->second;
    const std::uint64_t below = (std::uint64_t{1} << (cell % 64)) - 1;
    return before_[cell / 64] + static_cast<std::uint32_t>(std::popcount(bits_[cell / 64] & below));
  }

 private:
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> before_;                       ///< marks below each word
  std::unordered_map<std::uint32_t, std::uint32_t> later_;  ///< nodes that were added after the count
};

class Tracer {
 public:
  Tracer(const StreetCells& streets, const StreetCellIndex& index, std::span<const Meeting> meetings)
      : cells_(streets.cells), index_(index), graph_(streets.cells), nodes_(streets.cells.size()) {
    find_neighbours();
    mark_nodes(meetings);
    mark_intersections(streets.intersections);
    nodes_.count();
    for (std::uint32_t c = 0; c < cells_.size(); ++c)
      if (nodes_.marked(c)) graph_.add_node(c, role_of(c));
  }

  StreetGraph trace(std::span<const Meeting> meetings) {
    for (std::uint32_t c = 0; c < cells_.size(); ++c)
      if (nodes_.marked(c)) trace_from(c);
    // What is left are rings without a node.
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      if (near_[c] == 0) continue;
      nodes_.add(c, graph_.add_node(c, NodeRole::plain));
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
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      if (std::popcount(near_[c]) != 2) {
        nodes_.mark(c);
      } else if (cells_[c].level != Level::ground) {
        bool changes = false;
        for (unsigned bits = near_[c]; bits != 0; bits &= bits - 1)
          changes = changes || cells_[step(c, std::countr_zero(bits))].level < cells_[c].level;
        if (changes) mark(c, NodeRole::level_change);
      }
    }
    for (const Meeting& meeting : meetings) {
      mark(meeting.cell_a, meeting.kerb ? NodeRole::kerb : NodeRole::portal);
      mark(meeting.cell_b, meeting.kerb ? NodeRole::kerb : NodeRole::approach);
    }
  }

  void mark(std::uint32_t cell, NodeRole role) {
    nodes_.mark(cell);
    NodeRole& known = role_[cell];
    known = std::max(known, role);
  }

  NodeRole role_of(std::uint32_t cell) const {
    const auto it = role_.find(cell);
    return it == role_.end() ? NodeRole::plain : it->second;
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
      here.has_node = here.has_node || (nodes_.marked(c) && role_of(c) != NodeRole::portal);
      const double dx = cells_[c].x - static_cast<double>(place->sum_x) / static_cast<double>(place->cells);
      const double dy = cells_[c].y - static_cast<double>(place->sum_y) / static_cast<double>(place->cells);
      const double distance = dx * dx + dy * dy;
      if (here.cell != StreetGraph::none && here.distance <= distance) continue;
      here.cell = c;
      here.distance = distance;
    }
    for (const Best& here : best)
      if (!here.has_node && here.cell != StreetGraph::none) nodes_.mark(here.cell);
  }

  // Takes the way between a cell and its neighbour away from what is still to be traced.
  void use(std::uint32_t cell, int direction) {
    near_[cell] = static_cast<std::uint8_t>(near_[cell] & ~(1U << direction));
  }

  void trace_from(std::uint32_t start) {
    constexpr std::array<int, 8> back{2, 3, 0, 1, 6, 7, 4, 5};
    for (int d = 0; d < 8; ++d) {
      if ((near_[start] >> d & 1) == 0) continue;
      std::vector<std::uint32_t> chain{start};
      std::uint32_t cell = start;
      int direction = d;
      do {
        use(cell, direction);
        cell = step(cell, direction);
        use(cell, back[static_cast<std::size_t>(direction)]);
        chain.push_back(cell);
        if (!nodes_.marked(cell)) direction = std::countr_zero(near_[cell]);  // the one that is left of two
      } while (!nodes_.marked(cell));
      graph_.add_edge(nodes_.node_of(start), nodes_.node_of(cell), std::move(chain), false);
    }
  }

  // The link into a bridge, viaduct or tunnel lies on the street that leads to it, so that none of its nodes touches
  // both what passes and what is passed.
  void join(const Meeting& meeting) {
    std::vector<std::uint32_t> cells{meeting.cell_b};
    if (meeting.kerb) cells.insert(cells.begin(), meeting.cell_a);
    graph_.add_edge(nodes_.node_of(meeting.cell_a), nodes_.node_of(meeting.cell_b), std::move(cells), meeting.kerb);
  }

  std::span<const StreetCell> cells_;
  const StreetCellIndex& index_;
  StreetGraph graph_;
  NodeCells nodes_;
  std::vector<std::uint8_t> near_;  ///< [cells] directions of the neighbours to which no edge leads yet
  std::unordered_map<std::uint32_t, NodeRole> role_;  ///< of cells that are no plain nodes
};

}  // namespace

StreetGraph trace_streets(const StreetCells& streets, const StreetCellIndex& index, std::span<const Meeting> meetings) {
  return Tracer(streets, index, meetings).trace(meetings);
}

}  // namespace machi
