/// \file  What a zone of a city has beside its walls and users: plants, panels, a battery, vehicles, and what measures
/// ask of its set points.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/energy_systems.hpp"
#include "engine/systems/meter.hpp"
#include "engine/systems/plant.hpp"

namespace machi {

struct CitySupply {
  std::uint32_t system{0};      ///< row of CityWorld::systems
  std::vector<float> panels_W;  ///< [faces of the zone] peak power; empty: none
  std::vector<EnergyBattery> batteries;
  std::vector<EnergyVehicles> vehicles;
  std::vector<double> vehicles_Wh_km;  ///< [vehicles] of simulated days
  std::vector<SetPointShift> shifts;
  bool goes_dark{true};  ///< in an outage

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

/// The carriers of a day of up to 16 zones: [carriers][zones][24], W. What zones without a meter of their own (has
/// none of panels, battery, vehicles) have is uses and from_grid; their other flows are 0.
struct CarriersOfDay {
  const float* values{nullptr};
  std::size_t lanes{0};
  std::array<bool, plant_lanes> metered{};
  bool dark{false};  ///< hours of this day have no power
  std::array<std::array<bool, hours_per_day>, plant_lanes> powered{};

  std::span<const float> of(std::size_t carrier, std::size_t lane) const {
    return {values + (carrier * lanes + lane) * 24, 24};
  }
};

}  // namespace machi
