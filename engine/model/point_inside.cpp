#include "engine/model/point_inside.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace machi {

bool point_inside(const PolygonTable& polygons, const std::function<bool(std::uint32_t)>& use, PointMm& point) {
  double largest_m2 = 0;
  std::uint32_t chosen = polygons.size();
  for (std::uint32_t p = 0; p < polygons.size(); ++p) {
    if (!use(p)) continue;
    const double area = area_m2(polygons, p);
    if (area > largest_m2) {
      largest_m2 = area;
      chosen = p;
    }
  }
  if (chosen == polygons.size()) return false;
  // Counted from the box's own corner, so that the point is the same wherever the origin lies.
  const BoxMm box = box_of(polygons.shell(chosen));
  const auto x_of = [&](const PointMm& p) { return static_cast<double>(p.x_mm) - box.x_min; };
  const auto y_of = [&](const PointMm& p) { return static_cast<double>(p.y_mm) - box.y_min; };
  const std::int32_t up = static_cast<std::int32_t>((std::int64_t{box.y_max} - box.y_min) / 2);
  const std::int32_t middle = box.y_min + up;
  std::vector<double> crossings;
  for (std::uint32_t r = polygons.ring_begin[chosen]; r < polygons.ring_begin[chosen + 1]; ++r) {
    const auto ring = polygons.ring(r);
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      if ((ring[i].y_mm > middle) == (ring[j].y_mm > middle)) continue;
      const double t = (up - y_of(ring[i])) / (y_of(ring[j]) - y_of(ring[i]));
      crossings.push_back(x_of(ring[i]) + t * (x_of(ring[j]) - x_of(ring[i])));
    }
  }
  std::sort(crossings.begin(), crossings.end());
  double widest = -1;
  for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
    if (crossings[k + 1] - crossings[k] <= widest) continue;
    widest = crossings[k + 1] - crossings[k];
    point = {box.x_min + static_cast<std::int32_t>(std::lround((crossings[k] + crossings[k + 1]) / 2)), middle,
             polygons.shell(chosen)[0].z_mm};
  }
  return widest >= 0;
}

}  // namespace machi
