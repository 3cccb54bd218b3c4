#include "app/power_cut.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/coupling/wet_doors.hpp"
#include "io/city/city_file.hpp"
#include "io/setup/drawn_areas.hpp"
#include "io/setup/evacuation_events.hpp"

namespace machi {
namespace {

void darken(PowerCut& cut, std::size_t row, double from_s, double to_s, std::int64_t& count) {
  if (cut.dark[row].empty()) ++count;
  cut.dark[row].push_back({from_s, to_s});
  cut.from_s = std::min(cut.from_s, from_s);
  cut.to_s = std::max(cut.to_s, to_s);
}

void cut_by_events(const Scenario& scenario, const CityDoors& city, PowerCut& cut) {
  for (const ScenarioEvent& event : scenario.events.list) {
    if (event.kind != EventKind::power_outage || event.begin_s >= day_s) continue;
    const PolygonTable polygons = polygons_of(event, city.frame);
    const std::vector<bool> named = named_buildings(scenario, event);
    for (std::size_t row = 0; row < city.middle.size(); ++row)
      if (event.everywhere() || (row < named.size() && named[row]) || any_contains(polygons, city.middle[row]))
        darken(cut, row, event.begin_s, std::min(event.end_s, day_s), cut.by_events);
  }
}

void cut_by_water(const std::vector<std::int64_t>& wet_ms, double alarm_s, PowerCut& cut) {
  for (std::size_t row = 0; row < wet_ms.size(); ++row) {
    const double from_s = alarm_s + 1e-3 * static_cast<double>(wet_ms[row]);
    if (wet_ms[row] != never_wet_ms && from_s < day_s) darken(cut, row, from_s, day_s, cut.by_water);
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
  cut.dark.resize(city.middle.size());
  comm.agree([&] { cut_by_events(scenario, city, cut); });
  const double depth_m = scenario.hazard.outage_depth_m;
  if (evacuation != nullptr && evacuation->water && depth_m > 0) {
    const auto least_cm = static_cast<std::uint16_t>(std::max(1.0, std::floor(100 * depth_m + 0.5)));
    cut_by_water(wet_doors_ms(comm, *evacuation->leaves, *evacuation->water, city.door, least_cm), alarm_s, cut);
  }
  return cut;
}

void cut_power(const PowerCut& cut, double start_s, CityWorld& world) {
  if (!cut.any() || world.supplies.empty()) return;
  const auto hours = [&](double from_s, double to_s) {
    const auto hour = [&](double after_s) { return 24 * world.first_day + (start_s + after_s) / 3600; };
    return Outage{static_cast<int>(std::floor(hour(from_s))), static_cast<int>(std::ceil(hour(to_s)))};
  };
  world.outage = hours(cut.from_s, cut.to_s);
  for (std::size_t zone = 0; zone < world.zones.size(); ++zone) {
    CitySupply& supply = world.supplies[zone];
    supply.cuts.clear();
    for (const PowerCut::Span& span : cut.dark[world.zones[zone].building])
      supply.cuts.push_back(hours(span.from_s, span.to_s));
    supply.goes_dark = !supply.cuts.empty();
  }
}

}  // namespace machi
