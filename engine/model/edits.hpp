/// \file  What a proposal changes in a city: edits of a scenario, plain data (docs/formats/edits.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

enum class EditKind : std::uint8_t {
  add_shelter,
  remove_shelter,
  change_shelter,    ///< its capacity
  vertical_shelter,  ///< a building takes people in
  add_building,
  remove_building,
  change_building,  ///< use, storeys, height, floor area, structure, year
  close_street,
  widen_street,
  pedestrianise_street,
  add_bridge,
  remove_bridge,
  add_bus_line,
  remove_bus_line,
};

/// Names of the kinds, in the order of the enum.
inline constexpr const char* edit_names[] = {
    "add_shelter",     "remove_shelter",  "change_shelter", "vertical_shelter", "add_building",
    "remove_building", "change_building", "close_street",   "widen_street",     "pedestrianise_street",
    "add_bridge",      "remove_bridge",   "add_bus_line",   "remove_bus_line"};

inline const char* edit_name(EditKind kind) {
  return edit_names[static_cast<std::size_t>(kind)];
}

/// One edit. What it is about is named by ids, by a shape or by the polygons of a file, all of them together.
struct ScenarioEdit {
  std::string where;  ///< file:line, for messages
  EditKind kind{EditKind::add_shelter};
  std::string id;    ///< name of the edit; of what it adds, too
  std::string name;  ///< for people
  std::optional<double> cost_yen;
  /// Buildings by gml:id or `building ROW`; shelters and lines by id or name; links by row; bridges by gml:id or link.
  std::vector<std::string> ids;
  std::string wkt;                      ///< in metres from the city's origin
  std::string file;                     ///< GeoJSON
  std::optional<std::int64_t> feature;  ///< of the file, the first is 1; all where not given
  std::vector<double> point_m;          ///< (x, y) from the city's origin
  std::vector<double> lon_lat;          ///< the same in degrees
  std::optional<std::int64_t> capacity;
  std::optional<std::int64_t> usage;      ///< Building_usage code
  std::optional<std::int64_t> structure;  ///< BuildingDetailAttribute_buildingStructureType code
  std::optional<std::int64_t> storeys;    ///< above ground
  std::optional<std::int64_t> year;       ///< of construction, or of the standard that a retrofit meets
  std::optional<double> height_m;
  std::optional<double> floor_area_m2;
  std::optional<double> width_m;      ///< of a street
  std::optional<std::int64_t> lanes;  ///< of both directions
  // Bridges.
  std::vector<std::string> modes;  ///< that may use it; empty: all
  double free_speed_m_s{8.3};      ///< of vehicles
  // Bus lines.
  double headway_s{900};
  std::string first_departure{"06:00"};
  std::string last_departure{"22:00"};
  double speed_m_s{5};  ///< between stops
  double dwell_s{20};   ///< at each stop on the way
  bool both_ways{true};
  std::optional<double> stop_spacing_m;  ///< stops along the line; without it, at its corners
  // Read from wkt.
  PolygonTable shape;
  std::vector<PointMm> line;  ///< of a bridge or bus line
};

}  // namespace machi
