/// \file  The ground that people walk on: which cells are open, how fast one walks there, how deep the water stands;
/// and steps over it that no wall lets through.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/grid/leaf_domain.hpp"
#include "engine/model/walker.hpp"
#include "engine/partition/block_domain.hpp"

namespace machi {

/// A cell by column and row from the city's origin.
struct CellXY {
  std::int32_t x{0};
  std::int32_t y{0};
  friend auto operator<=>(const CellXY&, const CellXY&) = default;
};

class Ground {
 public:
  Ground() = default;
  /// `open` and `pace` [leaves.own() * 64]: 0 closes a cell; pace is the part of the free speed that the ground
  /// leaves, in 1/4096. `wrap` in leaves. The leaves must outlive the ground. Collective.
  Ground(const Comm& comm, const LeafDomain& leaves, const BlockDomain& blocks, std::span<const std::uint8_t> open,
         std::vector<std::uint16_t> pace, LeafWrap wrap);

  const LeafDomain& leaves() const { return *leaves_; }
  const LeafWrap& wrap() const { return wrap_; }
  double cell_m() const { return 1e-3 * leaves_->frame().cell_mm; }

  /// Local index of the leaf that holds a position in own slot `slot`.
  std::uint32_t leaf_of(std::uint32_t slot, std::uint32_t x, std::uint32_t y) const {
    const std::uint32_t mask = (1U << nest_) - 1;
    const std::uint32_t sub = ((y >> leaf_position_bits & mask) << nest_) | (x >> leaf_position_bits & mask);
    return leaf_of_[(std::size_t{slot} << (2 * nest_)) | sub];
  }
  /// Cell of a position in its leaf, y * 8 + x.
  static int cell_of(std::uint32_t x, std::uint32_t y) {
    return static_cast<int>((y >> position_bits & 7) * 8 + (x >> position_bits & 7));
  }
  /// Whether nobody can stand in a cell: closed, or no leaf is there. Own and ghost leaves.
  bool closed(CellXY cell, LeafDirectory::Cursor& cursor) const {
    const LeafXY leaf = wrap_({cell.x >> 3, cell.y >> 3});
    const std::uint32_t index = cursor.find(leaf);
    return index == LeafDomain::none || (closed_[index] >> ((cell.y & 7) * 8 + (cell.x & 7)) & 1) != 0;
  }
  std::uint64_t closed_mask(std::uint32_t leaf) const { return closed_[leaf]; }  ///< own or ghost leaf
  std::span<const std::uint64_t> closed_masks() const { return std::span(closed_).first(leaves_->own()); }  ///< own
  std::span<const std::uint16_t> paces() const { return pace_; }  ///< [own * 64]
  std::uint16_t pace(std::uint32_t own_leaf, int cell) const {
    return pace_[std::size_t{own_leaf} * leaf_cells + cell];
  }

  /// Where a straight step of (dx, dy) units, each less than a block's side, ends: it passes from open cell to open
  /// cell through their sides; where a closed cell is in the way, it slides along it in the direction that leads
  /// farther. Never in a closed cell if it starts in an open one. Positions wrap where the ground does.
  struct Step {
    std::uint32_t x;
    std::uint32_t y;
    bool touched;  ///< a wall shortened it
  };
  Step step(std::uint32_t x, std::uint32_t y, std::int32_t dx, std::int32_t dy, LeafDirectory::Cursor& cursor) const;
  /// Whether a step of (dx, dy) units from anywhere in a cell can meet no wall because none is near; where false,
  /// step() tells. The periods of the ground must not matter.
  bool clear(std::uint32_t own_leaf, int cell, std::int32_t dx, std::int32_t dy) const {
    const std::int32_t reach = clear_cells_[std::size_t{own_leaf} * leaf_cells + static_cast<std::size_t>(cell)]
                               << position_bits;
    return dx <= reach && dx >= -reach && dy <= reach && dy >= -reach;
  }

 private:
  void measure_clearance(LeafDirectory::Cursor& cursor);
  bool passes(std::int64_t x, std::int64_t y, std::int64_t dx, std::int64_t dy, LeafDirectory::Cursor& cursor) const;
  std::uint32_t wrapped(std::int64_t at, std::int64_t period_units) const;

  const LeafDomain* leaves_{nullptr};
  LeafWrap wrap_;
  int nest_{0};
  std::vector<std::uint32_t> leaf_of_;  ///< [own slots << 2 nest]
  std::vector<std::uint64_t> closed_;   ///< [leaves] own and ghosts
  std::vector<std::uint16_t> pace_;     ///< [own * 64]
  /// [own * 64] so many rings of cells around each are open, and itself; 0 where a cell beside is closed.
  std::vector<std::uint8_t> clear_cells_;
};

/// How far open ground is looked for.
inline constexpr std::int32_t most_cells_to_open_ground = 8;
/// Moves a walker whose cell is closed to the middle of the nearest open one, of equals the southernmost, then the
/// westernmost; false, and where it was, where there is none near by. Own and ghost leaves.
bool move_to_open_ground(const Ground& ground, Walker& walker);

}  // namespace machi
