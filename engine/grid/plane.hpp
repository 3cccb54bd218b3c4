/// \file  The plane of a triangle or of the corners of a polygon.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/model/geometry.hpp"
#include "engine/model/leaf.hpp"
#include "kernels/raise_to_plane/raise_to_plane.hpp"

namespace machi {

/// Within ±16 km: whole-number arithmetic stays within 64 bits.
inline bool is_height(std::int32_t z_mm) {
  return z_mm >= -16'000'000 && z_mm <= 16'000'000;
}

/// z = z_mm + east (x - x_mm) + north (y - y_mm), bounded by the heights of the corners.
struct PlaneMm {
  std::int32_t x_mm{0};
  std::int32_t y_mm{0};
  double z_mm{0};
  double east{0};   ///< rise to the east
  double north{0};  ///< rise to the north
  std::int32_t lowest_mm{0};
  std::int32_t highest_mm{0};
  bool valid{false};  ///< false: there is no such plane
};

/// The plane of a triangle. Its slope is the quotient of whole numbers, and its point the lowest corner in (x, y, z),
/// so that no order of the corners changes a bit. Not valid where the triangle is vertical, spans more than 2,147 km or
/// reaches beyond ±16 km of height.
PlaneMm plane_of(const std::array<PointMm, 3>& triangle);

/// The plane that fits points best by least squares of their heights; level where they lie on one line.
PlaneMm fitted_plane(std::span<const PointMm> points);

/// The plane's heights at the cells of a leaf, in 1/256 m.
kernels::HeightPlane height_plane(const PlaneMm& plane, const GridFrame& frame, LeafXY leaf);

}  // namespace machi
