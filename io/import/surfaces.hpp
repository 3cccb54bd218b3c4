/// \file  What the features of a city mean on the ground: which cover they give, which polygons are streets, where the
/// terrain is known, how deep the water stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/grid/spread_polygons.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "io/import/record.hpp"

namespace machi {

/// First row, in the whole city, of each theme's rows on this rank.
using FirstRows = std::array<std::uint32_t, theme_count>;

/// Ground cover of a land-use class (Common_landUseType: 201 paddy … 204 water … 217 public open space …).
Cover cover_of_land_use(std::int16_t code);

/// Whether a road section lies above the ground (2 viaduct, 3 bridge, 7 bridge or viaduct), on it, or below (5
/// underpass, 6 tunnel).
std::uint8_t level_bits_of_section(std::int16_t section_type);

/// Whether a polygon of a theme covers ground and so makes leaves.
bool covers_ground(Theme theme, SurfaceKind kind);

/// A record's polygons as a table.
PolygonTable polygons_of(const RecordView& record);

/// Polygons of a road that stand for it: its traffic areas where it has any (LOD2 and above), else its surface.
std::vector<std::uint32_t> street_polygons(const Layer& roads, std::uint64_t row);

/// Everything that covers ground on this rank, tagged [row in the whole city, Cover, level bits, theme].
TaggedPolygons ground_polygons(const City& city, const FirstRows& first);

/// Streets on this rank, tagged [row in the whole city, section type or 65535, SurfaceKind, 0].
TaggedPolygons road_polygons(const City& city, const FirstRows& first);

/// One inundation: its name, description and triangles or polygons whose z is the water level.
struct WaterSurface {
  std::string name;
  std::string description;
  TaggedPolygons polygons;  ///< tagged [number of the polygon in its file's order, 0, 0, 0]
};

/// "udx/fld/natl/some_river/52385721_fld_6697_l1_op.gml" → "fld/natl/some_river/l1".
std::string hazard_name(Theme theme, const std::string& file);

/// Inundations of this rank's fld, tnm, htd and ifld features, sorted by name. Polygons whose level is 0 throughout
/// carry no level and are counted in `without_level`.
std::vector<WaterSurface> water_surfaces(const City& city, std::uint64_t& without_level);

}  // namespace machi
