/// \file  Points and polygons in whole millimetres. Integers make areas, orientations and equality exact, so that no
/// result can depend on the order or the rank in which geometry is visited.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace machi {

/// Easting, northing and height in millimetres, relative to the city's origin (±2,147 km).
struct PointMm {
  std::int32_t x_mm{0};
  std::int32_t y_mm{0};
  std::int32_t z_mm{0};
  friend constexpr auto operator<=>(const PointMm&, const PointMm&) = default;
};

/// A closed box in millimetres; empty until a point is added.
struct BoxMm {
  std::int32_t x_min{std::numeric_limits<std::int32_t>::max()};
  std::int32_t y_min{std::numeric_limits<std::int32_t>::max()};
  std::int32_t x_max{std::numeric_limits<std::int32_t>::min()};
  std::int32_t y_max{std::numeric_limits<std::int32_t>::min()};
  bool empty() const { return x_min > x_max; }
  void add(const PointMm& point) {
    x_min = point.x_mm < x_min ? point.x_mm : x_min;
    y_min = point.y_mm < y_min ? point.y_mm : y_min;
    x_max = point.x_mm > x_max ? point.x_mm : x_max;
    y_max = point.y_mm > y_max ? point.y_mm : y_max;
  }
  void add(const BoxMm& other) {
    if (other.empty()) return;
    add(PointMm{other.x_min, other.y_min, 0});
    add(PointMm{other.x_max, other.y_max, 0});
  }
  bool overlaps(const BoxMm& other) const {
    return x_min <= other.x_max && other.x_min <= x_max && y_min <= other.y_max && other.y_min <= y_max;
  }
};

/// What a polygon is of its feature.
enum class SurfaceKind : std::uint8_t {
  footprint,      ///< lod0FootPrint, or the lowest horizontal faces of a solid
  roof_edge,      ///< lod0RoofEdge
  solid,          ///< a face of a LOD1 solid
  roof,           ///< RoofSurface
  wall,           ///< WallSurface
  ground,         ///< GroundSurface
  outer_ceiling,  ///< OuterCeilingSurface
  outer_floor,    ///< OuterFloorSurface
  closure,        ///< ClosureSurface
  surface,        ///< the feature's own surface (land use, water, a road's LOD1, an area)
  carriageway,    ///< TrafficArea function 1000
  crossing,       ///< TrafficArea function 1020 (intersection)
  sidewalk,       ///< TrafficArea function 2000, 2010, 2020
  traffic_other,  ///< any other TrafficArea
  auxiliary,      ///< AuxiliaryTrafficArea
};

/// Whether it is the outline of a building on the ground.
inline bool is_outline(SurfaceKind kind) {
  return kind == SurfaceKind::footprint || kind == SurfaceKind::roof_edge;
}

/// Polygons of rings of points. Ring 0 of a polygon is its shell, the others are holes. Rings are open: the first point
/// is not repeated.
struct PolygonTable {
  std::vector<SurfaceKind> kind;              ///< [polygons]
  std::vector<std::uint8_t> lod;              ///< [polygons]
  std::vector<std::uint16_t> part;            ///< [polygons] 0 the feature itself, k its k-th part
  std::vector<std::uint32_t> ring_begin{0};   ///< [polygons + 1] into rings
  std::vector<std::uint32_t> point_begin{0};  ///< [rings + 1] into points
  std::vector<PointMm> points;                ///< [points]

  std::uint32_t size() const { return static_cast<std::uint32_t>(kind.size()); }
  std::span<const PointMm> ring(std::uint32_t ring_index) const {
    return std::span(points).subspan(point_begin[ring_index], point_begin[ring_index + 1] - point_begin[ring_index]);
  }
  std::span<const PointMm> shell(std::uint32_t polygon) const { return ring(ring_begin[polygon]); }
  /// Appends polygon `index` of `other`.
  void append(const PolygonTable& other, std::uint32_t index);
};

/// Twice the signed area of a ring seen from above, in mm²; positive counterclockwise. Exact.
__extension__ typedef __int128 Int128;
Int128 doubled_area_mm2(std::span<const PointMm> ring);

/// Area of a polygon (shell less holes) seen from above, in m².
double area_m2(const PolygonTable& polygons, std::uint32_t polygon);

/// Whether a point lies inside a polygon seen from above (even-odd rule; a point on an edge counts for one side only).
bool contains(const PolygonTable& polygons, std::uint32_t polygon, std::int32_t x_mm, std::int32_t y_mm);

BoxMm box_of(std::span<const PointMm> points);

}  // namespace machi
