/// \file  Boxes of one room each and a year made up for them, for tests of runs of energy.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "engine/process/energy/energy_world.hpp"
#include "engine/process/energy/zone_groups.hpp"
#include "tests/engine/energy/box.hpp"

namespace machi {

inline constexpr double stefan_boltzmann_W_m2K4 = 5.670374419e-8;

/// Seasons, days and a sun from 8 to 16 h; or always the same temperature, without sun.
inline WeatherYear made_up_weather(bool changes) {
  WeatherYear year;
  year.place = {"made up", 36, 140, 9, 0};
  for (std::size_t hour = 0; hour < hours_per_year; ++hour) {
    const double of_year = 2 * 3.14159265358979 * static_cast<double>(hour) / hours_per_year;
    const double of_day = 2 * 3.14159265358979 * static_cast<double>(hour % 24) / 24;
    const double dry_bulb_C = changes ? 14 - 12 * std::cos(of_year) - 4 * std::cos(of_day - 0.5) : 0;
    const bool sunny = changes && hour % 24 >= 8 && hour % 24 < 16;
    year.dry_bulb_C.push_back(dry_bulb_C);
    year.dew_point_C.push_back(dry_bulb_C - 5);
    year.wind_m_s.push_back(2);
    year.pressure_Pa.push_back(101'325);
    year.sky_infrared_W_m2.push_back(stefan_boltzmann_W_m2K4 * std::pow(dry_bulb_C + 263.15, 4));
    year.direct_normal_W_m2.push_back(sunny ? 600 : 0);
    year.diffuse_level_W_m2.push_back(sunny ? 100 : 0);
    year.global_level_W_m2.push_back(sunny ? 450 : 0);
  }
  return year;
}

/// The zones of one rank.
inline EnergyWorld world_of(const EnergySettings& energy, const WeatherYear& weather, int rank = 0, int ranks = 1) {
  EnergyWorld world;
  world.steps_per_h = energy.steps_per_h;
  world.warm_up_days = 20;
  world.weather = weather;
  world.zones = thermal_zones(energy, 0);
  world.groups = groups_of_rank(world.zones, zone_groups(world.zones), rank, ranks);
  std::vector<std::uint32_t> rows;
  for (const auto& group : world.groups) rows.insert(rows.end(), group.begin(), group.end());
  for (const ThermalZone& zone : world.zones)
    world.days.push_back(zone_day(energy, energy.zones[zone.row], air_capacity_J_m3K(energy, 0)));
  const std::vector<SkyState> sky = sky_year(weather);
  world.sun = sunlit_faces(energy, sky, world.zones, rows);
  world.systems = systems_world(energy, weather, sky, world.zones, world.sun, rows, air_capacity_J_m3K(energy, 0));
  return world;
}

/// Boxes with other gains each.
inline EnergySettings rooms(int count) {
  EnergySettings energy = box_with_window();
  const EnergySettings one = energy;
  energy.zones.clear();
  energy.surfaces.clear();
  energy.windows.clear();
  for (int k = 0; k < count; ++k) {
    const std::string mark = std::to_string(k);
    energy.zones.push_back(one.zones[0]);
    energy.zones.back().name += mark;
    energy.zones.back().gains_W = 100 * k;
    for (EnergySurface surface : one.surfaces) {
      surface.name += mark;
      surface.zone += mark;
      energy.surfaces.push_back(surface);
    }
    energy.windows.push_back(one.windows[0]);
    energy.windows.back().surface += mark;
  }
  return energy;
}

}  // namespace machi
