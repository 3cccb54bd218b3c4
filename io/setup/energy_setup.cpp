#include "io/setup/energy_setup.hpp"

#include <algorithm>
#include <map>

#include "engine/process/energy/zone_groups.hpp"
#include "io/setup/city_energy_setup.hpp"

namespace machi {
namespace {

using Groups = std::vector<std::vector<std::uint32_t>>;

/// Groups whose zones share a meter become one, so that one rank has them all.
Groups joined_by_meter(const EnergySettings& energy, const Groups& groups) {
  Groups joined;
  std::map<std::string, std::size_t> group_of;
  for (std::vector<std::uint32_t> group : groups) {
    std::vector<std::size_t> same;  // earlier groups that share a meter with this one
    for (const std::uint32_t row : group)
      if (const auto at = group_of.find(energy.zones[row].meter); at != group_of.end()) same.push_back(at->second);
    const std::size_t place = same.empty() ? joined.size() : *std::min_element(same.begin(), same.end());
    if (place == joined.size()) joined.emplace_back();
    for (const std::size_t other : same) {
      if (other == place) continue;
      group.insert(group.end(), joined[other].begin(), joined[other].end());
      joined[other].clear();
    }
    joined[place].insert(joined[place].end(), group.begin(), group.end());
    for (const std::uint32_t row : joined[place])
      if (!energy.zones[row].meter.empty()) group_of[energy.zones[row].meter] = place;
  }
  std::erase_if(joined, [](const auto& group) { return group.empty(); });
  for (auto& group : joined) std::sort(group.begin(), group.end());
  return joined;
}

}  // namespace

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
  for (const EnergyZone& zone : energy.zones) world.names.push_back(zone.name);
  world.groups =
      groups_of_rank(world.zones, joined_by_meter(energy, zone_groups(world.zones)), comm.rank(), comm.size());
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
  const std::vector<SkyState> sky = sky_year(world.weather, moments_per_h);
  world.sun = sunlit_faces(energy, sky, world.zones, rows);
  world.systems = systems_world(energy, world.weather, sky, world.zones, world.sun, rows, air_J_m3K);
  return world;
}

}  // namespace machi
