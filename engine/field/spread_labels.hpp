/// \file  Labels inside one leaf: each cell takes the smallest label of the sides that its time comes from.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/field/tile.hpp"

namespace machi {

/// Lowers the labels of the tile's inner cells until none can be lowered. upwind: from kernels::eikonal_upwind().
/// Returns the cells that changed. Local: any thread.
inline std::uint64_t spread_labels(const std::array<std::uint64_t, 4>& upwind, Tile& label) {
  std::uint64_t changed = 0;
  // A label where the side counts, else the highest number; without branches, for the sides change from cell to cell.
  const auto from = [&](std::uint32_t value, std::size_t side, int cell) {
    return value | (static_cast<std::uint32_t>(upwind[side] >> cell & 1) - 1);
  };
  for (std::uint64_t fell = 1; fell != 0;) {
    fell = 0;
    for (int step = 0; step < 2 * leaf_cells; ++step) {
      const int cell = step < leaf_cells ? step : 2 * leaf_cells - 1 - step;
      const std::size_t here = tile_place(cell % leaf_side, cell / leaf_side);
      const std::uint32_t rows =
          std::min(from(label[here - tile_side], 0, cell), from(label[here + tile_side], 1, cell));
      const std::uint32_t columns = std::min(from(label[here - 1], 2, cell), from(label[here + 1], 3, cell));
      const std::uint32_t least = std::min(std::min(rows, columns), label[here]);
      fell |= std::uint64_t{least != label[here]} << cell;
      label[here] = least;
    }
    changed |= fell;
  }
  return changed;
}

}  // namespace machi
