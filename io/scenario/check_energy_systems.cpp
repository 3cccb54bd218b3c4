/// \file  What plants, panels, vehicles, measures and the outage of the section `energy` must be to the rest of it.
#include <fmt/format.h>

#include "engine/energy/zone_day.hpp"
#include "engine/systems/measures.hpp"
#include "engine/systems/outage.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/scenario/table_names.hpp"

namespace machi {
namespace {

class SystemsCheck {
 public:
  SystemsCheck(const EnergySettings& energy, std::vector<std::string>& mistakes)
      : energy_(energy), mistakes_(mistakes) {}

  void check() {
    for (const EnergySystem& system : energy_.systems)
      if (const std::string problem = problem_of_plant(system); !problem.empty())
        complain(system.where, fmt::format("systems '{}' {}", system.name, problem));
    for (const EnergyZone& zone : energy_.zones)
      if (!zone.system.empty()) systems_.has(zone.where, "energy.zones.system", zone.system);
    for (const EnergyPhotovoltaic& array : energy_.photovoltaics) {
      zones_.has(array.where, "energy.photovoltaics.zone", array.zone);
      if (!array.surface.empty()) surfaces_.has(array.where, "energy.photovoltaics.surface", array.surface);
    }
    for (const EnergyBattery& battery : energy_.batteries)
      zones_.has(battery.where, "energy.batteries.zone", battery.zone);
    for (const EnergyVehicles& vehicles : energy_.vehicles)
      zones_.has(vehicles.where, "energy.vehicles.zone", vehicles.zone);
    for (const EnergyMeasure& measure : energy_.measures) check(measure);
    for (const auto& [key, hour_W, schedule, zone] : draws()) check_course(key, hour_W, schedule, *zone);
  }

  void check_days(const std::string& path) {
    const std::string& text = energy_.city.from_day;
    if (!text.empty() && !hour_of_year(text + " 00:00"))
      mistakes_.push_back(
          fmt::format("{}: energy.from_day: '{}' is no day of a year. Write it as '07-15'", path, text));
  }

  void check_outage(const std::string& path) {
    if (energy_.outage_from.empty() && energy_.outage_to.empty()) return;
    for (const auto& [key, text] : {std::pair{"outage_from", energy_.outage_from}, {"outage_to", energy_.outage_to}})
      if (!hour_of_year(text))
        mistakes_.push_back(
            fmt::format("{}: energy.{}: '{}' is no hour of a year. Write it as '08-15 14:00'", path, key, text));
    const auto from = hour_of_year(energy_.outage_from);
    const auto to = hour_of_year(energy_.outage_to);
    if (from && to && *to <= *from)
      mistakes_.push_back(fmt::format("{}: energy.outage_to: '{}' does not come after outage_from '{}'. Exchange them",
                                      path, energy_.outage_to, energy_.outage_from));
  }

 private:
  struct Draw {
    const char* key;
    double W;
    const std::string* schedule;
    const EnergyZone* zone;
  };
  std::vector<Draw> draws() const {
    std::vector<Draw> all;
    for (const EnergyZone& zone : energy_.zones) {
      all.push_back({"electricity", zone.electricity_W, &zone.electricity_schedule, &zone});
      all.push_back({"hot_water", zone.hot_water_W, &zone.hot_water_schedule, &zone});
      all.push_back({"cooking", zone.cooking_W, &zone.cooking_schedule, &zone});
    }
    return all;
  }

  void complain(const std::string& where, const std::string& problem) {
    mistakes_.push_back(fmt::format("{}: energy.{}", where, problem));
  }

  void check(const EnergyMeasure& measure) {
    if (energy_.zones.empty()) return;  // those of a city know the archetypes' systems too, and have no constructions
    if (measure.kind == MeasureKind::system) systems_.has(measure.where, "energy.measures.system", measure.system);
    if (measure.kind != MeasureKind::retrofit) return;
    if (measure.construction.empty() && measure.glazing.empty())
      complain(measure.where, "measures: retrofit changes nothing. Give construction or glazing");
    if (!measure.construction.empty()) {
      constructions_.has(measure.where, "energy.measures.construction", measure.construction);
      constructions_.has(measure.where, "energy.measures.new_construction", measure.new_construction);
    }
    if (!measure.glazing.empty()) {
      glazings_.has(measure.where, "energy.measures.glazing", measure.glazing);
      glazings_.has(measure.where, "energy.measures.new_glazing", measure.new_glazing);
    }
  }

  void check_course(const char* key, double watt, const std::string* schedule, const EnergyZone& zone) {
    if (watt <= 0 || schedule->empty()) return;
    for (const EnergySchedule& given : energy_.schedules)
      if (given.name == *schedule &&
          std::any_of(given.values.begin(), given.values.end(), [](double v) { return v < 0; }))
        complain(zone.where, fmt::format("zones '{}': its {} goes below 0 by the schedule '{}'. Give values from 0 on",
                                         zone.name, key, *schedule));
  }

  const EnergySettings& energy_;
  std::vector<std::string>& mistakes_;
  TableNames systems_{"systems", "system", energy_.systems, mistakes_};
  // check_energy says which of these are there twice.
  TableNames zones_{"zones", "zone", energy_.zones, mistakes_, false};
  TableNames surfaces_{"surfaces", "surface", energy_.surfaces, mistakes_, false};
  TableNames constructions_{"constructions", "construction", energy_.constructions, mistakes_, false};
  TableNames glazings_{"glazings", "glazing", energy_.glazings, mistakes_, false};
};

/// Set points that measures move must not cross; who takes part depends on the seed.
void check_shifts(const EnergySettings& energy, std::uint64_t seed, std::vector<std::string>& mistakes) {
  for (const EnergyZone& zone : with_measures(energy, seed).zones) {
    if (zone.shifts.empty()) continue;
    const ZoneDay day = zone_day(energy, zone, 1);
    for (std::size_t step = 0; step < day.heat_to_C.size(); ++step)
      if (day.heat_to_C[step] > day.cool_to_C[step] && day.heat_most_W[step] > 0 && day.cool_most_W[step] > 0) {
        mistakes.push_back(
            fmt::format("{}: energy.measures move the set points of zones '{}' past each other: it heats "
                        "to {:.1f} °C but cools to {:.1f} °C. Move them less",
                        zone.where, zone.name, day.heat_to_C[step], day.cool_to_C[step]));
        break;
      }
  }
}

}  // namespace

void check_energy_systems(const Scenario& scenario, const EnergySettings& energy, std::vector<std::string>& mistakes) {
  SystemsCheck check(energy, mistakes);
  check.check();
  check.check_outage(scenario.path);
  check.check_days(scenario.path);
  if (mistakes.empty() && !energy.measures.empty())
    check_shifts(energy, static_cast<std::uint64_t>(scenario.run.seed), mistakes);
}

}  // namespace machi
