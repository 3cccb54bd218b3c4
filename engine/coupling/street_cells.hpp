/// \file  The cells under the streets of a city.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/model/leaf.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// A cell by its leaf, y * 8 + x in it.
struct StreetSpot {
  LeafXY leaf;
  int cell;
};

/// Calls visit(StreetSpot) for points on a street, at most a cell apart along it and across, up to `half_width_m`
/// beside the centre line; cells may come more than once. Those outside of the grid are left out.
template <class Visit>
void for_each_street_cell(const Network& streets, std::uint32_t street, double half_width_m, const GridFrame& frame,
                          Visit visit) {
  const auto look = [&](double x_mm, double y_mm) {
    if (x_mm < 0 || y_mm < 0) return;
    const std::int32_t x = static_cast<std::int32_t>(x_mm) / frame.cell_mm;
    const std::int32_t y = static_cast<std::int32_t>(y_mm) / frame.cell_mm;
    const LeafXY leaf{x / leaf_side, y / leaf_side};
    if (frame.inside(leaf)) visit(StreetSpot{leaf, y % leaf_side * leaf_side + x % leaf_side});
  };
  const int rings = static_cast<int>(std::floor(1e3 * half_width_m / frame.cell_mm));
  for (std::uint64_t k = streets.shape_begin[street]; k + 1 < streets.shape_begin[street + 1]; ++k) {
    const PointMm &a = streets.shape[k], &b = streets.shape[k + 1];
    const double dx = static_cast<double>(b.x_mm) - a.x_mm, dy = static_cast<double>(b.y_mm) - a.y_mm;
    const double length = std::sqrt(dx * dx + dy * dy);
    const int pieces = std::max(1, static_cast<int>(std::ceil(length / frame.cell_mm)));
    const double across = length > 0 ? frame.cell_mm / length : 0;
    for (int piece = 0; piece <= pieces; ++piece) {
      const double part = static_cast<double>(piece) / pieces;
      for (int ring = -rings; ring <= rings; ++ring)
        look(a.x_mm + part * dx - ring * across * dy, a.y_mm + part * dy + ring * across * dx);
    }
  }
}

}  // namespace machi
