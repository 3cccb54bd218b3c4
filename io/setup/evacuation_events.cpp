#include "io/setup/evacuation_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "io/city/city_file.hpp"
#include "io/setup/drawn_areas.hpp"
#include "io/setup/shelters.hpp"
#include "io/setup/waiting.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_hears = 0x10000008;

/// An alarm and the ground that it reaches.
struct Alarm {
  double at_s{0};
  double share{1};
  bool everywhere{true};
  PolygonTable polygons;
  std::vector<bool> buildings;  ///< of the city, named; empty: none

  bool reaches(const PointMm& point, std::uint32_t building) const {
    return everywhere || (building < buildings.size() && buildings[building]) || any_contains(polygons, point);
  }
};

std::vector<Alarm> alarms_of(const Scenario& scenario, const CityFrame& frame) {
  std::vector<Alarm> alarms;
  for (const ScenarioEvent& event : scenario.events.list)
    if (event.kind == EventKind::alarm)
      alarms.push_back({std::max(event.begin_s, 0.0), event.share, event.everywhere(), polygons_of(event, frame),
                        named_buildings(scenario, event)});
  return alarms;
}

}  // namespace

PolygonTable polygons_of(const ScenarioEvent& event, const CityFrame& frame) {
  PolygonTable polygons = event.polygons;
  if (event.file.empty()) return polygons;
  const PolygonTable drawn = read_drawn_areas(event.file, "", frame).polygons;
  for (std::uint32_t k = 0; k < drawn.size(); ++k) polygons.append(drawn, k);
  return polygons;
}

std::vector<bool> named_buildings(const Scenario& scenario, const ScenarioEvent& event) {
  if (event.ids.empty()) return {};
  const H5Input file = open_city(scenario.city_file);
  const std::uint64_t buildings = file.rows("/buildings/usage");
  const StringTable ids = file.read_strings("/layers/bldg/id", {0, buildings});
  std::map<std::string, std::size_t, std::less<>> row_of;
  for (std::size_t row = 0; row < ids.size(); ++row) row_of.emplace(ids.at(row), row);
  std::size_t rows = buildings;
  for (const ScenarioEdit& edit : scenario.edits)
    if (edit.kind == EditKind::add_building) row_of.emplace(edit.id, rows++);
  std::vector<bool> named(rows, false);
  for (const std::string& id : event.ids) {
    const auto found = row_of.find(id);
    if (found == row_of.end())
      throw InputError(fmt::format("{}: events.{}", event.where, name_of(event.kind)),
                       fmt::format("the city has no building '{}'. Correct the id, or draw a polygon", id));
    named[found->second] = true;
  }
  return named;
}

void hear_alarms(const Comm& comm, const Scenario& scenario, const CityFrame& frame, const GridFrame& grid,
                 std::int64_t steps_per_s, std::vector<WaitingPerson>& people) {
  std::vector<Alarm> alarms;
  comm.agree([&] { alarms = alarms_of(scenario, frame); });
  if (alarms.empty()) return;
  const auto mm = [&](std::uint32_t position) {
    return static_cast<std::int32_t>(std::uint64_t{position} * static_cast<std::uint64_t>(grid.cell_mm) / cell_units);
  };
  const auto seed = static_cast<std::uint64_t>(scenario.run.seed);
  for (WaitingPerson& person : people) {
    Walker& walker = person.walker;
    const PointMm at{mm(walker.x), mm(walker.y), 0};
    const std::uint64_t who = walker.group == no_index ? walker.id : walker.group;
    double heard_s = std::numeric_limits<double>::infinity();
    for (std::uint32_t k = 0; k < alarms.size(); ++k)
      if (alarms[k].reaches(at, walker.building) &&
          uniform01(random_block(seed, who, k, purpose_hears)[0]) < alarms[k].share)
        heard_s = std::min(heard_s, alarms[k].at_s);
    walker.departure_s += static_cast<float>(heard_s);
    person.due_step = due_step(walker.departure_s, steps_per_s);
  }
}

std::vector<PaceSpan> walking_weather(const Scenario& scenario) {
  std::vector<PaceSpan> spans;
  for (const ScenarioEvent& event : scenario.events.list)
    if (event.kind == EventKind::weather && event.walk_speed_factor != 1)
      spans.push_back({event.begin_s, event.end_s, event.walk_speed_factor});
  return spans;
}

void open_and_close_shelters(const Scenario& scenario, const CityFrame& frame, std::int64_t cell_mm,
                             std::vector<Destination>& destinations) {
  for (const ScenarioEvent& event : scenario.events.list) {
    if (event.kind != EventKind::shelter_opening && event.kind != EventKind::shelter_closing) continue;
    std::set<std::uint32_t> rows;
    for (const std::string& id : event.ids) rows.insert(destination_called(id, destinations, event.where));
    const PolygonTable polygons = polygons_of(event, frame);
    for (std::uint32_t d = 0; d < destinations.size(); ++d)
      for (const LeafCell& cell : destinations[d].cells)
        if (any_contains(polygons, middle_of_cell(cell, cell_mm))) rows.insert(d);
    if (rows.empty())
      throw InputError(fmt::format("{}: events.{}", event.where, name_of(event.kind)),
                       "no shelter has its entrance there. Correct its polygon or file");
    for (const std::uint32_t row : rows) {
      Destination& shelter = destinations[row];
      const double at_s = std::max(event.begin_s, 0.0), until_s = std::max(event.end_s, 0.0);
      if (event.kind == EventKind::shelter_opening) {
        shelter.opens_s = at_s;
        shelter.closes_s = std::min(shelter.closes_s, until_s);
      } else {
        shelter.closes_s = at_s;
      }
    }
  }
}

}  // namespace machi
