#include "io/scenario/check_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace machi {
namespace {

using Mistakes = std::vector<std::string>;

void check_processes(const Scenario& scenario, Mistakes& mistakes) {
  if (scenario.evacuation || scenario.mobility || scenario.energy) return;
  mistakes.push_back(
      fmt::format("{}: has no process that could run. Add the section `evacuation: {{}}`, or `mobility`, or `energy`",
                  scenario.path));
}

// What processes that share a run need of one another.
void check_coupling(const Scenario& scenario, Mistakes& mistakes) {
  if (!is_coupled(scenario)) return;
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: {}", scenario.path, problem));
  };
  if (scenario.city_file.empty())
    complain("several processes meet in the buildings of a city. Give city.file, or each process its own scenario");
  if (scenario.energy && !scenario.energy->zones.empty())
    complain("energy.zones: zones that are given one by one are no city's buildings. Take them out");
  if (scenario.energy && !scenario.energy->outage_from.empty())
    complain("energy.outage_from: outages of a run of several processes are events. Give events: {kind: power_outage}");
  if (scenario.run.exchange_s != std::floor(scenario.run.exchange_s))
    complain("scenario.exchange_s: is no whole number of seconds. Round it");
  if (!scenario.mobility || !scenario.evacuation) return;
  if (!scenario.people.file.empty() || scenario.people.from_buildings)
    complain("people: those of mobility evacuate. Take people.file and people.from_buildings out");
  const std::optional<double> alarm = alarm_s(scenario);
  if (!alarm)
    complain("nothing says when mobility's people evacuate. Add to events: {kind: alarm, at: \"14:46\"}");
  else if (*alarm <= 0 || *alarm >= scenario.run.end_s)
    complain(fmt::format(
        "events.alarm: {:.0f} s is not between the start of the run and scenario.end_s. Move one of them", *alarm));
}

// Who evacuates by car drives on the links of mobility.
void check_cars(const Scenario& scenario, Mistakes& mistakes) {
  const PeopleSettings& people = scenario.people;
  const bool by_class = std::any_of(people.car_shares.begin(), people.car_shares.end(),
                                    [](const ClassCarShare& given) { return given.share > 0; });
  const bool any = by_class || people.car_share + people.car_share_assisted.value_or(0) > 0;
  if (!any && people.car_leave_share > 0)
    mistakes.push_back(
        fmt::format("{}: people.car_leave_share: nobody evacuates by car. Give people.car_share above 0, "
                    "or take it out",
                    scenario.path));
  if (people.car_leave_share == 0 && !people.car_exits.empty())
    mistakes.push_back(
        fmt::format("{}: people.car_exits: no car leaves the area. Give people.car_leave_share above 0, "
                    "or take them out",
                    scenario.path));
  if (people.car_leave_share > 0 && people.car_exits.empty() && scenario.hazard.zone == ZoneRule::all)
    mistakes.push_back(
        fmt::format("{}: people.car_leave_share: hazard.zone is all, so nothing lies outside of it. Give "
                    "hazard.zone: depth or polygon, or links that lead out as people.car_exits",
                    scenario.path));
  if (!scenario.evacuation || !any) return;
  const std::vector<std::string> modes =
      scenario.mobility ? scenario.mobility->network_modes : std::vector<std::string>{};
  if (std::find(modes.begin(), modes.end(), "car") != modes.end()) return;
  mistakes.push_back(
      fmt::format("{}: people.car_share: cars drive on the links of mobility. Add the section `mobility` with "
                  "car among its network_modes, or take car_share out",
                  scenario.path));
}

void check_ground(const Scenario& scenario, Mistakes& mistakes) {
  const bool city = !scenario.city_file.empty();
  if (city == scenario.area.has_value())
    mistakes.push_back(fmt::format("{}: has {} city.file {} area. Give one of them", scenario.path,
                                   city ? "both" : "neither", city ? "and an" : "nor an"));
}

void check_clock(const Scenario& scenario, const std::string& key, const std::string& text, Mistakes& mistakes) {
  if (!clock_s(text))
    mistakes.push_back(fmt::format("{}: {}: '{}' is not a clock time. Write HH:MM, 00:00 … 23:59, in quotes",
                                   scenario.path, key, text));
}

void check_run(const Scenario& scenario, Mistakes& mistakes) {
  check_clock(scenario, "scenario.start", scenario.run.start, mistakes);
  if (!scenario.people.time_of_day.empty())
    check_clock(scenario, "people.time_of_day", scenario.people.time_of_day, mistakes);
}

void check_class(const Scenario& scenario, const PersonClass& person, Mistakes& mistakes) {
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: people.classes '{}': {}", scenario.path, person.name, problem));
  };
  const bool spread = person.law != SpeedLaw::fixed;
  if (person.name.empty()) complain("has no name. Give it one");
  if (person.low_m_s > person.high_m_s) complain("low_m_s is above high_m_s. Exchange them");
  if ((person.law == SpeedLaw::normal || person.law == SpeedLaw::triangular) &&
      (person.mean_m_s < person.low_m_s || person.mean_m_s > person.high_m_s))
    complain("mean_m_s is outside low_m_s … high_m_s. Widen the range");
  if (spread && person.law == SpeedLaw::normal && person.sd_m_s == 0) complain("a normal law needs sd_m_s above 0");
  if (person.stair_up_low_m_s > person.stair_up_high_m_s) complain("stair_up_low_m_s is above stair_up_high_m_s");
  if (person.stair_down_low_m_s > person.stair_down_high_m_s)
    complain("stair_down_low_m_s is above stair_down_high_m_s");
}

void check_people(const Scenario& scenario, Mistakes& mistakes) {
  if (!scenario.evacuation && scenario.mobility) return;
  const PeopleSettings& people = scenario.people;
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: people: {}", scenario.path, problem));
  };
  std::set<std::string> names;
  double shares = 0;
  for (const PersonClass& person : people.classes) {
    check_class(scenario, person, mistakes);
    if (!names.insert(person.name).second) complain(fmt::format("two classes are called '{}'", person.name));
    shares += person.share;
  }
  if (!people.classes.empty() && shares <= 0) complain("the shares of all classes are 0. Give one above 0");
  if (people.at_once_share.value_or(0) + people.never_share.value_or(0) > 1)
    complain("at_once_share and never_share are more than 1 together");
  if (people.departure.law == DepartureKind::spaced) complain("departure: spaced is for sources of an area only");
  if (const std::string problem = problem_of(people.departure); !problem.empty()) complain(problem);
  if (scenario.area && people.from_buildings) complain("from_buildings needs a city. Put sources into the area");
  if (!scenario.area && people.file.empty() && !people.from_buildings && !scenario.mobility)
    complain("nobody is there. Give people.file, or people.from_buildings: true");
}

void check_evacuation(const Scenario& scenario, Mistakes& mistakes) {
  if (!scenario.evacuation) return;
  const EvacuationSettings& evacuation = *scenario.evacuation;
  const double longest = longest_step_s(evacuation.model);
  if (evacuation.dt_s.value_or(0) > longest)
    mistakes.push_back(
        fmt::format("{}: evacuation.dt_s: {} s is too long for this model, which stays stable up to {} s. "
                    "Take a shorter step",
                    scenario.path, *evacuation.dt_s, longest));
  if (scenario.area && evacuation.decision != DestinationRule::nearest_shelter)
    mistakes.push_back(
        fmt::format("{}: evacuation.decision: an area has neither storeys nor districts. Take "
                    "nearest_shelter",
                    scenario.path));
  if (!scenario.area && evacuation.decision == DestinationRule::district && scenario.hazard.districts_file.empty())
    mistakes.push_back(fmt::format("{}: evacuation.decision: district needs hazard.districts_file", scenario.path));
}

void check_source(const Scenario& scenario, const HazardSource& source, Mistakes& mistakes) {
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: hazard.sources: {}", source.where, problem));
  };
  if (source.front_from_m.empty() != source.front_towards.empty())
    complain("front_from_m and front_towards belong together. Give both or neither");
  if (!source.front_towards.empty() && source.front_towards[0] == 0 && source.front_towards[1] == 0)
    complain("front_towards is (0, 0). Give a direction");
  if (scenario.area && source.kind != HazardKind::frames_file)
    complain("an area has water from a file only. Use from: frames_file, or a city");
  if (scenario.area && source.meaning == WaterMeaning::level)
    complain("an area has no terrain that levels stand over. Use meaning: level_over_plane with plane_m");
}

void check_hazard(const Scenario& scenario, Mistakes& mistakes) {
  const HazardSettings& hazard = scenario.hazard;
  for (const HazardSource& source : hazard.sources) check_source(scenario, source, mistakes);
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: hazard.{}", scenario.path, problem));
  };
  if (scenario.area && (hazard.zone == ZoneRule::polygon || !hazard.blocked_file.empty() || hazard.damaged_percent ||
                        !hazard.districts_file.empty()))
    complain("zone, districts_file, blocked_file and damaged_percent belong to a city. Draw an area's own features");
  if (hazard.zone == ZoneRule::polygon && hazard.zone_file.empty()) complain("zone: polygon needs hazard.zone_file");
  if (hazard.zone == ZoneRule::depth && hazard.sources.empty()) complain("zone: depth needs hazard.sources");
}

}  // namespace

double usual_step_s(MotionModel model) {
  switch (model) {
    case MotionModel::social_force:
      return 0.02;
    case MotionModel::density:
      return 0.5;
    case MotionModel::collision_free_speed:
    case MotionModel::collision_free_speed_v2:
      break;
  }
  return 0.1;
}

double longest_step_s(MotionModel model) {
  switch (model) {
    case MotionModel::social_force:
      return 0.02;
    case MotionModel::density:
      return 1;
    case MotionModel::collision_free_speed:
    case MotionModel::collision_free_speed_v2:
      break;
  }
  return 0.1;
}

std::optional<int> clock_s(const std::string& text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hours = (text[0] - '0') * 10 + text[1] - '0';
  const int minutes = (text[3] - '0') * 10 + text[4] - '0';
  if (hours > 23 || minutes > 59) return std::nullopt;
  return hours * 3600 + minutes * 60;
}

std::string problem_of(const DepartureSettings& departure) {
  switch (departure.law) {
    case DepartureKind::uniform:
      if (departure.from_s > departure.to_s) return "departure_from_s is after departure_to_s. Exchange them";
      break;
    case DepartureKind::rayleigh:
      if (departure.from_s <= 0 || departure.from_s > departure.to_s)
        return "departure: rayleigh needs 0 < departure_from_s <= departure_to_s";
      break;
    case DepartureKind::sigmoid:
      if (departure.half_s <= 0) return "departure: sigmoid needs departure_half_s above 0";
      break;
    default:
      break;
  }
  return {};
}

bool is_coupled(const Scenario& scenario) {
  return scenario.evacuation.has_value() + scenario.mobility.has_value() + scenario.energy.has_value() > 1;
}

std::optional<double> alarm_s(const Scenario& scenario) {
  std::optional<double> first;
  for (const ScenarioEvent& event : scenario.events.list)
    if (event.kind == EventKind::alarm) first = std::min(first.value_or(event.begin_s), event.begin_s);
  return first;
}

void check_scenario(const Scenario& scenario, std::vector<std::string>& mistakes) {
  check_processes(scenario, mistakes);
  check_coupling(scenario, mistakes);
  check_cars(scenario, mistakes);
  check_run(scenario, mistakes);
  check_edits(scenario, mistakes);
  if (scenario.energy) check_energy(scenario, *scenario.energy, mistakes);
  if (scenario.mobility) check_mobility(scenario, *scenario.mobility, mistakes);
  check_events(scenario, mistakes);
  if (!scenario.evacuation && (scenario.energy || scenario.mobility)) return;  // they need neither ground nor walkers
  check_ground(scenario, mistakes);
  check_people(scenario, mistakes);
  check_evacuation(scenario, mistakes);
  check_hazard(scenario, mistakes);
  if (scenario.area && mistakes.empty()) check_area(scenario, *scenario.area, mistakes);
}

}  // namespace machi
