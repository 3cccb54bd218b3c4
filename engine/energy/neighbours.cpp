#include "engine/energy/neighbours.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/energy/building_shape.hpp"

namespace machi {
namespace {

constexpr double against_m = 0.3;
constexpr double parallel_cosine = 0.985;  // 10°
constexpr double off_wall_m = 0.05;
constexpr double off_roof_m = 0.1;

struct Line {
  double ax, ay, bx, by;
};

/// Length of `wall` along which `other` runs the other way within reach.
double shared_length_m(const Line& wall, const Line& other) {
  const double wx = wall.bx - wall.ax, wy = wall.by - wall.ay;
  const double ox = other.bx - other.ax, oy = other.by - other.ay;
  const double length = std::hypot(wx, wy), other_length = std::hypot(ox, oy);
  if (length < 0.01 || other_length < 0.01 || wx * ox + wy * oy > -parallel_cosine * length * other_length) return 0;
  const double ux = wx / length, uy = wy / length;
  const auto along = [&](double x, double y) { return (x - wall.ax) * ux + (y - wall.ay) * uy; };
  const auto off = [&](double x, double y) { return (x - wall.ax) * uy - (y - wall.ay) * ux; };
  const double from = along(other.bx, other.by), to = along(other.ax, other.ay);
  const double begin = std::max(0.0, from), end = std::min(length, to);
  if (end <= begin || to <= from) return 0;
  const double middle = ((begin + end) / 2 - from) / (to - from);
  const double distance = off(other.bx, other.by) + middle * (off(other.ax, other.ay) - off(other.bx, other.by));
  return std::abs(distance) <= against_m ? end - begin : 0;
}

template <class Visit>
void every_edge(const BuildingPrism& prism, const Visit& visit) {
  for (const std::vector<PointMm>& ring : prism.rings)
    for (std::size_t k = 0; k < ring.size(); ++k) visit(WallEdge{ring[k], ring[(k + 1) % ring.size()]});
}

Viewpoint point_before(const WallEdge& edge, double share, double z_m) {
  const double length = std::max(1e-3, length_m(edge));
  const double dx = 1e-3 * (static_cast<double>(edge.to.x_mm) - edge.from.x_mm);
  const double dy = 1e-3 * (static_cast<double>(edge.to.y_mm) - edge.from.y_mm);
  return {1e-3 * edge.from.x_mm + share * dx + off_wall_m * dy / length,
          1e-3 * edge.from.y_mm + share * dy - off_wall_m * dx / length, z_m};
}

void note(const Horizon& horizon, std::array<std::uint8_t, sky_sectors>& step) {
  for (std::size_t sector = 0; sector < sky_sectors; ++sector)
    step[sector] = static_cast<std::uint8_t>(
        std::clamp(std::floor(static_cast<double>(horizon[sector]) / horizon_step_deg + 0.5), 0.0, 255.0));
}

/// Points of one façade and their horizons.
FaceHorizon facade_horizon(const BuildingPrism& prism, const BuildingShape& shape, std::size_t facade,
                           const Skyline& city) {
  constexpr std::array<double, face_points> heights{0.125, 0.625, 0.375, 0.875};
  std::vector<WallEdge> edges;
  double all_m = 0;
  every_edge(prism, [&](const WallEdge& edge) {
    if (length_m(edge) <= 0 || facade_of(shape, edge) != facade) return;
    edges.push_back(edge);
    all_m += length_m(edge);
  });
  FaceHorizon face;
  std::array<Horizon, face_points> horizons{};
  for (std::size_t point = 0; point < face_points && all_m > 0; ++point) {
    double along_m = all_m * (static_cast<double>(point) + 0.5) / face_points;
    std::size_t e = 0;
    while (e + 1 < edges.size() && along_m > length_m(edges[e])) along_m -= length_m(edges[e++]);
    Viewpoint from = point_before(edges[e], std::min(1.0, along_m / length_m(edges[e])), 0);
    const double covered_m = city.top_over(from.x_m, from.y_m, prism.building);
    const double bottom_m = covered_m > shape.base_m ? std::min(covered_m, shape.eaves_m) : shape.base_m;
    from.z_m = bottom_m + heights[point] * (shape.eaves_m - bottom_m);
    if (covered_m >= shape.eaves_m)
      horizons[point].fill(90);
    else
      city.horizon_before(from, azimuth_of(edges[e]), horizons[point]);
    note(horizons[point], face.step[point]);
  }
  face.view = view_past({90, shape.facades[facade].azimuth_deg}, horizons);
  return face;
}

FaceHorizon roof_horizon(const BuildingPrism& prism, const RoofShape& roof, const Skyline& city) {
  FaceHorizon face;
  std::array<Horizon, face_points> horizons{};
  const double spread_m = 0.25 * std::sqrt(std::max(1.0, roof.area_m2));
  constexpr std::array<std::array<double, 2>, face_points> corners{{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}}};
  const double slope = std::tan(std::min(80.0, roof.tilt_deg) * degree);
  for (std::size_t point = 0; point < face_points; ++point) {
    const double east = spread_m * corners[point][0], north = spread_m * corners[point][1];
    const double down = east * std::sin(roof.azimuth_deg * degree) + north * std::cos(roof.azimuth_deg * degree);
    const Viewpoint from{1e-3 * roof.middle.x_mm + east, 1e-3 * roof.middle.y_mm + north,
                         1e-3 * roof.middle.z_mm - slope * down + off_roof_m};
    city.horizon(from, prism.building, horizons[point]);
    note(horizons[point], face.step[point]);
  }
  face.view = view_past({roof.tilt_deg, roof.azimuth_deg}, horizons);
  return face;
}

}  // namespace

void share_walls(const BuildingPrism& prism, const Skyline& city, BuildingShape& shape) {
  every_edge(prism, [&](const WallEdge& edge) {
    if (length_m(edge) <= 0) return;
    FacadeShape& facade = shape.facades[facade_of(shape, edge)];
    const double wall_m2 = length_m(edge) * (shape.eaves_m - shape.base_m);
    double shared_m2 = 0;
    city.each_edge_near(edge, [&](const BuildingPrism& other, double ax, double ay, double bx, double by) {
      if (other.building == prism.building) return;
      const double height_m = std::min(shape.eaves_m, static_cast<double>(other.top_m)) -
                              std::max(shape.base_m, static_cast<double>(other.base_m));
      if (height_m <= 0) return;
      const Line wall{1e-3 * edge.from.x_mm, 1e-3 * edge.from.y_mm, 1e-3 * edge.to.x_mm, 1e-3 * edge.to.y_mm};
      shared_m2 += height_m * shared_length_m(wall, {ax, ay, bx, by});
    });
    shared_m2 = std::min(shared_m2, wall_m2);
    facade.shared_m2 += shared_m2;
    facade.area_m2 = std::max(0.0, facade.area_m2 - shared_m2);
  });
}

std::vector<FaceHorizon> face_horizons(const BuildingPrism& prism, const BuildingShape& shape, const Skyline& city) {
  std::vector<FaceHorizon> faces;
  for (std::size_t facade = 0; facade < shape.facades.size(); ++facade)
    faces.push_back(facade_horizon(prism, shape, facade, city));
  for (const RoofShape& roof : shape.roofs) faces.push_back(roof_horizon(prism, roof, city));
  return faces;
}

}  // namespace machi
