#include "io/run/edit_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "engine/core/error.hpp"
#include "io/city/city_file_columns.hpp"
#include "io/run/result_parts.hpp"

namespace machi {
namespace {

constexpr const char* edits_group = "/provenance/edits/";
constexpr const char* buildings_group = "/provenance/buildings/";

/// The texts of a row by the name of their dataset.
struct EditText {
  const char* name;
  std::string EditRow::*text;
  const char* description;
};

constexpr EditText edit_texts[] = {
    {"edit", &EditRow::edit, "kind of the edit (docs/formats/edits.md)"},
    {"id", &EditRow::id, "identifier"},
    {"name", &EditRow::name, "name for people"},
    {"where", &EditRow::where, "file and line of the scenario that says so"},
    {"about", &EditRow::about, "buildings, links, shelters, shape or file that it names"},
    {"values", &EditRow::values, "what it sets"},
    {"wkt", &EditRow::wkt, "shape, in metres from the city's origin"},
};

std::string about_of(const ScenarioEdit& edit) {
  std::vector<std::string> parts;
  if (!edit.ids.empty()) parts.push_back(fmt::format("ids {}", fmt::join(edit.ids, ", ")));
  if (!edit.wkt.empty()) parts.emplace_back("wkt");
  if (!edit.file.empty()) parts.push_back(fmt::format("file {}", edit.file));
  if (!edit.point_m.empty()) parts.push_back(fmt::format("point_m {}", fmt::join(edit.point_m, ", ")));
  if (!edit.lon_lat.empty()) parts.push_back(fmt::format("lon_lat {}", fmt::join(edit.lon_lat, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string values_of(const ScenarioEdit& edit) {
  std::vector<std::string> parts;
  const auto add = [&](const char* key, const auto& value) {
    if (value) parts.push_back(fmt::format("{}={}", key, *value));
  };
  add("capacity", edit.capacity);
  add("usage", edit.usage);
  add("structure", edit.structure);
  add("storeys", edit.storeys);
  add("year", edit.year);
  add("height_m", edit.height_m);
  add("floor_area_m2", edit.floor_area_m2);
  add("width_m", edit.width_m);
  add("lanes", edit.lanes);
  if (!edit.modes.empty()) parts.push_back(fmt::format("modes={}", fmt::join(edit.modes, ",")));
  if (edit.kind == EditKind::add_bridge) parts.push_back(fmt::format("free_speed_m_s={}", edit.free_speed_m_s));
  if (edit.kind == EditKind::add_bus_line) {
    add("stop_spacing_m", edit.stop_spacing_m);
    parts.push_back(fmt::format(
        "headway_s={} first_departure={} last_departure={} speed_m_s={} dwell_s={} both_ways={}", edit.headway_s,
        edit.first_departure, edit.last_departure, edit.speed_m_s, edit.dwell_s, edit.both_ways));
  }
  return fmt::format("{}", fmt::join(parts, " "));
}

EditRow row_of(const ScenarioEdit& edit) {
  return {edit_name(edit.kind),
          edit.id,
          edit.name,
          edit.where,
          about_of(edit),
          values_of(edit),
          edit.wkt,
          edit.cost_yen.value_or(std::numeric_limits<double>::quiet_NaN())};
}

/// A corner of a footprint; polygons and rings are numbered through all buildings.
struct Corner {
  std::uint32_t building;
  std::uint32_t polygon;
  std::uint32_t ring;
  PointMm at;
};

std::vector<Corner> corners_of(const EditedBuildings& buildings) {
  const PolygonTable& polygons = buildings.footprints;
  std::vector<Corner> corners;
  for (std::uint32_t b = 0; b < buildings.size(); ++b)
    for (std::uint32_t p = buildings.polygon_begin[b]; p < buildings.polygon_begin[b + 1]; ++p)
      for (std::uint32_t ring = polygons.ring_begin[p]; ring < polygons.ring_begin[p + 1]; ++ring)
        for (const PointMm& at : polygons.ring(ring)) corners.push_back({b, p, ring, at});
  return corners;
}

void write_corners(H5Output& file, const std::vector<Corner>& corners) {
  const std::string group = std::string(buildings_group) + "corners/";
  file.write_table(group + "building", column_of(corners, [](const Corner& corner) { return corner.building; }),
                   {"", "which of these buildings has it in its footprint", "corner"});
  file.write_table(group + "polygon", column_of(corners, [](const Corner& corner) { return corner.polygon; }),
                   {"", "number of its polygon; the first ring of each is its shell", "corner"});
  file.write_table(group + "ring", column_of(corners, [](const Corner& corner) { return corner.ring; }),
                   {"", "number of its ring", "corner"});
  file.write_table(group + "x_mm", column_of(corners, [](const Corner& corner) { return corner.at.x_mm; }),
                   {"mm", "east of the city's origin", "corner"});
  file.write_table(group + "y_mm", column_of(corners, [](const Corner& corner) { return corner.at.y_mm; }),
                   {"mm", "north of the city's origin", "corner"});
}

// Empty where the columns do not fit together.
std::vector<Corner> read_corners(const H5Input& file) {
  const std::string group = std::string(buildings_group) + "corners/";
  const auto building = file.read<std::uint32_t>(group + "building");
  const auto polygon = file.read<std::uint32_t>(group + "polygon");
  const auto ring = file.read<std::uint32_t>(group + "ring");
  const auto x_mm = file.read<std::int32_t>(group + "x_mm");
  const auto y_mm = file.read<std::int32_t>(group + "y_mm");
  std::vector<Corner> corners;
  for (std::size_t k = 0; k < std::min({building.size(), polygon.size(), ring.size(), x_mm.size(), y_mm.size()}); ++k)
    corners.push_back({building[k], polygon[k], ring[k], {x_mm[k], y_mm[k], 0}});
  return corners;
}

// Appends corners to the polygons that they belong to; `last` is the one before, null at first.
void add_corner(const Corner& corner, const Corner* last, PolygonTable& polygons) {
  if (last == nullptr || corner.polygon != last->polygon) {
    polygons.kind.push_back(SurfaceKind::footprint);
    polygons.lod.push_back(0);
    polygons.part.push_back(0);
    polygons.ring_begin.push_back(polygons.ring_begin.back());
  }
  if (last == nullptr || corner.ring != last->ring) {
    ++polygons.ring_begin.back();
    polygons.point_begin.push_back(polygons.point_begin.back());
  }
  ++polygons.point_begin.back();
  polygons.points.push_back(corner.at);
}

void write_buildings(H5Output& file, const EditedBuildings& buildings) {
  const std::string group = buildings_group;
  const char* rows = "building";
  file.write_table(group + "row", buildings.row,
                   {"", "row in the building table of the city; those added follow its last", rows});
  file.write_table(group + "change", buildings.change, {"", "what was done", rows, "0 added, 1 changed, 2 removed"});
  file.write_strings(group + "id", buildings.id, {"", "gml:id, or id of the edit that adds it", rows});
  file.write_strings(group + "name", buildings.name, {"", "name by the edit", rows});
  each_building_column(buildings.columns, [&](const char* name, const auto& column, const ColumnMeta& meta, auto) {
    file.write_table(group + name, column, meta);
  });
  write_corners(file, corners_of(buildings));
}

}  // namespace

void write_edits(H5Output& file, const EditsMade& made) {
  const std::vector<ScenarioEdit>& edits = made.edits;
  if (edits.empty()) return;
  if (made.buildings.size() > 0) write_buildings(file, made.buildings);
  const std::vector<EditRow> rows = column_of(edits, row_of);
  for (const EditText& one : edit_texts)
    file.write_strings(std::string(edits_group) + one.name,
                       column_of(rows, [&](const EditRow& row) { return row.*one.text; }),
                       {"", one.description, "edit"});
  file.write_table(std::string(edits_group) + "cost_yen",
                   column_of(rows, [](const EditRow& row) { return row.cost_yen; }),
                   {"yen", "what it costs; NaN where not given", "edit"});
}

std::vector<EditRow> read_edits(const H5Input& file) {
  std::vector<EditRow> rows;
  const std::string cost = std::string(edits_group) + "cost_yen";
  if (!file.has(cost)) return rows;
  const auto cost_yen = file.read<double>(cost);
  rows.resize(cost_yen.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].cost_yen = cost_yen[i];
  for (const EditText& one : edit_texts) {
    const std::vector<std::string> texts = file.read_string_list(std::string(edits_group) + one.name);
    for (std::size_t i = 0; i < std::min(rows.size(), texts.size()); ++i) rows[i].*one.text = texts[i];
  }
  return rows;
}

EditedBuildings read_edited_buildings(const H5Input& file) {
  const std::string group = buildings_group;
  EditedBuildings buildings;
  if (!file.has(group + "row")) return buildings;
  buildings.row = file.read<std::uint32_t>(group + "row");
  buildings.change = file.read<BuildingChange>(group + "change");
  buildings.id = file.read_string_list(group + "id");
  buildings.name = file.read_string_list(group + "name");
  bool whole = buildings.change.size() == buildings.size() && buildings.id.size() == buildings.size() &&
               buildings.name.size() == buildings.size();
  each_building_column(buildings.columns, [&](const char* name, auto& column, const ColumnMeta&, auto) {
    column = file.read<typename std::decay_t<decltype(column)>::value_type>(group + name);
    whole = whole && column.size() == buildings.size();
  });
  if (!whole)
    throw InputError(file.path() + ":/provenance/buildings", "has columns of different lengths (damaged). Run again");
  const std::vector<Corner> corners = read_corners(file);
  std::size_t next = 0;
  for (std::uint32_t b = 0; b < buildings.size(); ++b) {
    for (; next < corners.size() && corners[next].building == b; ++next)
      add_corner(corners[next], next == 0 ? nullptr : &corners[next - 1], buildings.footprints);
    buildings.polygon_begin.push_back(buildings.footprints.size());
  }
  return buildings;
}

void apply_edits(const EditedBuildings& edited, std::uint64_t first, std::uint64_t city_rows,
                 BuildingColumns& columns) {
  const std::uint64_t count = columns.usage.size();
  each_two_building_columns(columns, edited.columns, [&](auto& column, const auto& values, auto missing) {
    for (std::size_t k = 0; k < edited.size(); ++k) {
      if (edited.change[k] == BuildingChange::added) {
        if (first + count == city_rows) column.push_back(values[k]);
      } else if (edited.row[k] >= first && edited.row[k] - first < count) {
        column[edited.row[k] - first] = edited.change[k] == BuildingChange::removed ? missing : values[k];
      }
    }
  });
  for (std::size_t k = 0; k < edited.size(); ++k)
    if (edited.change[k] == BuildingChange::removed && edited.row[k] >= first && edited.row[k] - first < count) {
      columns.x_mm[edited.row[k] - first] = edited.columns.x_mm[k];
      columns.y_mm[edited.row[k] - first] = edited.columns.y_mm[k];
    }
}

}  // namespace machi
