#include <cmath>

#include "io/json/json.hpp"
#include "io/report/city_info.hpp"

namespace machi {
namespace {

Json number_or_null(double value) {
  return std::isnan(value) ? Json() : Json(value);
}

Json code_json(const std::map<std::int16_t, CodeTotal>& totals, bool with_floor_area) {
  Json list = Json::array();
  for (const auto& [code, total] : totals) {
    Json one{{"code", code == missing_int ? Json() : Json(code)},
             {"text", total.text},
             {"count", total.count},
             {"area_m2", total.area_m2}};
    if (with_floor_area) one["floor_area_m2"] = total.floor_area_m2;
    list.push_back(std::move(one));
  }
  return list;
}

Json histogram_json(const Histogram& histogram) {
  return {{"from", histogram.edges}, {"counts", histogram.counts}, {"missing", histogram.missing}};
}

Json grid_json(const CityFileSummary& s) {
  Json area;
  constexpr std::array<const char*, cover_count> names{"unknown", "open",  "green",   "road",
                                                       "walkway", "water", "building"};
  for (std::size_t k = 0; k < names.size(); ++k)
    area[names[k]] = static_cast<double>(s.cover_cells[k]) * s.cell_area_m2();
  Json source;
  constexpr std::array<const char*, 5> sources{"none", "dem", "building_base", "road", "interpolated"};
  for (std::size_t k = 0; k < sources.size(); ++k) source[sources[k]] = s.terrain_source_cells[k];
  return {{"cells", s.cells()},
          {"leaves", s.leaves},
          {"cell_m", s.grid.cell_mm / 1000.0},
          {"cover_area_m2", area},
          {"terrain_min_m", number_or_null(static_cast<double>(s.terrain_min_m))},
          {"terrain_max_m", number_or_null(static_cast<double>(s.terrain_max_m))},
          {"terrain_source_cells", source},
          {"deck_cells", s.deck_cells},
          {"tunnel_cells", s.tunnel_cells}};
}

Json network_json(const NetworkTotal& n) {
  return {{"links", n.links},
          {"nodes", n.nodes},
          {"largest_component_share", n.largest_component_share()},
          {"components", n.components},
          {"length_m", n.length_m},
          {"car_length_m", n.car_length_m},
          {"walk_length_m", n.walk_length_m},
          {"elevated_length_m", n.length_by_level_m[1]},
          {"tunnel_length_m", n.length_by_level_m[2]},
          {"source", n.source}};
}

Json tally_json(const std::map<std::string, Tally, std::less<>>& tallies) {
  Json list = Json::array();
  for (const auto& [what, tally] : tallies)
    list.push_back({{"what", what}, {"count", tally.count}, {"first_ids", tally.first_ids}});
  return list;
}

Json report_json(const ImportReport& report) {
  Json themes;
  for (int i = 0; i < theme_count; ++i) {
    const auto theme = static_cast<Theme>(i);
    const ThemeReport& one = report.theme(theme);
    if (one.files == 0 && one.features == 0 && one.skipped.empty()) continue;
    Json attributes = Json::array();
    for (const auto& [path, fill] : one.attributes)
      attributes.push_back({{"path", path}, {"present", fill.present}, {"filled", fill.filled}});
    themes[std::string(name_of(theme))] = {
        {"files", one.files},       {"features", one.features},           {"parts", one.parts},
        {"attributes", attributes}, {"repairs", tally_json(one.repairs)}, {"skipped", tally_json(one.skipped)}};
  }
  return {{"themes", themes}, {"notes", report.notes}};
}

Json extent_json(const CityFileSummary& s) {
  const double east = s.frame.origin_east_m;
  const double north = s.frame.origin_north_m;
  const bool none = s.box.empty();
  return {{"epsg", s.frame.epsg},
          {"east_min_m", none ? Json() : Json(east + s.box.x_min / 1000.0)},
          {"east_max_m", none ? Json() : Json(east + s.box.x_max / 1000.0)},
          {"north_min_m", none ? Json() : Json(north + s.box.y_min / 1000.0)},
          {"north_max_m", none ? Json() : Json(north + s.box.y_max / 1000.0)},
          {"lat_min", number_or_null(s.header.lat_min)},
          {"lat_max", number_or_null(s.header.lat_max)},
          {"lon_min", number_or_null(s.header.lon_min)},
          {"lon_max", number_or_null(s.header.lon_max)}};
}

Json hazards_json(const CityFileSummary& s) {
  Json list = Json::array();
  for (const HazardTotal& hazard : s.hazards)
    list.push_back({{"name", hazard.name},
                    {"description", hazard.description},
                    {"wet_area_m2", hazard.wet_area_m2},
                    {"depth_max_m", hazard.depth_max_m},
                    {"buildings", hazard.buildings}});
  return list;
}

Json layers_json(const CityFileSummary& s) {
  Json layers;
  for (const LayerTotal& layer : s.layers)
    layers[std::string(name_of(layer.theme))] = {{"features", layer.features},
                                                 {"polygons", layer.polygons},
                                                 {"points", layer.points},
                                                 {"attribute_values", layer.attribute_values}};
  return layers;
}

}  // namespace

std::string info_json(const CityFileSummary& s) {
  Json water = Json::array();
  for (const WaterTotal& one : s.water)
    water.push_back({{"name", one.name}, {"frames", one.frames}, {"duration_s", one.duration_s}});
  Json sections;
  for (const auto& [type, count] : s.road_sections)
    sections[type == missing_int ? "unknown" : std::to_string(type)] = count;
  const Json info{{"file", s.path},
                  {"file_bytes", s.file_bytes},
                  {"attribution", s.header.attribution},
                  {"buildings", s.buildings},
                  {"building_parts", s.building_parts},
                  {"roads", s.roads},
                  {"landuse_polygons", s.land_use_polygons},
                  {"dem_triangles", s.dem_triangles},
                  {"shelters", s.shelters},
                  {"shelter_capacity", s.shelter_capacity},
                  {"shelters_with_capacity", s.shelters_with_capacity},
                  {"places", s.places},
                  {"people", s.people},
                  {"people_meshes", s.people_meshes},
                  {"network", network_json(s.network)},
                  {"grid", grid_json(s)},
                  {"extent", extent_json(s)},
                  {"footprint_m2", s.footprint_m2},
                  {"floor_area_m2", s.floor_area_m2},
                  {"building_usage", code_json(s.usage, true)},
                  {"building_height_m", histogram_json(s.height_m)},
                  {"building_storeys", histogram_json(s.storeys)},
                  {"building_year", histogram_json(s.year)},
                  {"road_sections", sections},
                  {"land_use", code_json(s.land_use, false)},
                  {"hazards", hazards_json(s)},
                  {"water_frames", water},
                  {"layers", layers_json(s)},
                  {"import_report", report_json(s.report)}};
  return json_text(info, 2) + "\n";
}

}  // namespace machi
