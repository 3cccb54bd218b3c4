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
};

/// Names of the kinds, in the order of the enum.
inline constexpr const char* edit_names[] = {
    "add_shelter",     "remove_shelter",  "change_shelter", "vertical_shelter", "add_building",
    "remove_building", "change_building", "close_street",   "widen_street",     "pedestrianise_street"};

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
  std::vector<std::string> ids;  ///< buildings by gml:id or `building ROW`; shelters by id or name; links by row
  std::string wkt;               ///< in metres from the city's origin
  std::string file;              ///< GeoJSON
  std::vector<double> point_m;   ///< (x, y) from the city's origin
  std::vector<double> lon_lat;   ///< the same in degrees
  std::optional<std::int64_t> capacity;
  std::optional<std::int64_t> usage;      ///< Building_usage code
  std::optional<std::int64_t> structure;  ///< BuildingDetailAttribute_buildingStructureType code
  std::optional<std::int64_t> storeys;    ///< above ground
  std::optional<std::int64_t> year;       ///< of construction, or of the standard that a retrofit meets
  std::optional<double> height_m;
  std::optional<double> floor_area_m2;
  std::optional<double> width_m;      ///< of a street
  std::optional<std::int64_t> lanes;  ///< of both directions
  // Read from wkt.
  PolygonTable shape;
};

}  // namespace machi
