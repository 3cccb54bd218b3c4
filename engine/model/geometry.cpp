#include "engine/model/geometry.hpp"

#include <cmath>

namespace machi {

void PolygonTable::append(const PolygonTable& other, std::uint32_t index) {
  kind.push_back(other.kind[index]);
  lod.push_back(other.lod[index]);
  part.push_back(other.part[index]);
  for (std::uint32_t r = other.ring_begin[index]; r < other.ring_begin[index + 1]; ++r) {
    const auto ring_points = other.ring(r);
    points.insert(points.end(), ring_points.begin(), ring_points.end());
    point_begin.push_back(static_cast<std::uint32_t>(points.size()));
  }
  ring_begin.push_back(static_cast<std::uint32_t>(point_begin.size() - 1));
}

Int128 doubled_area_mm2(std::span<const PointMm> ring) {
  Int128 sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    sum += static_cast<Int128>(ring[j].x_mm) * ring[i].y_mm - static_cast<Int128>(ring[i].x_mm) * ring[j].y_mm;
  return sum;
}

double area_m2(const PolygonTable& polygons, std::uint32_t polygon) {
  double area = 0;
  for (std::uint32_t r = polygons.ring_begin[polygon]; r < polygons.ring_begin[polygon + 1]; ++r) {
    const double ring_area = std::abs(static_cast<double>(doubled_area_mm2(polygons.ring(r)))) * 0.5e-6;
    area += r == polygons.ring_begin[polygon] ? ring_area : -ring_area;
  }
  return area;
}

bool contains(const PolygonTable& polygons, std::uint32_t polygon, std::int32_t x_mm, std::int32_t y_mm) {
  bool inside = false;
  for (std::uint32_t r = polygons.ring_begin[polygon]; r < polygons.ring_begin[polygon + 1]; ++r) {
    const auto ring = polygons.ring(r);
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      const PointMm& a = ring[i];
      const PointMm& b = ring[j];
      if ((a.y_mm > y_mm) == (b.y_mm > y_mm)) continue;
      // x < a.x + (b.x - a.x)(y - a.y)/(b.y - a.y), without division.
      const std::int64_t dy = std::int64_t{b.y_mm} - a.y_mm;
      const Int128 left = (static_cast<Int128>(x_mm) - a.x_mm) * dy;
      const Int128 right = (static_cast<Int128>(b.x_mm) - a.x_mm) * (std::int64_t{y_mm} - a.y_mm);
      if (dy > 0 ? left < right : left > right) inside = !inside;
    }
  }
  return inside;
}

BoxMm box_of(std::span<const PointMm> points) {
  BoxMm box;
  for (const PointMm& point : points) box.add(point);
  return box;
}

}  // namespace machi
