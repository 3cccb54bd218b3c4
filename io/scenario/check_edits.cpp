/// \file  What must hold for the section `edits`: what each edit is about, and whether a process that runs heeds it.
#include <fmt/format.h>

#include "engine/model/network.hpp"
#include "io/scenario/check_scenario.hpp"

namespace machi {
namespace {

/// Which processes heed an edit; docs/formats/edits.md says the same.
struct Heeded {
  bool evacuation;
  bool mobility;
  bool energy;
};

// `synthetic`: the people of mobility are made from the buildings.
Heeded heeded(const ScenarioEdit& edit, bool synthetic) {
  switch (edit.kind) {
    case EditKind::add_shelter:
    case EditKind::remove_shelter:
    case EditKind::change_shelter:
    case EditKind::vertical_shelter:
      return {true, false, false};
    case EditKind::add_building:
    case EditKind::remove_building:
    case EditKind::change_building:
      return {true, synthetic, true};
    case EditKind::close_street:
    case EditKind::widen_street:
    case EditKind::add_bridge:
    case EditKind::remove_bridge:
      return {true, true, false};
    case EditKind::pedestrianise_street:
    case EditKind::add_bus_line:
    case EditKind::remove_bus_line:
      break;
  }
  return {false, true, false};
}

std::string problem_of_modes(const ScenarioEdit& edit) {
  for (const std::string& mode : edit.modes)
    if (street_mode_bit(mode) == 0) return fmt::format("'{}' is no mode. Give walk, bicycle or car", mode);
  return "";
}

std::string problem_of_departures(const ScenarioEdit& edit) {
  const std::optional<int> first = clock_s(edit.first_departure), last = clock_s(edit.last_departure);
  if (!first || !last) return "first_departure and last_departure are no times of day. Write HH:MM";
  return *last < *first ? "last_departure is before first_departure. Exchange them" : "";
}

// What is wrong with one edit, as the end of a sentence; empty where nothing is.
std::string problem_of_edit(const ScenarioEdit& edit) {
  const bool names = !edit.ids.empty();
  const bool draws = !edit.wkt.empty() || !edit.file.empty();
  switch (edit.kind) {
    case EditKind::add_shelter:
      if (edit.point_m.empty() + edit.lon_lat.empty() + edit.file.empty() != 2)
        return "give one of point_m, lon_lat and file";
      return edit.file.empty() && edit.id.empty() ? "has no id. Give it one" : "";
    case EditKind::remove_shelter:
      return names ? "" : "names no shelter. Give ids";
    case EditKind::remove_bus_line:
      return names ? "" : "names no line. Give ids";
    case EditKind::add_bridge:
    case EditKind::add_bus_line:
      if (edit.id.empty()) return "has no id. Give it one";
      if (edit.wkt.empty() == edit.file.empty()) return "give one of wkt and file";
      return edit.kind == EditKind::add_bridge ? problem_of_modes(edit) : problem_of_departures(edit);
    case EditKind::change_shelter:
      if (!names) return "names no shelter. Give ids";
      return edit.capacity ? "" : "changes nothing. Give capacity";
    case EditKind::add_building:
      if (edit.wkt.empty() == edit.file.empty()) return "give one of wkt and file";
      return edit.id.empty() ? "has no id. Give it one" : "";
    case EditKind::change_building:
      if (!edit.usage && !edit.structure && !edit.storeys && !edit.height_m && !edit.floor_area_m2 && !edit.year)
        return "changes nothing. Give usage, storeys, floor_area_m2, structure, height_m or year";
      break;
    case EditKind::widen_street:
      if (names && !edit.width_m && !edit.lanes) return "give width_m or lanes of the links";
      break;
    case EditKind::vertical_shelter:
    case EditKind::remove_building:
    case EditKind::close_street:
    case EditKind::pedestrianise_street:
    case EditKind::remove_bridge:
      break;
  }
  return names || draws ? "" : "says not what it is about. Give ids, wkt or file";
}

}  // namespace

std::uint8_t street_mode_bit(std::string_view mode) {
  if (mode == "walk") return mode_walk;
  if (mode == "bicycle") return mode_bicycle;
  return mode == "car" ? mode_car : std::uint8_t{0};
}

void check_edits(const Scenario& scenario, std::vector<std::string>& mistakes) {
  const bool synthetic = scenario.mobility && scenario.mobility->population == PopulationSource::synthetic;
  for (const ScenarioEdit& edit : scenario.edits) {
    const auto complain = [&](const std::string& problem) {
      mistakes.push_back(fmt::format("{}: edits.changes.{}{}: {}", edit.where, edit_name(edit.kind),
                                     edit.id.empty() ? "" : " '" + edit.id + "'", problem));
    };
    if (const std::string problem = problem_of_edit(edit); !problem.empty()) complain(problem);
    const Heeded by = heeded(edit, synthetic);
    const bool any =
        (by.evacuation && scenario.evacuation) || (by.mobility && scenario.mobility) || (by.energy && scenario.energy);
    if (!any) complain("no process of this scenario heeds it (docs/formats/edits.md). Take it out");
  }
  if (!scenario.edits.empty() && scenario.city_file.empty())
    mistakes.push_back(fmt::format("{}: edits: change a city, and there is none. Give city.file", scenario.path));
}

}  // namespace machi
