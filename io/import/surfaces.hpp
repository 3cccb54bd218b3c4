/// \file  What the features of a city mean on the ground: which cover they give, which polygons are streets, where the
/// terrain is known, how deep the water stands.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/cover.hpp"
#include "engine/grid/hazard_depth.hpp"
#include "engine/grid/spread_polygons.hpp"
#include "engine/grid/terrain_surface.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/network/derive_network.hpp"
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

/// Everything that covers ground on this rank, with the tags of CoverTag.
TaggedPolygons ground_polygons(const City& city, const FirstRows& first);

/// Streets on this rank, tagged as NetworkInput::surfaces.
TaggedPolygons road_polygons(const City& city, const FirstRows& first);

/// Roads on this rank that say their width or lanes.
std::vector<RoadFact> road_facts(const City& city, const FirstRows& first);

/// Ground heights known on this rank: bases of buildings, and road surfaces that carry heights.
std::vector<TerrainSample> terrain_samples(const City& city);

/// "udx/fld/natl/some_river/52385721_fld_6697_l1_op.gml" → "fld/natl/some_river/l1".
std::string hazard_name(Theme theme, const std::string& file);

/// Whether a theme holds inundations: fld, tnm, htd and ifld.
bool is_hazard(Theme theme);

/// The polygons of one inundation theme on this rank with the tags of HazardTag, by hazard_name(). Polygons whose
/// height is 0 throughout carry no level and are counted in `without_level`. `files` are City::files.
std::map<std::string, TaggedPolygons> hazard_polygons(const City& city, const std::vector<std::string>& files,
                                                      Theme theme, const FirstRows& first,
                                                      std::uint64_t& without_level);

/// Names on any rank, ascending, each once. Collective.
std::vector<std::string> all_names(const Comm& comm, const std::set<std::string>& mine);

}  // namespace machi
