/// \file  The columns of city.h5, declared once for writing, reading and checking: name, member and what it says of
/// itself. `visit(name, column, meta, missing)` is called for each; `missing` stands in a column that was not filled.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/network.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

inline constexpr std::uint32_t missing_index = std::numeric_limits<std::uint32_t>::max();
inline constexpr float missing_number = std::numeric_limits<float>::quiet_NaN();

inline const char* const surface_values =
    "0 footprint, 1 roof edge, 2 face of a LOD1 solid, 3 roof, 4 wall, 5 ground, 6 outer ceiling, 7 outer floor, "
    "8 closure, 9 the feature's own surface, 10 carriageway, 11 crossing, 12 sidewalk, 13 other traffic area, "
    "14 auxiliary traffic area";
inline const char* const level_values = "0 ground, 1 elevated, 2 tunnel";

template <class Columns, class Visit>
void each_building_column(Columns& c, Visit&& visit) {
  const std::string rows = "building";
  const std::string code = "-32768 unknown; texts in /code_lists";
  visit("usage", c.usage, ColumnMeta{"", "main use, code of Building_usage", rows, code}, missing_int);
  visit("building_class", c.building_class, ColumnMeta{"", "code of Building_class", rows, code}, missing_int);
  visit("structure", c.structure, ColumnMeta{"", "code of buildingStructureType", rows, code}, missing_int);
  visit("storeys_above_ground", c.storeys_above_ground, ColumnMeta{"1", "storeys above ground", rows, "-32768 unknown"},
        missing_int);
  visit("storeys_below_ground", c.storeys_below_ground, ColumnMeta{"1", "storeys below ground", rows, "-32768 unknown"},
        missing_int);
  visit("year_of_construction", c.year_of_construction,
        ColumnMeta{"year", "year of construction", rows, "-32768 unknown"}, missing_int);
  visit("height_m", c.height_m, ColumnMeta{"m", "measured height above ground; NaN unknown", rows}, missing_number);
  visit("floor_area_m2", c.floor_area_m2, ColumnMeta{"m2", "total floor area; NaN unknown", rows}, missing_number);
  visit("footprint_area_m2", c.footprint_area_m2, ColumnMeta{"m2", "area of the footprint, computed", rows},
        missing_number);
  visit("base_m", c.base_m, ColumnMeta{"m", "lowest point of the solid over T.P.; NaN unknown", rows}, missing_number);
  visit("top_m", c.top_m, ColumnMeta{"m", "highest point of the solid over T.P.; NaN unknown", rows}, missing_number);
  visit("lod", c.lod, ColumnMeta{"", "highest level of detail with geometry", rows}, std::uint8_t{0});
  visit("parts", c.parts, ColumnMeta{"1", "BuildingPart elements", rows}, std::uint16_t{0});
  visit("x_mm", c.x_mm, ColumnMeta{"mm", "easting of a point in the footprint, from the origin", rows}, 0);
  visit("y_mm", c.y_mm, ColumnMeta{"mm", "northing of a point in the footprint, from the origin", rows}, 0);
  visit("entrance_node", c.entrance_node,
        ColumnMeta{"", "node of the walk network, a row of /network/node", rows, "4294967295 none"}, missing_index);
  visit("entrance_link", c.entrance_link,
        ColumnMeta{"", "link that passes the entrance, a row of /network/from", rows, "4294967295 none"},
        missing_index);
  visit("entrance_offset_m", c.entrance_offset_m, ColumnMeta{"m", "way along entrance_link from its first node", rows},
        missing_number);
}

/// Calls `visit(column, other column, missing)` for the same columns of two tables; `missing` has their type.
template <class Columns, class Others, class Visit>
void each_two_building_columns(Columns& c, Others& others, Visit&& visit) {
  each_building_column(c, [&](const char* name, auto& column, const ColumnMeta&, auto missing) {
    each_building_column(others, [&](const char* other_name, auto& other, const ColumnMeta&, auto) {
      using Column = std::decay_t<decltype(column)>;
      if constexpr (std::is_same_v<Column, std::decay_t<decltype(other)>>)
        if (std::string_view(name) == other_name)
          visit(column, other, static_cast<typename Column::value_type>(missing));
    });
  });
}

template <class Columns, class Visit>
void each_road_column(Columns& c, Visit&& visit) {
  const std::string rows = "road";
  visit("function", c.function, ColumnMeta{"", "code of Road_function", rows, "-32768 unknown; texts in /code_lists"},
        missing_int);
  visit("section_type", c.section_type,
        ColumnMeta{"", "kind of section", rows,
                   "1 ordinary, 2 viaduct, 3 bridge, 4 intersection, 5 underpass, 6 tunnel, 7 bridge or viaduct, "
                   "-32768 unknown"},
        missing_int);
  visit("width_m", c.width_m, ColumnMeta{"m", "width as published; NaN unknown", rows}, missing_number);
  visit("lanes", c.lanes, ColumnMeta{"1", "lanes as published", rows, "-32768 unknown"}, missing_int);
  visit("lod", c.lod, ColumnMeta{"", "highest level of detail with geometry", rows}, std::uint8_t{0});
}

template <class Columns, class Visit>
void each_land_use_column(Columns& c, Visit&& visit) {
  const std::string rows = "area";
  visit("code", c.code, ColumnMeta{"", "code of Common_landUseType", rows, "-32768 unknown; texts in /code_lists"},
        missing_int);
  visit("area_m2", c.area_m2, ColumnMeta{"m2", "area of its polygons, computed", rows}, missing_number);
}

/// Columns of one value per cell, [leaf × 64].
template <class G, class Visit>
void each_cell_column(G& g, Visit&& visit) {
  const std::string rows = "leaf, cell";
  visit("terrain_m", g.terrain_m, ColumnMeta{"m", "height of the ground over T.P.; NaN unknown", rows, "", {64}},
        missing_number);
  visit("terrain_source", g.terrain_source,
        ColumnMeta{"",
                   "where terrain_m comes from",
                   rows,
                   "0 none, 1 terrain model, 2 base of a building, 3 road, 4 interpolated",
                   {64}},
        TerrainSource::none);
  visit("cover", g.cover,
        ColumnMeta{"",
                   "what covers the ground",
                   rows,
                   "0 unknown, 1 open, 2 green, 3 road, 4 walkway, 5 water, 6 building",
                   {64}},
        Cover::unknown);
  visit("level", g.level,
        ColumnMeta{"", "what lies above or below, bits", rows, "1 a deck passes above, 2 a tunnel passes below", {64}},
        std::uint8_t{0});
  visit("building", g.building, ColumnMeta{"", "row of /buildings that stands here", rows, "4294967295 none", {64}},
        missing_index);
  visit("slope_percent", g.slope_percent,
        ColumnMeta{"%", "steepest slope; 255 stands for 255 and more", rows, "", {64}}, std::uint8_t{0});
}

template <class N, class Visit>
void each_node_column(N& n, Visit&& visit) {
  visit("node_level", n.node_level, ColumnMeta{"", "level", "node", level_values}, Level::ground);
  visit("node_road", n.node_road,
        ColumnMeta{"", "intersection that it stands for, a row of /roads", "node", "4294967295 none"}, missing_index);
}

template <class N, class Visit>
void each_link_column(N& n, Visit&& visit) {
  const std::string rows = "link";
  visit("from", n.from, ColumnMeta{"", "first node, a row of node", rows}, missing_index);
  visit("to", n.to, ColumnMeta{"", "second node, a row of node", rows}, missing_index);
  visit("length_m", n.length_m, ColumnMeta{"m", "length along the shape", rows}, missing_number);
  visit("width_m", n.width_m, ColumnMeta{"m", "width of the road", rows}, missing_number);
  visit("lanes", n.lanes, ColumnMeta{"1", "lanes of both directions together", rows}, std::uint8_t{0});
  visit("grade", n.grade, ColumnMeta{"1", "rise over length, from first to second node", rows}, missing_number);
  visit("free_speed_m_s", n.free_speed_m_s, ColumnMeta{"m/s", "free speed of vehicles", rows}, missing_number);
  visit("modes", n.modes, ColumnMeta{"", "who may pass, bits", rows, "1 walk, 2 bicycle, 4 car"}, std::uint8_t{0});
  visit("oneway", n.oneway, ColumnMeta{"", "directions of vehicles", rows, "0 both, 1 from first to second node only"},
        std::uint8_t{0});
  visit("level", n.level, ColumnMeta{"", "level", rows, level_values}, Level::ground);
  visit("road", n.road, ColumnMeta{"", "road that most of it lies on, a row of /roads", rows, "4294967295 none"},
        missing_index);
  visit("component", n.component, ColumnMeta{"", "connected part; 0 is the longest", rows}, missing_index);
}

template <class P, class Visit>
void each_polygon_column(P& p, Visit&& visit) {
  visit("kind", p.kind, ColumnMeta{"", "what it is of its feature", "polygon", surface_values}, SurfaceKind::surface);
  visit("lod", p.lod, ColumnMeta{"", "level of detail", "polygon"}, std::uint8_t{0});
  visit("part", p.part, ColumnMeta{"", "part of the feature; 0 is the feature itself", "polygon"}, std::uint16_t{0});
}

}  // namespace machi
