/// \file  What the values of the section `energy` must be to one another.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/energy/glazing.hpp"
#include "engine/energy/simple_zone.hpp"
#include "engine/energy/zone_day.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/scenario/table_names.hpp"

namespace machi {
namespace {

class EnergyCheck {
 public:
  EnergyCheck(const EnergySettings& energy, std::vector<std::string>& mistakes)
      : energy_(energy), mistakes_(mistakes) {}

  void check() {
    for (const EnergyConstruction& construction : energy_.constructions) check(construction);
    for (const EnergyGlazing& glazing : energy_.glazings) check(glazing);
    for (const EnergySchedule& schedule : energy_.schedules) check(schedule);
    for (const EnergySurface& surface : energy_.surfaces) check(surface);
    for (const EnergyWindow& window : energy_.windows) check(window);
    for (const EnergyOverhang& overhang : energy_.overhangs) {
      surfaces_.has(overhang.where, "energy.shades.overhang.surface", overhang.surface);
      if (overhang.left_m >= overhang.right_m) complain(overhang.where, "shades: left_m is not below right_m");
    }
    for (const EnergyFin& fin : energy_.fins) {
      surfaces_.has(fin.where, "energy.shades.fin.surface", fin.surface);
      if (fin.bottom_m >= fin.top_m) complain(fin.where, "shades: bottom_m is not below top_m");
    }
    if (mistakes_.empty()) check_openings();
    if (mistakes_.empty() && energy_.model == EnergyModel::simple) check_simple();
    for (const EnergyZone& zone : energy_.zones) check(zone);
  }

 private:
  void complain(const std::string& where, const std::string& problem) {
    mistakes_.push_back(fmt::format("{}: energy.{}", where, problem));
  }

  void check(const EnergyConstruction& construction) {
    for (const std::string& layer : construction.layers)
      materials_.has(construction.where, "energy.constructions.layers", layer);
    if (construction.layers.empty())
      complain(construction.where, fmt::format("constructions '{}' has no layers. Give one", construction.name));
    if (construction.layers.size() != construction.thickness_m.size())
      complain(construction.where,
               fmt::format("constructions '{}' has {} layers but {} values of thickness_m. Give one for each",
                           construction.name, construction.layers.size(), construction.thickness_m.size()));
  }

  void check(const EnergyGlazing& glazing) {
    if (!is_clear_pane(glazing.pane_transmittance, glazing.pane_reflectance))
      complain(
          glazing.where,
          fmt::format("glazings '{}': no uncoated pane lets {} through and reflects {}. Give values of one pane at "
                      "normal incidence",
                      glazing.name, glazing.pane_transmittance, glazing.pane_reflectance));
  }

  void check(const EnergySchedule& schedule) {
    if (schedule.hours.empty() || schedule.hours.size() != schedule.values.size())
      complain(schedule.where, fmt::format("schedules '{}' has {} hours but {} values. Give a value for each hour",
                                           schedule.name, schedule.hours.size(), schedule.values.size()));
    if (!std::is_sorted(schedule.hours.begin(), schedule.hours.end()))
      complain(schedule.where, fmt::format("schedules '{}': its hours do not rise. Sort them", schedule.name));
  }

  void check(const EnergySurface& surface) {
    zones_.has(surface.where, "energy.surfaces.zone", surface.zone);
    constructions_.has(surface.where, "energy.surfaces.construction", surface.construction);
    if (surface.outside == OutsideKind::zone) {
      zones_.has(surface.where, "energy.surfaces.other_zone", surface.other_zone);
      if (surface.other_zone == surface.zone)
        complain(surface.where,
                 fmt::format("surfaces '{}' has its own zone behind. Use outside: adiabatic", surface.name));
    } else if (!surface.other_zone.empty()) {
      complain(surface.where, fmt::format("surfaces '{}' names other_zone, which needs outside: zone", surface.name));
    }
  }

  void check(const EnergyWindow& window) {
    glazings_.has(window.where, "energy.windows.glazing", window.glazing);
    if (!surfaces_.has(window.where, "energy.windows.surface", window.surface)) return;
    const EnergySurface& surface = surface_of(window.surface);
    if (surface.outside != OutsideKind::outdoors)
      complain(window.where, fmt::format("windows: '{}' does not stand outdoors", window.surface));
    constexpr double slack_m = 1e-9;
    if (window.rect.x_m + window.rect.width_m > surface.width_m + slack_m ||
        window.rect.y_m + window.rect.height_m > surface.height_m + slack_m)
      complain(window.where, fmt::format("windows: reaches beyond its surface '{}' of {} m × {} m. Make it smaller or "
                                         "move it",
                                         surface.name, surface.width_m, surface.height_m));
  }

  /// Windows of one surface must not overlap and must leave some wall.
  void check_openings() {
    std::map<std::string, std::vector<const EnergyWindow*>> by_surface;
    for (const EnergyWindow& window : energy_.windows) {
      for (const EnergyWindow* other : by_surface[window.surface])
        if (overlap(window.rect, other->rect))
          complain(window.where, fmt::format("windows: overlaps another one of '{}'. Move it", window.surface));
      by_surface[window.surface].push_back(&window);
    }
    for (const auto& [name, windows] : by_surface) {
      const EnergySurface& surface = surface_of(name);
      double wall_m2 = surface.width_m * surface.height_m;
      for (const EnergyWindow* window : windows) wall_m2 -= window->rect.width_m * window->rect.height_m;
      if (wall_m2 < 1e-6)
        complain(surface.where, fmt::format("surfaces '{}' is window all over. Leave some wall around", name));
    }
  }

  /// What the simple model cannot do.
  void check_simple() {
    std::map<std::string, double> capacity;
    for (const EnergySurface& surface : energy_.surfaces) {
      const auto at = std::find_if(energy_.constructions.begin(), energy_.constructions.end(),
                                   [&](const EnergyConstruction& c) { return c.name == surface.construction; });
      capacity[surface.zone] += inner_capacity_J_m2K(energy_, *at);
      if (surface.outside == OutsideKind::zone)
        complain(surface.where,
                 fmt::format("surfaces '{}' joins two zones, which model: 5r1c cannot. Use layered", surface.name));
    }
    for (const EnergyZone& zone : energy_.zones)
      if (capacity[zone.name] <= 0)
        complain(zone.where,
                 fmt::format("zones '{}' has no heat capacity inside its insulation, which model: 5r1c needs. "
                             "Use layered",
                             zone.name));
  }

  static bool overlap(const FacadeRect& a, const FacadeRect& b) {
    constexpr double slack_m = 1e-9;
    return a.x_m + slack_m < b.x_m + b.width_m && b.x_m + slack_m < a.x_m + a.width_m &&
           a.y_m + slack_m < b.y_m + b.height_m && b.y_m + slack_m < a.y_m + a.height_m;
  }

  void check(const EnergyZone& zone) {
    const auto complain_of = [&](const std::string& problem) {
      complain(zone.where, fmt::format("zones '{}' {}", zone.name, problem));
    };
    if (zone.volume_m3 <= 0) complain_of("has no volume. Give volume_m3 above 0");
    const auto around = std::count_if(energy_.surfaces.begin(), energy_.surfaces.end(), [&](const EnergySurface& s) {
      return s.zone == zone.name || (s.outside == OutsideKind::zone && s.other_zone == zone.name);
    });
    if (around < 2) complain_of(fmt::format("has {} surfaces around it. Give it walls, a roof and a floor", around));
    if (zone.heating_C && !zone.heating_schedule.empty())
      complain_of("has both heating_C and heating_schedule. Give one");
    if (zone.cooling_C && !zone.cooling_schedule.empty())
      complain_of("has both cooling_C and cooling_schedule. Give one");
    bool named = true;
    for (const auto& [key, name] : {std::pair{"ventilation_schedule", zone.ventilation_schedule},
                                    {"gains_schedule", zone.gains_schedule},
                                    {"heating_schedule", zone.heating_schedule},
                                    {"heating_on_schedule", zone.heating_on_schedule},
                                    {"cooling_schedule", zone.cooling_schedule},
                                    {"cooling_on_schedule", zone.cooling_on_schedule},
                                    {"electricity_schedule", zone.electricity_schedule},
                                    {"hot_water_schedule", zone.hot_water_schedule},
                                    {"cooking_schedule", zone.cooking_schedule}})
      named = (name.empty() || schedules_.has(zone.where, fmt::format("energy.zones.{}", key), name)) && named;
    if (named && mistakes_.empty()) check_day(zone);
  }

  void check_day(const EnergyZone& zone) {
    const ZoneDay day = zone_day(energy_, zone, 1);
    for (std::size_t step = 0; step < day.heat_to_C.size(); ++step) {
      const double hour = static_cast<double>(step) / static_cast<double>(energy_.steps_per_h);
      if (day.heat_to_C[step] > day.cool_to_C[step] && day.heat_most_W[step] > 0 && day.cool_most_W[step] > 0) {
        complain(zone.where,
                 fmt::format("zones '{}' heats to {:.1f} °C but cools to {:.1f} °C at {:.2f} h. Exchange the "
                             "set points",
                             zone.name, day.heat_to_C[step], day.cool_to_C[step], hour));
        return;
      }
      if (day.air_change_W_K[step] < 0) {
        complain(zone.where, fmt::format("zones '{}': its ventilation is below 0 at {:.2f} h", zone.name, hour));
        return;
      }
    }
  }

  const EnergySurface& surface_of(const std::string& name) const {
    return *std::find_if(energy_.surfaces.begin(), energy_.surfaces.end(),
                         [&](const EnergySurface& surface) { return surface.name == name; });
  }

  const EnergySettings& energy_;
  std::vector<std::string>& mistakes_;
  TableNames materials_{"materials", "material", energy_.materials, mistakes_};
  TableNames constructions_{"constructions", "construction", energy_.constructions, mistakes_};
  TableNames glazings_{"glazings", "glazing", energy_.glazings, mistakes_};
  TableNames schedules_{"schedules", "schedule", energy_.schedules, mistakes_};
  TableNames zones_{"zones", "zone", energy_.zones, mistakes_};
  TableNames surfaces_{"surfaces", "surface", energy_.surfaces, mistakes_};
};

}  // namespace

void check_energy(const Scenario& scenario, const EnergySettings& energy, std::vector<std::string>& mistakes) {
  if (energy.weather_file.empty() && energy.weather_city.empty())
    mistakes.push_back(fmt::format(
        "{}: energy.weather_file is missing. Name an EPW file, here or with --set energy.weather_file=FILE, "
        "or a city with energy.weather_city",
        scenario.path));
  if (!energy.weather_file.empty() && !energy.weather_city.empty())
    mistakes.push_back(fmt::format("{}: energy has both weather_file and weather_city. Give one", scenario.path));
  if (energy.zones.empty() && scenario.city_file.empty())
    mistakes.push_back(fmt::format(
        "{}: energy.zones is empty, so nothing would run. Give a zone, or city.file for a city's", scenario.path));
  if (energy.zones.empty() && (energy.sky == SkyChoice::reindl || energy.sky == SkyChoice::klucher))
    mistakes.push_back(
        fmt::format("{}: energy.sky: the zones of a city have perez, hay_davies or isotropic skies. Take one of these",
                    scenario.path));
  EnergyCheck(energy, mistakes).check();
  check_energy_systems(scenario, energy, mistakes);
}

}  // namespace machi
