/// \file  Labels inside one leaf: each cell takes the smallest label of the sides that its time comes from.
#pragma once

#include <array>
#include <cstdint>

#include "engine/field/tile.hpp"

namespace machi {

/// Lowers the labels of the tile's inner cells until none can be lowered. upwind: bits of kernels::eikonal_upwind().
/// Returns the cells that changed. Local: any thread.
inline std::uint64_t spread_labels(const std::array<std::uint8_t, leaf_cells>& upwind, Tile& label) {
  std::uint64_t changed = 0;
  for (bool again = true; again;) {
    again = false;
    for (int step = 0; step < 2 * leaf_cells; ++step) {
      const int cell = step < leaf_cells ? step : 2 * leaf_cells - 1 - step;
      const std::uint8_t sides = upwind[static_cast<std::size_t>(cell)];
      const std::size_t here = tile_place(cell % leaf_side, cell / leaf_side);
      std::uint32_t least = label[here];
      if ((sides & kernels::upwind_south) != 0) least = std::min(least, label[here - tile_side]);
      if ((sides & kernels::upwind_north) != 0) least = std::min(least, label[here + tile_side]);
      if ((sides & kernels::upwind_west) != 0) least = std::min(least, label[here - 1]);
      if ((sides & kernels::upwind_east) != 0) least = std::min(least, label[here + 1]);
      if (least == label[here]) continue;
      label[here] = least;
      changed |= std::uint64_t{1} << cell;
      again = true;
    }
  }
  return changed;
}

}  // namespace machi
