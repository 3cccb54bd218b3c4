/// \file  Plants, meters and outage of the zones of one rank.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/climate/sky_year.hpp"
#include "engine/energy/sunlit_faces.hpp"
#include "engine/energy/zone_day.hpp"
#include "engine/systems/meter.hpp"
#include "engine/systems/outage.hpp"
#include "engine/systems/plant.hpp"

namespace machi {

/// What a zone's users draw beside heating and cooling, by the hour of any day.
struct ZoneUses {
  DayColumn hot_water_W{};
  DayColumn cooking_W{};
  DayColumn equipment_W{};
  DayColumn lights_W{};
};
ZoneUses zone_uses(const EnergySettings& energy, const EnergyZone& zone);

/// A meter and the rows of its zones, ascending.
struct MeteredZones {
  std::vector<std::uint32_t> zones;
  Meter meter;
};

/// Empty where a scenario has neither systems nor panels, batteries, vehicles or an outage: nothing is then counted.
struct SystemsWorld {
  bool any{false};
  Outage outage;
  // [zones of the scenario]; empty or nothing where another rank has the zone.
  std::vector<std::optional<ZonePlant>> plants;
  std::vector<ZoneUses> uses;
  std::vector<ZoneDay> dark_days;  ///< without power; of an outage only
  std::vector<MeteredZones> meters;
  // What the above refer to.
  std::unique_ptr<PlantYears> years;
  std::unique_ptr<PanelAir> panel_air;
  std::map<std::pair<double, double>, std::vector<float>> planes;  ///< W/m² of panels that nothing shades
};

/// Whether a scenario counts carriers.
bool has_systems(const EnergySettings& energy);

/// Zones of one meter must be of one rank. `rows`: the zones of this rank, with their thermal zones, sun and days,
/// which must outlive it, as must `weather`. Local: one thread.
SystemsWorld systems_world(const EnergySettings& energy, const WeatherYear& weather, const std::vector<SkyState>& sky,
                           const std::vector<ThermalZone>& zones, const SunlitFaces& sun,
                           const std::vector<std::uint32_t>& rows, double air_J_m3K);

}  // namespace machi
