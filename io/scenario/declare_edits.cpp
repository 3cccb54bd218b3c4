/// \file  The section `edits`.

#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

void declare_edit(ScenarioEdit& edit, OptionTable& table) {
  table.text("id", edit.id, "Name of the edit, and of the shelter, building or line that it adds.");
  table.text("name", edit.name, "What people read.");
  table.number("cost_yen", edit.cost_yen, "yen", 0, 1e15, "What it costs; machi compare holds its effect against it.");
}

void declare_ids(ScenarioEdit& edit, OptionTable& table, const char* text) {
  table.list("ids", edit.ids, text);
}

void declare_feature_number(ScenarioEdit& edit, OptionTable& table) {
  table.integer("feature", edit.feature, "", 1, 1'000'000'000, "Only this feature of the file; the first is 1.");
}

void declare_ground(ScenarioEdit& edit, OptionTable& table) {
  table.text("wkt", edit.wkt, "POLYGON or MULTIPOLYGON in metres from the city's origin.").placeholder("WKT");
  table.text("file", edit.file, "GeoJSON polygons.").placeholder("FILE");
  declare_feature_number(edit, table);
}

void declare_point(ScenarioEdit& edit, OptionTable& table) {
  table.numbers("point_m", edit.point_m, "m", -1e6, 1e6, "East and north of the city's origin.")
      .placeholder("X, Y")
      .count(2);
  table.numbers("lon_lat", edit.lon_lat, "deg", -180, 180, "The place in degrees, instead.")
      .placeholder("LON, LAT")
      .count(2);
}

void declare_held(ScenarioEdit& edit, OptionTable& table, const char* text) {
  table.integer("capacity", edit.capacity, "persons", 0, 1'000'000'000, text);
}

constexpr const char* building_ids = "Buildings by gml:id, or as `building ROW` of the city file.";
constexpr const char* link_ids = "Links of the city's network by row, as machi run names them; `7r` is `7` too.";

void declare_added_shelter(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_point(edit, table);
  declare_held(edit, table, "Persons that it holds; shelters.default_capacity where not given.");
  table.text("file", edit.file, "Shelters of a GeoJSON or CSV file, instead of one.").placeholder("FILE");
}

void declare_removed_shelter(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_ids(edit, table, "Shelters by id or name.");
}

void declare_changed_shelter(ScenarioEdit& edit, OptionTable& table) {
  declare_removed_shelter(edit, table);
  declare_held(edit, table, "Persons that each holds from now on.");
}

void declare_vertical(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_ids(edit, table, building_ids);
  declare_ground(edit, table);
  declare_held(edit, table, "Persons that each holds; by its dry floors where not given.");
}

void declare_figures(ScenarioEdit& edit, OptionTable& table) {
  table.integer("usage", edit.usage, "", 400, 499, "Code of Building_usage, such as 411.");
  table.integer("structure", edit.structure, "", 600, 699,
                "Code of BuildingDetailAttribute_buildingStructureType, such as 603.");
  table.integer("storeys", edit.storeys, "", 1, 200, "Above ground.");
  table.number("floor_area_m2", edit.floor_area_m2, "m2", 0, 1e7, "Of all floors.");
  table.number("height_m", edit.height_m, "m", 0, 1000, "Above ground.");
}

void declare_added_building(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_ground(edit, table);
  declare_figures(edit, table);
  table.integer("year", edit.year, "", 1800, 2100,
                "Of construction, for its envelope and systems; 2025 where not given.");
  declare_held(edit, table, "Persons that it takes in as a vertical shelter; none where not given.");
}

void declare_removed_building(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_ids(edit, table, building_ids);
  declare_ground(edit, table);
}

void declare_changed_building(ScenarioEdit& edit, OptionTable& table) {
  declare_removed_building(edit, table);
  declare_figures(edit, table);
  table.integer("year", edit.year, "", 1800, 2100,
                "Of construction; for a retrofit the year whose standard it meets (energy).");
}

void declare_closed_street(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_ids(edit, table, link_ids);
  declare_ground(edit, table);
}

void declare_widened_street(ScenarioEdit& edit, OptionTable& table) {
  declare_closed_street(edit, table);
  table.number("width_m", edit.width_m, "m", 0.5, 200, "From edge to edge, of links.");
  table.integer("lanes", edit.lanes, "", 1, 20, "Of both directions together (mobility).");
}

void declare_line(ScenarioEdit& edit, OptionTable& table, const char* text) {
  table.text("wkt", edit.wkt, text).placeholder("WKT");
  table.text("file", edit.file, "GeoJSON with the same as a LineString, in degrees.").placeholder("FILE");
  declare_feature_number(edit, table);
}

void declare_added_bridge(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_line(edit, table, "LINESTRING of its middle in metres from the city's origin.");
  table.number("width_m", edit.width_m, "m", 0.5, 200, "From edge to edge; 4 where not given.");
  table.integer("lanes", edit.lanes, "", 1, 20, "Of both directions together; by its width where not given.");
  table.number("free_speed_m_s", edit.free_speed_m_s, "m/s", 0.5, 50, "Of vehicles.");
  table.list("modes", edit.modes, "Who may use it: walk, bicycle, car; all where not given.").placeholder("MODE");
}

void declare_removed_bridge(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_ids(edit, table, "Bridges by gml:id of the bridge or of its road, or the links that lead over them.");
  declare_ground(edit, table);
}

void declare_added_line(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_line(edit, table, "LINESTRING of its stops in metres from the city's origin.");
  table.number("stop_spacing_m", edit.stop_spacing_m, "m", 50, 100'000,
               "Stops so far from one another along the line; at its corners where not given.");
  table.number("headway_s", edit.headway_s, "s", 30, 86'400, "From one departure to the next.");
  table.text("first_departure", edit.first_departure, "From the first stop.").placeholder("HH:MM");
  table.text("last_departure", edit.last_departure, "Nothing sets off later.").placeholder("HH:MM");
  table.number("speed_m_s", edit.speed_m_s, "m/s", 0.5, 50, "Between stops.");
  table.number("dwell_s", edit.dwell_s, "s", 0, 3600, "At each stop on the way.");
  table.flag("both_ways", edit.both_ways, "Vehicles run there and back, each way by the same headway.");
}

void declare_removed_line(ScenarioEdit& edit, OptionTable& table) {
  declare_edit(edit, table);
  declare_ids(edit, table, "Lines of the timetable by route_id or name.");
}

ScenarioEdit edit_of_kind(EditKind kind) {
  ScenarioEdit edit;
  edit.kind = kind;
  return edit;
}

}  // namespace

void declare_edits(std::vector<ScenarioEdit>& edits, std::string& file, OptionTable& table) {
  table.text("file", file, "GeoJSON whose features are edits, by the keys below as properties; after `changes`.")
      .placeholder("FILE");
  table.items("changes", "edit", "Edits, made in this order.")
      .kind("add_shelter", "A designated shelter more", edits, declare_added_shelter,
            edit_of_kind(EditKind::add_shelter))
      .kind("remove_shelter", "A shelter less", edits, declare_removed_shelter, edit_of_kind(EditKind::remove_shelter))
      .kind("change_shelter", "A shelter holds more or fewer persons", edits, declare_changed_shelter,
            edit_of_kind(EditKind::change_shelter))
      .kind("vertical_shelter", "Buildings take people in", edits, declare_vertical,
            edit_of_kind(EditKind::vertical_shelter))
      .kind("add_building", "A building more", edits, declare_added_building, edit_of_kind(EditKind::add_building))
      .kind("remove_building", "Buildings less; who would be in them is not in the town", edits,
            declare_removed_building, edit_of_kind(EditKind::remove_building))
      .kind("change_building", "Other use, size, structure or year", edits, declare_changed_building,
            edit_of_kind(EditKind::change_building))
      .kind("close_street", "Nobody passes", edits, declare_closed_street, edit_of_kind(EditKind::close_street))
      .kind("widen_street", "A street as wide as this; ground that becomes road", edits, declare_widened_street,
            edit_of_kind(EditKind::widen_street))
      .kind("pedestrianise_street", "No cars any more", edits, declare_closed_street,
            edit_of_kind(EditKind::pedestrianise_street))
      .kind("add_bridge", "A street more, above water or other streets", edits, declare_added_bridge,
            edit_of_kind(EditKind::add_bridge))
      .kind("remove_bridge", "Bridges less", edits, declare_removed_bridge, edit_of_kind(EditKind::remove_bridge))
      .kind("add_bus_line", "A line more in the timetable", edits, declare_added_line,
            edit_of_kind(EditKind::add_bus_line))
      .kind("remove_bus_line", "Lines of the timetable less", edits, declare_removed_line,
            edit_of_kind(EditKind::remove_bus_line));
}

}  // namespace machi
