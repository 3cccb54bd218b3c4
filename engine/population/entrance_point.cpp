#include "engine/population/entrance_point.hpp"

#include <cmath>

namespace machi {
namespace {

std::int32_t between(std::int32_t from, std::int32_t to, double share) {
  return static_cast<std::int32_t>(std::llround(from + share * (static_cast<double>(to) - from)));
}

}  // namespace

PointMm point_along(std::span<const PointMm> shape, double offset_m) {
  double left_mm = offset_m * 1000;
  if (!(left_mm > 0)) return shape.front();
  for (std::size_t k = 1; k < shape.size(); ++k) {
    const PointMm& a = shape[k - 1];
    const PointMm& b = shape[k];
    const double east = static_cast<double>(b.x_mm) - a.x_mm, north = static_cast<double>(b.y_mm) - a.y_mm;
    const double length_mm = std::sqrt(east * east + north * north);
    if (left_mm < length_mm) {
      const double share = left_mm / length_mm;
      return {between(a.x_mm, b.x_mm, share), between(a.y_mm, b.y_mm, share), between(a.z_mm, b.z_mm, share)};
    }
    left_mm -= length_mm;
  }
  return shape.back();
}

}  // namespace machi
