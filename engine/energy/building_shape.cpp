#include "engine/energy/building_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
namespace {

constexpr double least_area_m2 = 1;
constexpr double least_height_m = 1;
constexpr std::size_t most_roofs = 4;

/// Polygons of a kind, the first of these that the building has: what its outline is.
constexpr std::array outline_kinds{SurfaceKind::footprint, SurfaceKind::roof_edge, SurfaceKind::ground};

struct Rows {
  std::uint32_t begin;
  std::uint32_t end;
};

Rows rows_of(const Layer& layer, std::uint64_t row) {
  return {static_cast<std::uint32_t>(layer.polygon_begin[row]),
          static_cast<std::uint32_t>(layer.polygon_begin[row + 1])};
}

void add_outline(const PolygonTable& polygons, std::uint32_t polygon, BuildingPrism& prism) {
  for (std::uint32_t ring = polygons.ring_begin[polygon]; ring < polygons.ring_begin[polygon + 1]; ++ring) {
    const auto points = polygons.ring(ring);
    if (points.size() < 3) continue;
    std::vector<PointMm> turned(points.begin(), points.end());
    const bool shell = ring == polygons.ring_begin[polygon];
    if ((doubled_area_mm2(points) > 0) != shell) std::reverse(turned.begin(), turned.end());
    prism.rings.push_back(std::move(turned));
  }
}

/// Lowest level face of a LOD1 solid.
void add_lowest_face(const PolygonTable& polygons, Rows rows, BuildingPrism& prism) {
  std::uint32_t lowest = rows.end;
  std::int32_t lowest_mm = 0;
  for (std::uint32_t p = rows.begin; p < rows.end; ++p) {
    if (polygons.kind[p] != SurfaceKind::solid || std::abs(area_m2(polygons, p)) < least_area_m2) continue;
    const std::int32_t z = polygons.shell(p)[0].z_mm;
    if (lowest == rows.end || z < lowest_mm) {
      lowest = p;
      lowest_mm = z;
    }
  }
  if (lowest < rows.end) add_outline(polygons, lowest, prism);
}

struct Normal {
  double x{0}, y{0}, z{0};
  double size() const { return std::sqrt(x * x + y * y + z * z); }
};

/// Newell's normal; its size is twice the area, in m².
Normal normal_of(std::span<const PointMm> ring) {
  Normal n;
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const PointMm& a = ring[k];
    const PointMm& b = ring[(k + 1) % ring.size()];
    const double ax = 1e-3 * (a.x_mm - ring[0].x_mm), ay = 1e-3 * (a.y_mm - ring[0].y_mm);
    const double bx = 1e-3 * (b.x_mm - ring[0].x_mm), by = 1e-3 * (b.y_mm - ring[0].y_mm);
    const double az = 1e-3 * a.z_mm, bz = 1e-3 * b.z_mm;
    n.x += (ay - by) * (az + bz);
    n.y += (az - bz) * (ax + bx);
    n.z += (ax - bx) * (ay + by);
  }
  return n;
}

PointMm middle_of(std::span<const PointMm> ring) {
  std::int64_t x = 0, y = 0, z = 0;
  for (const PointMm& point : ring) {
    x += point.x_mm;
    y += point.y_mm;
    z += point.z_mm;
  }
  const auto n = static_cast<std::int64_t>(ring.size());
  return {static_cast<std::int32_t>(x / n), static_cast<std::int32_t>(y / n), static_cast<std::int32_t>(z / n)};
}

double turned(double azimuth_deg) {
  const double rest = std::fmod(azimuth_deg, 360);
  return rest < 0 ? rest + 360 : rest;
}

double between(double a_deg, double b_deg) {
  const double apart = turned(a_deg - b_deg);
  return apart > 180 ? 360 - apart : apart;
}

template <class Visit>
void each_edge(const BuildingPrism& prism, const Visit& visit) {
  for (const std::vector<PointMm>& ring : prism.rings)
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const WallEdge edge{ring[k], ring[(k + 1) % ring.size()]};
      if (edge.from.x_mm != edge.to.x_mm || edge.from.y_mm != edge.to.y_mm) visit(edge);
    }
}

/// Direction of most of the walls, up to right angles: the mean of four times the angle, by length.
double main_azimuth(const BuildingPrism& prism) {
  double c = 0, s = 0;
  each_edge(prism, [&](const WallEdge& edge) {
    const double angle = 4 * azimuth_of(edge) * degree;
    c += length_m(edge) * std::cos(angle);
    s += length_m(edge) * std::sin(angle);
  });
  return turned(std::atan2(s, c) / degree / 4);
}

void add_facades(const BuildingPrism& prism, BuildingShape& shape) {
  const double first = main_azimuth(prism);
  for (int k = 0; k < 4; ++k) shape.facades.push_back({turned(first + 90 * k), 0, 0});
  const double height_m = shape.eaves_m - shape.base_m;
  each_edge(prism,
            [&](const WallEdge& edge) { shape.facades[facade_of(shape, edge)].area_m2 += length_m(edge) * height_m; });
}

/// One roof polygon, or several that look alike.
void add_roof(const Normal& normal, const PointMm& middle, BuildingShape& shape) {
  const double size = normal.size();
  RoofShape roof;
  roof.area_m2 = size / 2;
  roof.tilt_deg = std::acos(std::clamp(std::abs(normal.z) / size, 0.0, 1.0)) / degree;
  const double sign = normal.z < 0 ? -1 : 1;
  roof.azimuth_deg = roof.tilt_deg < 5 ? 180 : turned(std::atan2(sign * normal.x, sign * normal.y) / degree);
  if (roof.tilt_deg < 5) roof.tilt_deg = 0;
  roof.middle = middle;
  const auto alike = [&](const RoofShape& other, double apart) {
    return (other.tilt_deg == 0) == (roof.tilt_deg == 0) &&
           (roof.tilt_deg == 0 || between(other.azimuth_deg, roof.azimuth_deg) <= apart);
  };
  for (RoofShape& other : shape.roofs) {
    if (!alike(other, 30)) continue;
    const double all = other.area_m2 + roof.area_m2;
    other.tilt_deg = (other.tilt_deg * other.area_m2 + roof.tilt_deg * roof.area_m2) / all;
    if (roof.area_m2 > other.area_m2) {
      other.middle = roof.middle;
      other.azimuth_deg = roof.azimuth_deg;
    }
    other.area_m2 = all;
    return;
  }
  shape.roofs.push_back(roof);
}

/// The largest planes; what is left over joins the largest.
void keep_largest_roofs(BuildingShape& shape) {
  std::stable_sort(shape.roofs.begin(), shape.roofs.end(),
                   [](const RoofShape& a, const RoofShape& b) { return a.area_m2 > b.area_m2; });
  while (shape.roofs.size() > most_roofs) {
    shape.roofs[0].area_m2 += shape.roofs.back().area_m2;
    shape.roofs.pop_back();
  }
}

}  // namespace

double azimuth_of(const WallEdge& edge) {
  // The outside lies to the right of the way from `from` to `to`.
  const double dx = edge.to.x_mm - edge.from.x_mm;
  const double dy = edge.to.y_mm - edge.from.y_mm;
  return turned(std::atan2(dy, -dx) / degree);
}

double length_m(const WallEdge& edge) {
  return 1e-3 * std::hypot(static_cast<double>(edge.to.x_mm) - edge.from.x_mm,
                           static_cast<double>(edge.to.y_mm) - edge.from.y_mm);
}

std::size_t facade_of(const BuildingShape& shape, const WallEdge& edge) {
  const double azimuth = azimuth_of(edge);
  std::size_t nearest = 0;
  for (std::size_t k = 1; k < shape.facades.size(); ++k)
    if (between(shape.facades[k].azimuth_deg, azimuth) < between(shape.facades[nearest].azimuth_deg, azimuth) - 1e-9)
      nearest = k;
  return nearest;
}

std::optional<BuildingPrism> prism_of(const Layer& layer, const BuildingColumns& buildings, std::uint64_t row,
                                      std::uint32_t building) {
  const PolygonTable& polygons = layer.polygons;
  const Rows rows = rows_of(layer, row);
  BuildingPrism prism;
  prism.building = building;
  for (const SurfaceKind kind : outline_kinds) {
    for (std::uint32_t p = rows.begin; p < rows.end; ++p)
      if (polygons.kind[p] == kind) add_outline(polygons, p, prism);
    if (!prism.rings.empty()) break;
  }
  if (prism.rings.empty()) add_lowest_face(polygons, rows, prism);
  Int128 doubled = 0;
  for (const std::vector<PointMm>& ring : prism.rings) {
    doubled += doubled_area_mm2(ring);
    for (const PointMm& point : ring) prism.box.add(point);
  }
  if (static_cast<double>(doubled) * 0.5e-6 < least_area_m2) return std::nullopt;
  prism.base_m = buildings.base_m[row];
  prism.top_m = buildings.top_m[row];
  if (!std::isfinite(prism.base_m)) prism.base_m = 1e-3F * static_cast<float>(prism.rings[0][0].z_mm);
  if (!(prism.top_m > prism.base_m)) prism.top_m = prism.base_m + buildings.height_m[row];
  if (!(prism.top_m - prism.base_m >= static_cast<float>(least_height_m))) return std::nullopt;
  return prism;
}

BuildingShape shape_of_building(const BuildingPrism& prism, const Layer& layer, std::uint64_t row) {
  const PolygonTable& polygons = layer.polygons;
  const Rows rows = rows_of(layer, row);
  BuildingShape shape;
  shape.base_m = static_cast<double>(prism.base_m);
  shape.top_m = static_cast<double>(prism.top_m);
  Int128 doubled = 0;
  for (const std::vector<PointMm>& ring : prism.rings) doubled += doubled_area_mm2(ring);
  shape.ground_m2 = static_cast<double>(doubled) * 0.5e-6;
  double roof_level_m2 = 0;
  double under_roof_m3 = 0;
  double lowest_edge_m2m = 0;
  for (std::uint32_t p = rows.begin; p < rows.end; ++p) {
    if (polygons.kind[p] != SurfaceKind::roof) continue;
    const auto ring = polygons.shell(p);
    const Normal normal = normal_of(ring);
    const double level_m2 = std::abs(normal.z) / 2;
    if (level_m2 < 0.1) continue;
    const PointMm middle = middle_of(ring);
    double lowest_m = 1e-3 * ring[0].z_mm;
    for (const PointMm& point : ring) lowest_m = std::min(lowest_m, 1e-3 * point.z_mm);
    add_roof(normal, middle, shape);
    roof_level_m2 += level_m2;
    under_roof_m3 += level_m2 * (1e-3 * middle.z_mm - shape.base_m);
    lowest_edge_m2m += level_m2 * lowest_m;
  }
  // Roofs that cover far less or more than the outline are not what they seem.
  const bool roofed = roof_level_m2 > 0.5 * shape.ground_m2 && roof_level_m2 < 2 * shape.ground_m2 && under_roof_m3 > 0;
  shape.eaves_m = roofed ? lowest_edge_m2m / roof_level_m2 : shape.top_m;
  if (!roofed || shape.eaves_m < shape.base_m + least_height_m) shape.eaves_m = shape.top_m;
  if (roofed) {
    shape.volume_m3 = under_roof_m3 / roof_level_m2 * shape.ground_m2;
    for (RoofShape& roof : shape.roofs) roof.area_m2 *= shape.ground_m2 / roof_level_m2;
    keep_largest_roofs(shape);
  } else {
    PointMm middle = middle_of(prism.rings[0]);
    middle.z_mm = static_cast<std::int32_t>(1000 * std::min(shape.top_m, 9000.0));
    shape.roofs = {{0, 180, shape.ground_m2, middle}};
    shape.volume_m3 = shape.ground_m2 * (shape.top_m - shape.base_m);
  }
  add_facades(prism, shape);
  return shape;
}

}  // namespace machi
