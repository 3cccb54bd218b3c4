/// \file  Where the grid of an area lies, and whether its length fits where an axis is periodic.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/leaf.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

/// Where cells lie. A point of the scenario less the origin is a point of the grid.
struct AreaFrame {
  GridFrame grid;
  std::int32_t origin_x_mm{0};
  std::int32_t origin_y_mm{0};
  std::int32_t columns{0};  ///< cells from the origin to the east and north end of what is walkable
  std::int32_t rows{0};
  PeriodicAxis periodic{PeriodicAxis::none};
  std::int32_t period_cells{0};  ///< along the periodic axis; 0 where none is
};

/// The frame of an area: its origin is the south-west corner of what is walkable, rounded down to a cell, so that edges
/// on multiples of a cell lie on borders of cells. Throws UsageError where a cell is not a whole number of millimetres,
/// the area is longer than 65,536 cells or larger than 2^28 of them, or the length of a periodic axis is not at least
/// three whole blocks (it then says which cells would fit). Local.
AreaFrame area_frame(const AreaScenario& area);

/// Cell sizes in mm, largest first, with which `length_mm` is a whole number, at least 3, of blocks of 8 · 2^k cells
/// and at least 2 m; none below 20 mm or above 1 m.
std::vector<std::int32_t> cells_that_fit(std::int32_t length_mm);

}  // namespace machi
