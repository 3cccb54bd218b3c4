#include "engine/climate/facade_shade.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
namespace {

struct Point {
  double x;
  double y;
};
using Polygon = std::vector<Point>;  ///< convex, counterclockwise

double cross(Point a, Point b, Point c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

double area_of(const Polygon& polygon) {
  double twice = 0;
  for (std::size_t i = 2; i < polygon.size(); ++i) twice += cross(polygon[0], polygon[i - 1], polygon[i]);
  return twice / 2;
}

/// The part of a polygon on the left of the line from a to b.
Polygon left_of(const Polygon& polygon, Point a, Point b) {
  Polygon kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point p = polygon[i];
    const Point q = polygon[(i + 1) % polygon.size()];
    const double at_p = cross(a, b, p);
    const double at_q = cross(a, b, q);
    if (at_p >= 0) kept.push_back(p);
    if ((at_p > 0 && at_q < 0) || (at_p < 0 && at_q > 0)) {
      const double part = at_p / (at_p - at_q);
      kept.push_back({p.x + part * (q.x - p.x), p.y + part * (q.y - p.y)});
    }
  }
  return kept;
}

Polygon common_part(Polygon polygon, const Polygon& other) {
  for (std::size_t i = 0; i < other.size() && !polygon.empty(); ++i)
    polygon = left_of(polygon, other[i], other[(i + 1) % other.size()]);
  return polygon;
}

/// Area of the union of the shadows from `first` on, within a polygon.
double shaded_area(const Polygon& within, const std::vector<Polygon>& shadows, std::size_t first) {
  if (within.size() < 3 || first == shadows.size()) return 0;
  const Polygon here = common_part(within, shadows[first]);
  return area_of(here) + shaded_area(within, shadows, first + 1) - shaded_area(here, shadows, first + 1);
}

/// The shadow that an edge from a to b throws which stands out of the façade.
Polygon shadow_of(const FacadeShade& shade, LocalDirection towards) {
  const Point a{shade.x0_m, shade.y0_m};
  const Point b{shade.x1_m, shade.y1_m};
  const double dx = -shade.depth_m * towards.right / towards.out;
  const double dy = -shade.depth_m * towards.up / towards.out;
  Polygon polygon{a, b, {b.x + dx, b.y + dy}, {a.x + dx, a.y + dy}};
  if (area_of(polygon) < 0) std::reverse(polygon.begin(), polygon.end());
  return polygon;
}

/// Sums of light with and without shades.
struct Light {
  double lit{0};
  double all{0};
  double share() const { return all > 0 ? lit / all : 1; }
};

}  // namespace

LocalDirection local_direction(const PlaneAxes& axes, const SkyVector& direction) {
  return {dot(axes.right, direction), dot(axes.up, direction), dot(axes.out, direction)};
}

double lit_share(const FacadeRect& piece, const std::vector<FacadeShade>& shades, LocalDirection towards) {
  constexpr double grazing = 1e-6;
  if (towards.out < grazing) return 0;
  const double x1_m = piece.x_m + piece.width_m;
  const double y1_m = piece.y_m + piece.height_m;
  const Polygon all{{piece.x_m, piece.y_m}, {x1_m, piece.y_m}, {x1_m, y1_m}, {piece.x_m, y1_m}};
  std::vector<Polygon> shadows;
  for (const FacadeShade& shade : shades) {
    Polygon shadow = shadow_of(shade, towards);
    if (area_of(shadow) > 0) shadows.push_back(std::move(shadow));
  }
  const double area_m2 = piece.width_m * piece.height_m;
  return std::clamp(1 - shaded_area(all, shadows, 0) / area_m2, 0.0, 1.0);
}

DiffuseShare diffuse_share(const FacadeRect& piece, const std::vector<FacadeShade>& shades, PlaneFacing facing) {
  if (shades.empty()) return {};
  const PlaneAxes axes = axes_of(facing);
  Light sky;
  Light horizon;
  Light ground;
  for (double elevation_deg = -87.5; elevation_deg < 90; elevation_deg += 5) {
    const double level = std::cos(elevation_deg * degree);
    for (double azimuth_deg = 2.5; azimuth_deg < 360; azimuth_deg += 5) {
      const SkyVector direction{level * std::sin(azimuth_deg * degree), level * std::cos(azimuth_deg * degree),
                                std::sin(elevation_deg * degree)};
      const LocalDirection towards = local_direction(axes, direction);
      if (towards.out <= 0) continue;
      const double weight = towards.out * level;
      const double lit = weight * lit_share(piece, shades, towards);
      Light& part = elevation_deg < 0 ? ground : sky;
      part.lit += lit;
      part.all += weight;
      if (elevation_deg < 0 || elevation_deg > 5) continue;
      horizon.lit += lit;
      horizon.all += weight;
    }
  }
  return {sky.share(), horizon.share(), ground.share()};
}

}  // namespace machi
