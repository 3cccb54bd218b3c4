#include "io/setup/evacuation_events.hpp"

#include <algorithm>
#include <limits>

#include "engine/core/rng.hpp"
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

  bool reaches(const PointMm& point) const {
    if (everywhere) return true;
    for (std::uint32_t k = 0; k < polygons.size(); ++k)
      if (contains(polygons, k, point.x_mm, point.y_mm)) return true;
    return false;
  }
};

std::vector<Alarm> alarms_of(const Scenario& scenario, const CityFrame& frame) {
  std::vector<Alarm> alarms;
  for (const ScenarioEvent& event : scenario.events.list)
    if (event.kind == EventKind::alarm)
      alarms.push_back({std::max(event.begin_s, 0.0), event.share, event.everywhere(), polygons_of(event, frame)});
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
      if (alarms[k].reaches(at) && uniform01(random_block(seed, who, k, purpose_hears)[0]) < alarms[k].share)
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

void open_and_close_shelters(const Scenario& scenario, std::vector<Destination>& destinations) {
  for (const ScenarioEvent& event : scenario.events.list) {
    if (event.kind != EventKind::shelter_opening && event.kind != EventKind::shelter_closing) continue;
    for (const std::string& id : event.ids) {
      Destination& shelter = destinations[destination_called(id, destinations, event.where)];
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
