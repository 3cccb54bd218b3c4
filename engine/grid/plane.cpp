#include "engine/grid/plane.hpp"

#include <algorithm>
#include <limits>

namespace machi {

namespace {

constexpr std::int64_t widest_mm = std::numeric_limits<std::int32_t>::max();

// Whether whole-number arithmetic on the corners stays within 64 bits.
bool usable(const std::array<PointMm, 3>& triangle) {
  const BoxMm box = box_of(triangle);
  return std::int64_t{box.x_max} - box.x_min <= widest_mm && std::int64_t{box.y_max} - box.y_min <= widest_mm &&
         std::all_of(triangle.begin(), triangle.end(), [](const PointMm& p) { return is_height(p.z_mm); });
}

}  // namespace

PlaneMm plane_of(const std::array<PointMm, 3>& triangle) {
  if (!usable(triangle)) return {};
  std::array<PointMm, 3> corner = triangle;
  std::sort(corner.begin(), corner.end());
  const auto& [a, b, c] = corner;
  const std::int64_t bx = std::int64_t{b.x_mm} - a.x_mm;
  const std::int64_t by = std::int64_t{b.y_mm} - a.y_mm;
  const std::int64_t bz = std::int64_t{b.z_mm} - a.z_mm;
  const std::int64_t cx = std::int64_t{c.x_mm} - a.x_mm;
  const std::int64_t cy = std::int64_t{c.y_mm} - a.y_mm;
  const std::int64_t cz = std::int64_t{c.z_mm} - a.z_mm;
  const std::int64_t up = bx * cy - by * cx;
  if (up == 0) return {};
  PlaneMm plane;
  plane.x_mm = a.x_mm;
  plane.y_mm = a.y_mm;
  plane.z_mm = a.z_mm;
  plane.east = static_cast<double>(bz * cy - by * cz) / static_cast<double>(up);
  plane.north = static_cast<double>(bx * cz - bz * cx) / static_cast<double>(up);
  plane.lowest_mm = std::min({a.z_mm, b.z_mm, c.z_mm});
  plane.highest_mm = std::max({a.z_mm, b.z_mm, c.z_mm});
  plane.valid = true;
  return plane;
}

PlaneMm fitted_plane(std::span<const PointMm> points) {
  PlaneMm plane;
  if (points.empty()) return plane;
  plane.valid = true;
  const auto count = static_cast<double>(points.size());
  std::int64_t x_sum = 0;
  std::int64_t y_sum = 0;
  std::int64_t z_sum = 0;
  plane.lowest_mm = plane.highest_mm = points[0].z_mm;
  for (const PointMm& point : points) {
    x_sum += point.x_mm;
    y_sum += point.y_mm;
    z_sum += point.z_mm;
    plane.lowest_mm = std::min(plane.lowest_mm, point.z_mm);
    plane.highest_mm = std::max(plane.highest_mm, point.z_mm);
  }
  const double x_mean = static_cast<double>(x_sum) / count;
  const double y_mean = static_cast<double>(y_sum) / count;
  const double z_mean = static_cast<double>(z_sum) / count;
  double xx = 0;
  double xy = 0;
  double yy = 0;
  double xz = 0;
  double yz = 0;
  for (const PointMm& point : points) {
    const double x = point.x_mm - x_mean;
    const double y = point.y_mm - y_mean;
    const double z = point.z_mm - z_mean;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xz += x * z;
    yz += y * z;
  }
  // Points are on one line, within rounding, when the determinant is nothing beside its own terms.
  const double determinant = xx * yy - xy * xy;
  if (determinant > 1e-9 * xx * yy) {
    plane.east = (xz * yy - yz * xy) / determinant;
    plane.north = (yz * xx - xz * xy) / determinant;
  }
  plane.x_mm = static_cast<std::int32_t>(x_mean);
  plane.y_mm = static_cast<std::int32_t>(y_mean);
  plane.z_mm = z_mean + plane.east * (plane.x_mm - x_mean) + plane.north * (plane.y_mm - y_mean);
  return plane;
}

kernels::HeightPlane height_plane(const PlaneMm& plane, const GridFrame& frame, LeafXY leaf) {
  constexpr double per_mm = 0.256;  // 1/256 m
  const std::int64_t half = frame.cell_mm / 2;
  const std::int64_t x = std::int64_t{leaf.x} * frame.leaf_mm() + half - plane.x_mm;
  const std::int64_t y = std::int64_t{leaf.y} * frame.leaf_mm() + half - plane.y_mm;
  const double z = plane.z_mm + plane.east * static_cast<double>(x) + plane.north * static_cast<double>(y);
  return {z * per_mm, plane.east * frame.cell_mm * per_mm, plane.north * frame.cell_mm * per_mm,
          plane.lowest_mm * per_mm, plane.highest_mm * per_mm};
}

}  // namespace machi
