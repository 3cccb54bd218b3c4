/// \file  What a zone of a city has beside its walls and users: plants, panels, a battery, vehicles, and what measures
/// ask of its set points.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/energy/zone_loads.hpp"
#include "engine/model/energy_systems.hpp"
#include "engine/systems/meter.hpp"
#include "engine/systems/outage.hpp"
#include "engine/systems/plant.hpp"

namespace machi {

struct CitySupply {
  std::uint32_t system{0};      ///< row of CityWorld::systems
  std::vector<float> panels_W;  ///< [faces of the zone] peak power; empty: none
  std::vector<EnergyBattery> batteries;
  std::vector<EnergyVehicles> vehicles;
  std::vector<double> vehicles_Wh_km;  ///< [vehicles] of simulated days
  std::vector<SetPointShift> shifts;
  bool goes_dark{true};      ///< in an outage
  std::vector<Outage> cuts;  ///< when, where it is not the whole outage that it is dark

  bool has_meter() const { return !panels_W.empty() || !batteries.empty() || !vehicles.empty(); }
};

/// What goes through a zone's meter and pipes: uses (Use), then flows (MeterFlow).
inline constexpr std::size_t city_carrier_count = use_count + meter_flow_count;
constexpr std::size_t city_carrier(Use use) {
  return static_cast<std::size_t>(use);
}
constexpr std::size_t city_carrier(MeterFlow flow) {
  return use_count + static_cast<std::size_t>(flow);
}

/// A day of up to 16 zones side by side, all kinds [24][lanes].
struct DayOfZones {
  int day{0};                            ///< of the year, 0 … 364
  std::span<const std::uint32_t> zones;  ///< rows of the rank's zones
  std::array<const float*, load_kinds> loads{};
  /// [carriers], W; null: none are counted. What zones without a meter of their own (that have none of panels, battery,
  /// vehicles) have is uses and from_grid, and in the dark unserved; their other flows are 0.
  const float* carriers{nullptr};
  std::uint16_t metered{0};       ///< a bit for each zone with a meter
  bool dark{false};               ///< hours of this day have no power
  const float* powered{nullptr};  ///< 1, or 0 in an outage

  const float* of(LoadKind kind) const { return loads[static_cast<std::size_t>(kind)]; }
  const float* of(std::size_t carrier) const { return carriers + carrier * hours_per_day * plant_lanes; }
  bool has_meter(std::size_t lane) const { return (metered >> lane & 1) != 0; }
};

}  // namespace machi
