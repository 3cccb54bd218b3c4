#include "app/power_cut.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "engine/core/error.hpp"
#include "engine/coupling/wet_doors.hpp"
#include "io/city/city_file.hpp"
#include "io/setup/evacuation_events.hpp"

namespace machi {
namespace {

constexpr double day_s = 86400;

bool holds(const PolygonTable& polygons, const PointMm& point) {
  for (std::uint32_t k = 0; k < polygons.size(); ++k)
    if (contains(polygons, k, point.x_mm, point.y_mm)) return true;
  return false;
}

/// The time of all cuts together.
struct Span {
  double from_s{std::numeric_limits<double>::infinity()};
  double to_s{0};
  void add(double from, double to) {
    from_s = std::min(from_s, from);
    to_s = std::max(to_s, to);
  }
};

// Which buildings an event names by their ids.
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
      throw InputError(fmt::format("{}: events.power_outage", event.where),
                       fmt::format("the city has no building '{}'. Correct the id, or draw a polygon", id));
    named[found->second] = true;
  }
  return named;
}

void cut_by_events(const Scenario& scenario, const CityDoors& city, PowerCut& cut, Span& span) {
  for (const ScenarioEvent& event : scenario.events.list) {
    if (event.kind != EventKind::power_outage) continue;
    const PolygonTable polygons = polygons_of(event, city.frame);
    const std::vector<bool> named = named_buildings(scenario, event);
    span.add(event.begin_s, std::min(event.end_s, day_s));
    for (std::size_t row = 0; row < city.middle.size(); ++row) {
      const bool here = event.everywhere() || (row < named.size() && named[row]) || holds(polygons, city.middle[row]);
      if (cut.dark[row] != 0 || !here) continue;
      cut.dark[row] = 1;
      ++cut.by_events;
    }
  }
}

void cut_by_water(const std::vector<std::int64_t>& wet_ms, double alarm_s, PowerCut& cut, Span& span) {
  for (std::size_t row = 0; row < wet_ms.size(); ++row) {
    const double from_s = alarm_s + 1e-3 * static_cast<double>(wet_ms[row]);
    if (wet_ms[row] == never_wet_ms || from_s >= day_s) continue;
    span.add(from_s, day_s);
    if (cut.dark[row] != 0) continue;
    cut.dark[row] = 1;
    ++cut.by_water;
  }
}

}  // namespace

void check_power_events(const Scenario& scenario) {
  const CityFrame frame = read_small_tables(open_city(scenario.city_file)).frame;
  for (const ScenarioEvent& event : scenario.events.list) {
    if (event.kind != EventKind::power_outage) continue;
    named_buildings(scenario, event);
    polygons_of(event, frame);
  }
}

PowerCut power_cut_of(const Comm& comm, const Scenario& scenario, const CityDoors& city,
                      const EvacuationWorld* evacuation, double alarm_s) {
  PowerCut cut;
  Span span;
  cut.dark.assign(city.middle.size(), 0);
  comm.agree([&] { cut_by_events(scenario, city, cut, span); });
  const double depth_m = scenario.hazard.outage_depth_m;
  if (evacuation != nullptr && evacuation->water && depth_m > 0) {
    const auto least_cm = static_cast<std::uint16_t>(std::max(1.0, std::floor(100 * depth_m + 0.5)));
    cut_by_water(wet_doors_ms(comm, *evacuation->leaves, *evacuation->water, city.door, least_cm), alarm_s, cut, span);
  }
  cut.from_s = cut.any() ? span.from_s : 0;
  cut.to_s = cut.any() ? span.to_s : 0;
  return cut;
}

void cut_power(const PowerCut& cut, double start_s, CityWorld& world) {
  if (!cut.any() || world.supplies.empty()) return;
  const auto hour = [&](double after_s) { return 24 * world.first_day + (start_s + after_s) / 3600; };
  world.outage.from = static_cast<int>(std::floor(hour(cut.from_s)));
  world.outage.to = static_cast<int>(std::ceil(hour(cut.to_s)));
  for (std::size_t zone = 0; zone < world.zones.size(); ++zone)
    world.supplies[zone].goes_dark = cut.dark[world.zones[zone].building] != 0;
}

}  // namespace machi
