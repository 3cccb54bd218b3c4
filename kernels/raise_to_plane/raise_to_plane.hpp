/// \file  Heights of a plane, e.g. of a terrain triangle, written into the cells of one leaf of 8 × 8 cells.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Heights in units of 1/256 m at the cell (x, y) of a leaf: at_origin + x * per_column + y * per_row, but not below
/// `lowest` or above `highest`.
struct HeightPlane {
  double at_origin{0};
  double per_column{0};
  double per_row{0};
  double lowest{0};
  double highest{0};
};

/// Raises each cell that the mask holds to the plane's height there, rounded to the nearest 1/256 m (ties to even); a
/// cell without height (NaN) takes it. Planes may come in any order: the highest stays.
/// |height| < 2^16 m;  mask: bit y * 8 + x;  height_m [64] in and out.  Throws nothing.  Local: any thread.
void raise_to_plane(const HeightPlane& plane, std::uint64_t mask, std::span<float, 64> height_m);

/// The same in one named variant; for tests and benchmarks.
void raise_to_plane(Variant variant, const HeightPlane& plane, std::uint64_t mask, std::span<float, 64> height_m);

}  // namespace machi::kernels
