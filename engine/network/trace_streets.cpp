#include "engine/network/trace_streets.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

namespace machi {
namespace {

// A cell that is a node whatever its neighbours are.
struct Mark {
  CellNumber cell{no_cell};
  NodeRole role{NodeRole::plain};
};

// Tells the ranks which of their cells the meetings make nodes.
std::vector<Mark> marks_of_meetings(const Comm& comm, const StreetIndex& streets, std::span<const Meeting> meetings) {
  std::vector<std::vector<Mark>> rows(static_cast<std::size_t>(comm.size()));
  const auto mark = [&](CellNumber cell, NodeRole role) {
    rows[static_cast<std::size_t>(streets.owner(cell))].push_back({cell, role});
  };
  for (const Meeting& meeting : meetings) {
    mark(meeting.cell_a, meeting.kerb ? NodeRole::kerb : NodeRole::portal);
    mark(meeting.cell_b, meeting.kerb ? NodeRole::kerb : NodeRole::approach);
  }
  std::vector<Mark> marks;
  for (const std::vector<Mark>& row : comm.all_to_all_of(rows)) marks.insert(marks.end(), row.begin(), row.end());
  return marks;
}

class Tracer {
 public:
  Tracer(const StreetIndex& streets, std::span<const Mark> marks)
      : streets_(streets), cells_(streets.own()), is_node_(cells_.size(), false) {
    find_neighbours();
    mark_nodes();
    for (const Mark& mark : marks) add_node(mark.cell - streets.first(), mark.role);
  }

  void add_node(std::uint32_t cell, NodeRole role) {
    is_node_[cell] = true;
    if (role == NodeRole::plain) return;
    NodeRole& known = role_[cell];
    known = std::max(known, role);
  }

  bool is_node(std::uint32_t cell) const { return is_node_[cell]; }

  NodeRole role_of(std::uint32_t cell) const {
    const auto it = role_.find(cell);
    return it == role_.end() ? NodeRole::plain : it->second;
  }

  TracedStreets trace() {
    const auto count = static_cast<std::uint32_t>(cells_.size());
    for (std::uint32_t c = 0; c < count; ++c)
      if (is_node_[c]) trace_from_node(c);
    for (std::uint32_t c = 0; c < count; ++c)
      if (near_[c] != 0) trace_from_border(c);
    // What is left are rings without a node.
    for (std::uint32_t c = 0; c < count; ++c) {
      if (near_[c] == 0) continue;
      is_node_[c] = true;
      ring_nodes_.push_back(c);
      trace_from_node(c);
    }
    auto ring = ring_nodes_.begin();
    for (std::uint32_t c = 0; c < count; ++c) {
      if (!is_node_[c]) continue;
      const bool on_ring = ring != ring_nodes_.end() && *ring == c;
      if (on_ring) ++ring;
      traced_.nodes.push_back({number(c), cells_[c], role_of(c), on_ring});
    }
    return std::move(traced_);
  }

 private:
  CellNumber number(std::uint32_t cell) const { return streets_.first() + cell; }

  StreetIndex::Found step(std::uint32_t cell, unsigned direction) const {
    const auto& [dx, dy] = chain_steps[direction];
    return streets_.find(cells_[cell].layer, cells_[cell].x + dx, cells_[cell].y + dy);
  }

  // A diagonal neighbour counts only where no straight neighbour leads to it, so that a bend is no triangle.
  void find_neighbours() {
    near_.assign(cells_.size(), 0);
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      unsigned near = 0;
      for (unsigned d = 0; d < 4; ++d)
        if (step(c, d).number != no_cell) near |= 1U << d;
      for (unsigned d = 4; d < 8; ++d) {
        const bool led_to = (near >> (d - 4) & 1) != 0 || (near >> ((d - 3) & 3) & 1) != 0;
        if (!led_to && step(c, d).number != no_cell) near |= 1U << d;
      }
      near_[c] = static_cast<std::uint8_t>(near);
    }
  }

  void mark_nodes() {
    for (std::uint32_t c = 0; c < cells_.size(); ++c) {
      if (std::popcount(near_[c]) != 2) {
        add_node(c, NodeRole::plain);
      } else if (cells_[c].level != Level::ground) {
        bool changes = false;
        for (unsigned bits = near_[c]; bits != 0; bits &= bits - 1)
          changes = changes || step(c, static_cast<unsigned>(std::countr_zero(bits))).level < cells_[c].level;
        if (changes) add_node(c, NodeRole::level_change);
      }
    }
  }

  // Takes the way between a cell and its neighbour away from what is still to be traced.
  void use(std::uint32_t cell, unsigned direction) {
    near_[cell] = static_cast<std::uint8_t>(near_[cell] & ~(1U << direction));
  }

  void trace_from_node(std::uint32_t start) {
    for (unsigned d = 0; d < chain_steps.size(); ++d)
      if ((near_[start] >> d & 1) != 0) walk({number(start), no_cell, d}, start, d);
  }

  // A chain that came over the border with no node of this rank at its other end.
  void trace_from_border(std::uint32_t cell) {
    for (unsigned bits = near_[cell]; bits != 0; bits &= bits - 1) {
      const auto outwards = static_cast<unsigned>(std::countr_zero(bits));
      const CellNumber beyond = step(cell, outwards).number;
      if (streets_.owns(beyond)) continue;
      use(cell, outwards);
      return walk({number(cell), beyond, 0}, cell, static_cast<unsigned>(std::countr_zero(near_[cell])));
    }
  }

  // From a cell in a direction to the next node, or as far as this rank's cells go.
  void walk(const PieceEnd& begin, std::uint32_t cell, unsigned direction) {
    constexpr std::array<unsigned, 8> back{2, 3, 0, 1, 6, 7, 4, 5};
    const std::size_t words = traced_.words.size();
    ChainWriter chain(traced_.words);
    chain.add(cells_[cell]);
    lowest_ = {cell, 0};
    PieceEnd end;
    for (std::uint32_t length = 1;; ++length) {
      use(cell, direction);
      const CellNumber next = step(cell, direction).number;
      if (!streets_.owns(next)) {
        end = {number(cell), next, 0};
        break;
      }
      cell = next - streets_.first();
      use(cell, back[direction]);
      chain.add(cells_[cell]);
      lowest_ = std::min(lowest_, {cell, length});
      if (is_node_[cell]) {
        end = {next, no_cell, back[direction]};
        break;
      }
      direction = static_cast<unsigned>(std::countr_zero(near_[cell]));  // the one that is left of two
    }
    traced_.pieces.push_back({{begin, end}, static_cast<std::uint32_t>(traced_.words.size() - words)});
    if (!begin.open() || !end.open()) return;
    const auto [lowest, place] = lowest_;
    traced_.rings.push_back({{number(lowest), cells_[lowest], NodeRole::plain, true}, place});
  }

  const StreetIndex& streets_;
  std::span<const StreetCell> cells_;
  std::vector<bool> is_node_;       ///< [cells]
  std::vector<std::uint8_t> near_;  ///< [cells] directions of the neighbours to which no chain leads yet
  std::unordered_map<std::uint32_t, NodeRole> role_;      ///< of cells that are no plain nodes
  std::vector<std::uint32_t> ring_nodes_;                 ///< ascending
  std::pair<std::uint32_t, std::uint32_t> lowest_{0, 0};  ///< cell of the piece in hand, and its place there
  TracedStreets traced_;
};

}  // namespace

TracedStreets trace_streets(const Comm& comm, const StreetIndex& streets, const Intersections& intersections,
                            std::span<const Meeting> meetings) {
  Tracer tracer(streets, marks_of_meetings(comm, streets, meetings));
  const auto stands = [&](CellNumber number) {
    const std::uint32_t cell = number - streets.first();
    return tracer.is_node(cell) && tracer.role_of(cell) != NodeRole::portal;
  };
  for (const Intersections::Centre& centre : intersections.centres_without(comm, stands))
    tracer.add_node(centre.cell - streets.first(), NodeRole::plain);
  return tracer.trace();
}

}  // namespace machi
