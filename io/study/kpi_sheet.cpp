#include "io/study/kpi_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "io/city/city_file.hpp"
#include "io/city/crs_facts.hpp"
#include "io/report/city_of_run.hpp"
#include "io/report/run_scene.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/setup/drawn_areas.hpp"
#include "io/study/run_rows.hpp"
#include "io/study/walk_distance.hpp"

namespace machi {
namespace {

/// What is summed for one area.
struct AreaTally {
  std::int64_t persons{0};
  std::array<std::int64_t, 6> fates{};
  std::int64_t in_time{0};
  double arrival_sum_s{0};
  std::int64_t in_zone{0};
  std::int64_t difficult{0};
  std::int64_t with_way{0};
  double way_sum_m{0};
  std::array<std::int64_t, 3> within{};
};

constexpr std::array<double, 3> catchments_m{300, 500, 800};

/// Persons of a result, in its order.
struct SheetPersons {
  std::vector<std::uint8_t> fate;
  std::vector<std::uint8_t> zone;
  std::vector<float> time_s;
  std::vector<std::uint32_t> building;
};

void tally_person(const SheetPersons& persons, std::size_t i, double way_m, const SheetSettings& settings,
                  AreaTally& tally) {
  ++tally.persons;
  ++tally.fates[std::min<std::size_t>(persons.fate[i], 5)];
  tally.in_zone += persons.zone[i] != 0 ? 1 : 0;
  const auto time_s = static_cast<double>(persons.time_s[i]);
  if (persons.fate[i] == static_cast<std::uint8_t>(PersonFate::safe)) {
    tally.arrival_sum_s += time_s;
    if (settings.reach && time_s <= settings.reach->arrival_s) ++tally.in_time;
  }
  if (std::isnan(way_m)) return;  // begins in no building
  if (settings.reach && way_m > settings.reach->reach_m()) ++tally.difficult;
  if (std::isinf(way_m)) return;
  ++tally.with_way;
  tally.way_sum_m += way_m;
  for (std::size_t k = 0; k < catchments_m.size(); ++k) tally.within[k] += way_m <= catchments_m[k] ? 1 : 0;
}

std::vector<std::optional<double>> evacuation_values(const AreaTally& tally, const SheetSettings& settings) {
  const auto count = [](std::int64_t persons) { return std::optional<double>(static_cast<double>(persons)); };
  const auto fate = [&](PersonFate f) { return tally.fates[static_cast<std::size_t>(f)]; };
  const auto part = [](double sum, std::int64_t of) {
    return of > 0 ? std::optional<double>(sum / static_cast<double>(of)) : std::nullopt;
  };
  const std::int64_t safe = fate(PersonFate::safe);
  std::vector<std::optional<double>> values{
      count(tally.persons), count(safe), count(fate(PersonFate::lost)), count(fate(PersonFate::stays)),
      count(fate(PersonFate::waiting) + fate(PersonFate::walking) + fate(PersonFate::at_entrance))};
  values.push_back(settings.reach ? count(tally.persons - tally.in_time) : std::nullopt);
  values.push_back(part(tally.arrival_sum_s, safe));
  values.push_back(settings.reach ? count(tally.difficult) : std::nullopt);
  values.push_back(part(tally.way_sum_m, tally.with_way));
  for (const std::int64_t within : tally.within) values.push_back(part(static_cast<double>(within), tally.with_way));
  values.push_back(count(tally.in_zone));
  return values;
}

/// The city of a run: where its buildings are, and how far it is from them to the run's destinations.
struct SheetCity {
  CityFrame frame;
  BuildingColumns buildings;
  std::vector<double> way_m;
};

SheetCity read_sheet_city(const RunFiles& files, const std::string& path, KpiSheet& sheet) {
  SheetCity city;
  const H5Input file = open_city(path);
  city.frame = read_small_tables(file).frame;
  city.buildings = read_buildings(file);
  const Network network = read_network(file);
  const RunScene scene = gather_scene(files);
  std::vector<PointMm> places;
  std::int64_t unknown = 0;
  for (const std::optional<PointMm>& place : scene.place) {
    if (place) places.push_back(*place);
    unknown += place ? 0 : 1;
  }
  if (unknown > 0)
    sheet.notes.push_back(
        fmt::format("{} destinations at which nobody arrived and that are in no list of places are "
                    "left out of the ways.",
                    unknown));
  const std::vector<double> nodes_m = distance_to_nearest_m(network, places);
  for (std::size_t row = 0; row < city.buildings.usage.size(); ++row)
    city.way_m.push_back(distance_from_door_m(network, nodes_m, city.buildings, row));
  return city;
}

/// The area that each building is in.
std::vector<std::string> cells_of(const SheetCity& city, MeshLevel mesh) {
  std::vector<std::string> areas;
  for (std::size_t row = 0; row < city.buildings.x_mm.size(); ++row) {
    const auto place = lat_lon_of(city.frame.epsg, city.frame.origin_east_m + 1e-3 * city.buildings.x_mm[row],
                                  city.frame.origin_north_m + 1e-3 * city.buildings.y_mm[row]);
    const std::string code = place ? mesh_code(place->lat_deg, place->lon_deg, mesh) : std::string();
    areas.push_back(code.empty() ? "outside" : code);
  }
  return areas;
}

std::vector<std::string> districts_of(const SheetCity& city, const SheetSettings& settings) {
  const DrawnAreas drawn = read_drawn_areas(settings.districts_file, settings.district_key, city.frame);
  std::vector<std::string> areas;
  for (std::size_t row = 0; row < city.buildings.x_mm.size(); ++row) {
    std::string area = "outside";
    for (std::uint32_t p = 0; p < drawn.names.size(); ++p)
      if (contains(drawn.polygons, p, city.buildings.x_mm[row], city.buildings.y_mm[row])) area = drawn.names[p];
    areas.push_back(std::move(area));
  }
  return areas;
}

KpiSheet evacuation_sheet(const RunFiles& files, const SheetSettings& settings) {
  KpiSheet sheet;
  sheet.columns = &evacuation_kpis();
  const H5Input file = open_result(files.result);
  const bool by_area = settings.mesh || !settings.districts_file.empty();
  const auto path = city_of_run(files, file.integer_attribute("/", "epsg"), "sheet");
  if (!path && by_area)
    throw InputError(files.folder,
                     "has no city file any more, so its persons lie in no area. Leave --mesh and "
                     "--districts out, or put the city back");
  SheetCity city;
  if (path) city = read_sheet_city(files, *path, sheet);
  std::vector<std::string> areas;
  if (settings.mesh) areas = cells_of(city, *settings.mesh);
  if (!settings.districts_file.empty()) areas = districts_of(city, settings);
  const SheetPersons persons{file.read<std::uint8_t>("/persons/fate"), file.read<std::uint8_t>("/persons/zone"),
                             file.read<float>("/persons/time_s"), file.read<std::uint32_t>("/persons/building")};
  AreaTally all;
  std::map<std::string, AreaTally> by_name;
  for (std::size_t i = 0; i < persons.fate.size(); ++i) {
    const std::uint32_t row = persons.building[i];
    const double way_m = row < city.way_m.size() ? city.way_m[row] : std::nan("");
    tally_person(persons, i, way_m, settings, all);
    if (by_area) tally_person(persons, i, way_m, settings, by_name[row < areas.size() ? areas[row] : "outdoors"]);
  }
  sheet.rows.push_back({"all", evacuation_values(all, settings)});
  for (const auto& [name, tally] : by_name) sheet.rows.push_back({name, evacuation_values(tally, settings)});
  return sheet;
}

// Lengths of all legs on foot.
double walked_m(const H5Input& file) {
  const std::vector<std::string> modes = file.read_string_list("/legs/modes");
  const auto walk = static_cast<std::size_t>(std::find(modes.begin(), modes.end(), "walk") - modes.begin());
  const auto distance_m = file.read<double>("/legs/distance_m");
  double sum = 0;
  const auto add = [&](const auto& mode) {
    for (std::size_t k = 0; k < mode.size(); ++k)
      if (mode[k] == walk && std::isfinite(distance_m[k])) sum += distance_m[k];
  };
  add(file.read<std::uint8_t>("/legs/mode"));
  return sum;
}

KpiSheet travel_sheet(const RunFiles& files, const SheetSettings& settings) {
  if (settings.mesh || !settings.districts_file.empty())
    throw InputError(files.folder,
                     "is a run of travel, whose sheet has no areas yet. Leave --mesh and --districts out");
  KpiSheet sheet;
  sheet.columns = &travel_kpis();
  const H5Input file(files.result);
  StudyRun run;
  run.files = files;
  run.format = "machi travel result";
  double trips = 0;
  double time_s = 0;
  for (const RunRows& rows : read_run_rows(run)) {
    if (rows.kind.name != "persons") continue;
    for (const double each : rows.figures.values[0]) trips += each;
    for (const double each : rows.figures.values[1]) time_s += each;
  }
  const auto persons = static_cast<double>(std::max<std::uint64_t>(1, file.rows("/persons/id_begin") - 1));
  const double metres = walked_m(file) / persons;
  const double steps = metres / settings.step_length_m;
  sheet.rows.push_back({"all", {persons, trips, time_s / persons, metres, steps, steps * settings.yen_per_step}});
  return sheet;
}

}  // namespace

KpiSheet kpi_sheet(const RunFiles& files, const SheetSettings& settings) {
  const H5Input file(files.result);
  const std::string format = file.has_attribute("/", "format") ? file.text_attribute("/", "format") : std::string();
  if (format == "machi result") return evacuation_sheet(files, settings);
  if (format == "machi travel result") return travel_sheet(files, settings);
  throw InputError(files.folder, "is no run of evacuation or travel. Its kpi.json has what there is");
}

std::string sheet_csv(const KpiSheet& sheet) {
  std::string csv = "area";
  for (const KpiDefinition& kpi : *sheet.columns) csv += fmt::format(",{}", kpi.id);
  csv += "\n";
  for (const SheetRow& row : sheet.rows) {
    csv += csv_field(row.area);
    for (const std::optional<double>& value : row.values) csv += value ? fmt::format(",{}", *value) : std::string(",");
    csv += "\n";
  }
  return csv;
}

std::string sheet_json(const KpiSheet& sheet) {
  nlohmann::ordered_json json{{"definitions", nlohmann::ordered_json::array()},
                              {"areas", nlohmann::ordered_json::array()},
                              {"notes", sheet.notes}};
  for (const KpiDefinition& kpi : *sheet.columns)
    json["definitions"].push_back({{"id", kpi.id},
                                   {"unit", kpi.unit},
                                   {"en", kpi.name_en},
                                   {"ja", kpi.name_ja},
                                   {"definition", kpi.definition},
                                   {"source", kpi.source}});
  for (const SheetRow& row : sheet.rows) {
    nlohmann::ordered_json one{{"area", row.area}};
    for (std::size_t k = 0; k < row.values.size(); ++k)
      one[(*sheet.columns)[k].id] = row.values[k] ? nlohmann::ordered_json(*row.values[k]) : nlohmann::ordered_json();
    json["areas"].push_back(std::move(one));
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace machi
