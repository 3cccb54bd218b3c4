/// \file  Depth of an inundation over the terrain, from published polygons.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/spread_polygons.hpp"

namespace machi {

/// What the four tags of a hazard polygon mean.
struct HazardTag {
  std::uint32_t row{0};  ///< of the feature in its layer of the whole city
  /// Depth over terrain in cm where the polygon says it; else (level_is_z) the polygon's z is the water level.
  std::uint32_t depth_cm{level_is_z};
  static constexpr std::uint32_t level_is_z = 0xffffffffU;

  std::array<std::uint32_t, 4> packed() const { return {row, depth_cm, 0, 0}; }
};

/// Largest depth of each cell in cm [own leaves * 64], 0 dry, 65535 and above as 65535, over polygons that
/// spread_polygons() brought here. The water level of a triangle is its plane; that of another polygon is the plane
/// that fits its shell's corners best by least squares, kept between the lowest and highest of them. No depth where the
/// terrain is unknown, unless the polygon says it. terrain_m [own leaves * 64].  Local, uses all threads.
std::vector<std::uint16_t> hazard_depth_cm(const LeafDomain& domain, const TaggedPolygons& polygons,
                                           std::span<const float> terrain_m);

}  // namespace machi
