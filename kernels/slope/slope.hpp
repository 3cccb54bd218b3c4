/// \file  Steepest slope of the cells of leaves of 8 × 8 cells.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Cells per side of a leaf with a rim of one cell around it.
inline constexpr int rimmed_side = 10;

/// Steepest slope in percent, 100 |grad z| by central differences, rounded to the nearest, 255 and above as 255. Where
/// a neighbour's height is unknown (NaN) the difference is one-sided; a direction without known neighbours counts as
/// level, and so does a cell without height.
/// height_m [leaves * 100] row by row from the south-west corner of the rim (the values of its four corners do not
/// matter);  cell_m > 0; slope_percent [leaves * 64] out, cell (x, y) at y * 8 + x.  Throws nothing.  Local: any
/// thread.
void slope(std::span<const float> height_m, float cell_m, std::span<std::uint8_t> slope_percent);

/// The same in one named variant; for tests and benchmarks.
void slope(Variant variant, std::span<const float> height_m, float cell_m, std::span<std::uint8_t> slope_percent);

}  // namespace machi::kernels
