/// \file  Where the cells of the grid lie: leaves of 8 × 8 cells on a Hilbert curve.
#pragma once

#include <cstdint>

namespace machi {

/// Cells per side of a leaf, and cells in a leaf (one bit each in a 64-bit mask; cell (x, y) is bit y * 8 + x).
inline constexpr int leaf_side = 8;
inline constexpr int leaf_cells = 64;

/// Column and row of a leaf, counted from the city's origin (its south-west corner); never negative.
struct LeafXY {
  std::int32_t x{0};
  std::int32_t y{0};
  friend bool operator==(const LeafXY&, const LeafXY&) = default;
};

/// Position of a leaf on the Hilbert curve: the order of everything that is stored.
using LeafKey = std::uint64_t;

/// Distance along the Hilbert curve that fills a square of 2^order × 2^order leaves, and back.
LeafKey hilbert_key(int order, LeafXY leaf);
LeafXY hilbert_leaf(int order, LeafKey key);

/// Size and place of the grid. Point (0, 0) of every PointMm is the south-west corner of cell (0, 0) of leaf (0, 0).
struct GridFrame {
  std::int32_t cell_mm{1000};
  int order{0};  ///< the curve fills 2^order × 2^order leaves
  std::int32_t leaf_mm() const { return cell_mm * leaf_side; }
  /// The leaf that holds a point; floor division.
  LeafXY leaf_at(std::int32_t x_mm, std::int32_t y_mm) const;
  LeafKey key(LeafXY leaf) const { return hilbert_key(order, leaf); }
  LeafXY leaf(LeafKey key) const { return hilbert_leaf(order, key); }
  bool inside(LeafXY leaf) const {
    const std::int32_t side = std::int32_t{1} << order;
    return leaf.x >= 0 && leaf.y >= 0 && leaf.x < side && leaf.y < side;
  }
};

}  // namespace machi
