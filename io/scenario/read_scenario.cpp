#include "io/scenario/read_scenario.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "engine/core/error.hpp"
#include "io/archive/source.hpp"
#include "io/options/yaml.hpp"
#include "io/scenario/area_geojson.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/scenario/scenario_tables.hpp"
#include "io/scenario/shapes.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_geojson = 64'000'000;

bool names_an_item(const std::string& assignment) {
  return std::count(assignment.begin(), std::find(assignment.begin(), assignment.end(), '='), '.') > 1;
}

// Items can be set only once they are all there.
void apply_sets(const std::vector<std::string>& sets, ScenarioTables& tables, bool of_items) {
  for (const std::string& assignment : sets)
    if (names_an_item(assignment) == of_items) set_value(assignment, tables.all());
}

// Makes a file's name absolute, as seen from the scenario's folder, and notes it.
void resolve(std::string& file, const fs::path& folder, Scenario& scenario) {
  if (file.empty()) return;
  file = fs::absolute(folder / file).lexically_normal().string();
  scenario.files.push_back(file);
}

void resolve_files(ScenarioTables& tables) {
  Scenario& scenario = tables.scenario;
  const fs::path folder = fs::path(scenario.path).parent_path();
  for (std::string* file :
       {&scenario.city_file, &tables.area.file, &scenario.people.file, &scenario.shelters.file,
        &scenario.hazard.blocked_file, &scenario.hazard.zone_file, &scenario.hazard.districts_file,
        &tables.energy.weather_file, &tables.energy.city.archetypes_file, &tables.energy.city.district_file,
        &tables.mobility.network_file, &tables.mobility.population_file, &tables.mobility.vehicles_file,
        &tables.mobility.counts_file, &tables.mobility.transit.schedule_file, &tables.mobility.transit.vehicles_file,
        &tables.mobility.transit.gtfs_file})
    resolve(*file, folder, scenario);
  for (std::string& file : tables.mobility.additional_files) resolve(file, folder, scenario);
  for (HazardSource& source : scenario.hazard.sources) resolve(source.file, folder, scenario);
  for (ScenarioEvent& event : scenario.events.list) resolve(event.file, folder, scenario);
  for (ScenarioEdit& edit : scenario.edits) resolve(edit.file, folder, scenario);
  resolve(tables.edits_file, folder, scenario);
}

// The features of area.file join those of the scenario, so that what is in force needs no file any more.
void read_area_file(ScenarioTables& tables) {
  std::string& file = tables.area.file;
  if (file.empty()) return;
  read_area_geojson(read_all(*open_file(file), file, largest_geojson), file, *tables.area_table.find_items("features"));
  file.clear();
}

// The same for edits.
void read_edits_file(ScenarioTables& tables) {
  std::string& file = tables.edits_file;
  if (file.empty()) return;
  read_edits_geojson(read_all(*open_file(file), file, largest_geojson), file,
                     *tables.edits_table.find_items("changes"));
  file.clear();
}

// What depends on other values.
void fill_defaults(ScenarioTables& tables) {
  RunSettings& run = tables.scenario.run;
  if (run.name.empty())
    run.name = fs::absolute(fs::path(tables.scenario.path)).lexically_normal().parent_path().filename().string();
  for (const ScenarioEdit& edit : tables.scenario.edits)
    tables.mobility.transit.adds_lines |= edit.kind == EditKind::add_bus_line;
  EvacuationSettings& evacuation = tables.evacuation;
  if (!evacuation.dt_s) evacuation.dt_s = usual_step_s(evacuation.model);
}

void throw_if_any(const std::vector<std::string>& mistakes) {
  if (!mistakes.empty()) throw UsageError(fmt::format("{}", fmt::join(mistakes, "\n")));
}

}  // namespace

ScenarioReading parse_scenario(std::string_view text, const std::string& path, const std::vector<std::string>& sets) {
  ScenarioTables tables;
  tables.scenario.path = path;
  read_yaml(text, path, tables.all());
  apply_sets(sets, tables, false);
  resolve_files(tables);
  read_area_file(tables);
  read_edits_file(tables);
  apply_sets(sets, tables, true);
  fill_defaults(tables);

  std::vector<std::string> mistakes;
  read_shapes(tables.area, mistakes);
  read_events(tables.scenario.run, path, tables.scenario.events, mistakes);
  read_fleet_areas(tables.mobility, mistakes);
  read_edit_shapes(tables.scenario.edits, mistakes);
  ScenarioReading reading;
  if (mistakes.empty()) reading.used_yaml = used_yaml(tables.used());
  if (tables.area_table.is_given()) tables.scenario.area = std::move(tables.area);
  if (tables.evacuation_table.is_given()) tables.scenario.evacuation = tables.evacuation;
  if (tables.energy_table.is_given()) tables.scenario.energy = std::move(tables.energy);
  tables.mobility.replans = tables.replanning_table.is_given() || tables.scoring_table.is_given();
  if (tables.mobility_table.is_given() || tables.mobility.replans || tables.calibration_table.is_given() ||
      tables.start_routes_table.is_given())
    tables.scenario.mobility = std::move(tables.mobility);
  reading.scenario = std::move(tables.scenario);
  check_scenario(reading.scenario, mistakes);
  throw_if_any(mistakes);
  return reading;
}

ScenarioReading read_scenario(const std::string& path, const std::vector<std::string>& sets) {
  return parse_scenario(read_options_text(path), path, sets);
}

}  // namespace machi
