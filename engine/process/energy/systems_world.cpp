#include "engine/process/energy/systems_world.hpp"

#include <algorithm>

#include "engine/climate/plane_year.hpp"

namespace machi {
namespace {

template <class Row>
const Row* row_called(const std::vector<Row>& rows, const std::string& name) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return at == rows.end() ? nullptr : &*at;
}

DayColumn course_of(const EnergySettings& energy, double watt, const std::string& schedule) {
  DayColumn column{};
  const EnergySchedule* given = row_called(energy.schedules, schedule);
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    const double factor = given == nullptr ? 1 : mean_of(*given, static_cast<double>(h), static_cast<double>(h + 1));
    column[h] = static_cast<float>(watt * factor);
  }
  return column;
}

/// A day without power: no fans, no heat of lights and appliances, no plant that needs it.
ZoneDay dark_day(const EnergySettings& energy, EnergyZone zone, const ZoneUses& uses, bool heats, double air_J_m3K) {
  zone.ventilation_m3_h = 0;
  ZoneDay day = zone_day(energy, zone, air_J_m3K);
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    const float gain_W = day.air_gain_W[h] + day.star_gain_W[h];
    const float left_W = std::max(0.0F, gain_W - uses.equipment_W[h] - uses.lights_W[h]);
    const float part = gain_W > 0 ? left_W / gain_W : 0;
    day.air_gain_W[h] *= part;
    day.star_gain_W[h] *= part;
  }
  if (!heats) std::fill(day.heat_most_W.begin(), day.heat_most_W.end(), 0.0F);
  std::fill(day.cool_most_W.begin(), day.cool_most_W.end(), 0.0F);
  return day;
}

/// Builds the meters of one rank's zones.
class Meters {
 public:
  Meters(const EnergySettings& energy, const std::vector<SkyState>& sky, const std::vector<ThermalZone>& zones,
         const SunlitFaces& sun, SystemsWorld& world)
      : energy_(energy), sky_(sky), zones_(zones), sun_(sun), world_(world) {}

  void add(const std::vector<std::uint32_t>& rows) {
    std::vector<PhotovoltaicArray> arrays;
    std::vector<EnergyBattery> batteries;
    std::vector<EnergyVehicles> vehicles;
    for (const std::uint32_t row : rows) {
      const std::string& name = energy_.zones[row].name;
      for (const EnergyPhotovoltaic& given : energy_.photovoltaics)
        if (given.zone == name) arrays.emplace_back(given, incident(given), *world_.panel_air);
      for (const EnergyBattery& given : energy_.batteries)
        if (given.zone == name) batteries.push_back(given);
      for (const EnergyVehicles& given : energy_.vehicles)
        if (given.zone == name) vehicles.push_back(given);
    }
    world_.meters.push_back({rows, Meter(std::move(arrays), batteries, std::move(vehicles))});
  }

 private:
  const float* incident(const EnergyPhotovoltaic& given) {
    for (std::uint32_t zone = 0; zone < zones_.size(); ++zone)
      for (std::size_t e = 0; e < zones_[zone].elements.size() && !given.surface.empty(); ++e) {
        const ThermalElement& element = zones_[zone].elements[e];
        if (element.window == no_zone && energy_.surfaces[element.surface].name == given.surface && element.outdoors())
          if (zone < sun_.year_of.size() && e < sun_.year_of[zone].size())
            if (const FaceYear* year = sun_.of(zone, e)) return year->incident_W_m2.data();
      }
    PlaneFacing facing{given.tilt_deg, given.azimuth_deg};
    if (const EnergySurface* surface = row_called(energy_.surfaces, given.surface))
      facing = {surface->tilt_deg, surface->azimuth_deg};
    const auto [at, fresh] = world_.planes.try_emplace({facing.tilt_deg, facing.azimuth_deg});
    const SkyModel model = static_cast<SkyModel>(energy_.sky);
    if (fresh) at->second = plane_year(model, sky_, facing, energy_.ground_reflectance);
    return at->second.data();
  }

  const EnergySettings& energy_;
  const std::vector<SkyState>& sky_;
  const std::vector<ThermalZone>& zones_;
  const SunlitFaces& sun_;
  SystemsWorld& world_;
};

}  // namespace

ZoneUses zone_uses(const EnergySettings& energy, const EnergyZone& zone) {
  return {course_of(energy, zone.hot_water_W, zone.hot_water_schedule),
          course_of(energy, zone.cooking_W, zone.cooking_schedule),
          course_of(energy, zone.electricity_W, zone.electricity_schedule),
          {}};
}

bool has_systems(const EnergySettings& energy) {
  const bool zones = std::any_of(energy.zones.begin(), energy.zones.end(),
                                 [](const EnergyZone& z) { return !z.system.empty() || z.electricity_W > 0; });
  return zones || !energy.photovoltaics.empty() || !energy.batteries.empty() || !energy.vehicles.empty() ||
         !energy.outage_from.empty();
}

SystemsWorld systems_world(const EnergySettings& energy, const WeatherYear& weather, const std::vector<SkyState>& sky,
                           const std::vector<ThermalZone>& zones, const SunlitFaces& sun,
                           const std::vector<std::uint32_t>& rows, double air_J_m3K) {
  SystemsWorld world;
  world.any = has_systems(energy);
  if (!world.any) return world;
  world.outage = outage_of(energy);
  world.years = std::make_unique<PlantYears>(weather);
  world.panel_air = std::make_unique<PanelAir>(panel_air(weather));
  world.plants.resize(energy.zones.size());
  world.uses.resize(energy.zones.size());
  if (world.outage.any()) world.dark_days.resize(energy.zones.size());
  std::map<std::string, std::vector<std::uint32_t>> metered;
  for (const std::uint32_t row : rows) {
    const EnergyZone& zone = energy.zones[row];
    if (const EnergySystem* system = row_called(energy.systems, zone.system))
      world.plants[row].emplace(*system, zone.floor_area_m2, *world.years);
    world.uses[row] = zone_uses(energy, zone);
    const bool heats = world.plants[row] && world.plants[row]->heats_without_power();
    if (world.outage.any()) world.dark_days[row] = dark_day(energy, zone, world.uses[row], heats, air_J_m3K);
    metered[zone.meter.empty() ? "\n" + zone.name : zone.meter].push_back(row);
  }
  Meters meters(energy, sky, zones, sun, world);
  for (auto& [name, of_meter] : metered) {
    std::sort(of_meter.begin(), of_meter.end());
    meters.add(of_meter);
  }
  return world;
}

}  // namespace machi
