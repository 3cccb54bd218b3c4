/// \file  What must hold of the events of a scenario, and when they are.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/core/constants.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/scenario/wkt.hpp"

namespace machi {
namespace {

class EventCheck {
 public:
  EventCheck(const std::string& path, const ScenarioEvent& event, std::vector<std::string>& mistakes)
      : path_(path), event_(event), mistakes_(mistakes) {}

  void complain(const std::string& problem) const {
    const std::string id = event_.id.empty() ? "" : fmt::format(" '{}'", event_.id);
    mistakes_.push_back(fmt::format("{}: events.{}{}: {}", event_.where.empty() ? path_ : event_.where,
                                    name_of(event_.kind), id, problem));
  }

  // Second of the run of a moment that is written in one of two ways, the first at or after `from_s`; `fallback_s`
  // where it is not given.
  double moment_s(const char* key, const std::optional<double>& second, const std::string& clock, int start_clock_s,
                  double from_s, std::optional<double> fallback_s) const {
    if (second && !clock.empty()) complain(fmt::format("has both {0} and {0}_s. Give one", key));
    if (second) return *second;
    if (clock.empty()) {
      if (!fallback_s) complain(fmt::format("nothing says when. Give {0}_s, or {0}: \"HH:MM\"", key));
      return fallback_s.value_or(0);
    }
    const std::optional<int> time_s = clock_s(clock);
    if (!time_s)
      complain(fmt::format("{}: '{}' is not a clock time. Write HH:MM, 00:00 … 23:59, in quotes", key, clock));
    double at_s = time_s.value_or(0) - start_clock_s;
    while (at_s < from_s) at_s += day_s;
    return at_s;
  }

 private:
  const std::string& path_;
  const ScenarioEvent& event_;
  std::vector<std::string>& mistakes_;
};

bool needs_place(EventKind kind) {
  return kind == EventKind::road_closure || kind == EventKind::road_capacity || kind == EventKind::shelter_opening ||
         kind == EventKind::shelter_closing || kind == EventKind::transit_stop;
}

// Whether a process of the run does anything about an event.
bool is_taken_up(const Scenario& scenario, const ScenarioEvent& event) {
  switch (event.kind) {
    case EventKind::road_closure:
    case EventKind::road_capacity:
      return scenario.mobility.has_value();
    case EventKind::weather:
      return (scenario.mobility && event.speed_factor != 1) || (scenario.evacuation && event.walk_speed_factor != 1) ||
             (scenario.energy && scenario.energy->zones.empty() &&
              (event.air_temp_change_K != 0 || event.irradiance_factor != 1));
    case EventKind::transit_stop:
      return scenario.mobility && scenario.mobility->transit.simulated();
    case EventKind::alarm:
    case EventKind::shelter_opening:
    case EventKind::shelter_closing:
      return scenario.evacuation.has_value() && !scenario.city_file.empty();
    case EventKind::power_outage:
      return scenario.energy.has_value() && is_coupled(scenario);
    default:
      return false;
  }
}

void check_place(const ScenarioEvent& event, const EventCheck& check) {
  if (needs_place(event.kind) && event.everywhere()) check.complain("nothing says where. Give ids, polygon or file");
}

}  // namespace

void read_events(const RunSettings& run, const std::string& path, ScenarioEvents& events,
                 std::vector<std::string>& mistakes) {
  const int start_s = clock_s(run.start).value_or(0);
  for (ScenarioEvent& event : events.list) {
    const EventCheck check(path, event, mistakes);
    event.begin_s = check.moment_s("at", event.at_s, event.at, start_s, 0, std::nullopt);
    event.end_s = check.moment_s("until", event.until_s, event.until, start_s, event.begin_s, infinity);
    if (event.end_s <= event.begin_s) check.complain("ends before it begins. Give a later until");
    if (event.wkt.empty()) continue;
    try {
      WktShape shape = read_wkt(event.wkt);
      if (shape.kind != WktKind::polygons) check.complain("its polygon is neither POLYGON nor MULTIPOLYGON");
      event.polygons = std::move(shape.polygons);
    } catch (const WktError& error) {
      check.complain(error.what());
    }
  }
}

void check_events(const Scenario& scenario, std::vector<std::string>& mistakes) {
  std::set<std::string> ids;
  for (const ScenarioEvent& event : scenario.events.list) {
    const EventCheck check(scenario.path, event, mistakes);
    check_place(event, check);
    if (!event.id.empty() && !ids.insert(event.id).second) check.complain("another event has this id. Give it another");
    if (!is_taken_up(scenario, event))
      check.complain("no process of this run takes it up. Take it out, or add the section of the process that does");
  }
}

}  // namespace machi
