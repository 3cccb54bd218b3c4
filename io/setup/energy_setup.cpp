#include "io/setup/energy_setup.hpp"

#include "engine/process/energy/zone_groups.hpp"
#include "io/setup/city_energy_setup.hpp"

namespace machi {

EnergyWorld set_up_energy(const Comm& comm, const EnergySettings& settings, std::uint64_t seed) {
  const bool simple = settings.model == EnergyModel::simple;
  EnergySettings energy = settings;
  if (simple) energy.steps_per_h = 1;
  EnergyWorld world;
  world.model = energy.model;
  world.steps_per_h = energy.steps_per_h;
  world.warm_up_days = energy.warm_up_days;
  comm.agree([&] { world.weather = weather_of(energy, seed); });
  const double elevation_m = world.weather.place.elevation_m;
  world.zones = thermal_zones(energy, elevation_m);
  world.groups = groups_of_rank(world.zones, zone_groups(world.zones), comm.rank(), comm.size());
  world.days.resize(world.zones.size());
  if (simple) world.simple.resize(world.zones.size());
  const double air_J_m3K = air_capacity_J_m3K(energy, elevation_m);
  std::vector<std::uint32_t> rows;
  for (const auto& group : world.groups)
    for (const std::uint32_t row : group) {
      rows.push_back(row);
      world.days[row] = zone_day(energy, energy.zones[row], air_J_m3K);
      if (simple) world.simple[row] = simple_zone(energy.simple_inside_W_m2K, world.zones[row]);
    }
  constexpr int moments_per_h = 4;
  world.sun = sunlit_faces(energy, sky_year(world.weather, moments_per_h), world.zones, rows);
  return world;
}

}  // namespace machi
