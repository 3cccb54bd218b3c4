/// \file  What happens behind one meter in an hour: panels, battery and vehicles beside what its zones take.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/systems/photovoltaics.hpp"
#include "engine/systems/plant.hpp"

namespace machi {

/// Flows of a meter by the hour.
enum class MeterFlow : std::uint8_t {
  vehicles,      ///< into them
  photovoltaic,  ///< what panels could give
  used,          ///< of that, what did not go to the grid
  from_grid,
  to_grid,
  battery_in,
  battery_out,
  curtailed,  ///< what panels could not give away in an outage
  unserved,   ///< lights and appliances without power
  count
};
inline constexpr std::size_t meter_flow_count = static_cast<std::size_t>(MeterFlow::count);
struct MeterDay {
  std::array<DayColumn, meter_flow_count> W{};
  DayColumn& of(MeterFlow flow) { return W[static_cast<std::size_t>(flow)]; }
  const DayColumn& of(MeterFlow flow) const { return W[static_cast<std::size_t>(flow)]; }
};

/// Vehicles that come to a meter: what they need is added at the hour of arrival. Schedules fill it, or simulated
/// trips.
struct VehiclesOfDay {
  std::array<float, hours_per_day> arriving_Wh{};
  std::array<float, hours_per_day> present{};         ///< how many, 0 … all
  std::array<std::uint8_t, hours_per_day> until_h{};  ///< hours until they leave, this one counted
};
VehiclesOfDay vehicles_by_schedule(const EnergyVehicles& vehicles);
/// The same of a simulated day: `cars` come in each hour and have driven `driven_km` together, of which as many are
/// electric as `vehicles` counts, at most all; each lacks `energy_Wh_km` by its way and stays until the departure.
VehiclesOfDay vehicles_by_trips(const EnergyVehicles& vehicles, double energy_Wh_km,
                                std::span<const float, hours_per_day> cars,
                                std::span<const float, hours_per_day> driven_km);

/// Rules by the hour, without foresight. Vehicles charge at once; or from a given hour of the night; or from what
/// panels have left, and else as late as they can. What is left of the sun goes into the battery, then to the grid;
/// what is missing comes out of the battery, then from the grid. In an outage nothing comes from the grid; where the
/// battery is an island, panels and battery still feed lights and appliances.
class Meter {
 public:
  Meter(std::vector<PhotovoltaicArray> arrays, const std::vector<EnergyBattery>& batteries,
        std::vector<EnergyVehicles> vehicles);

  /// `zones_W`: electricity that the zones take (in an outage: 0). `wanted_W`: lights and appliances as they would be.
  /// `sun_W`: what panels could give, where it is not the arrays' own.
  void run_day(std::size_t day, const DayColumn& zones_W, const DayColumn& wanted_W,
               const std::array<bool, hours_per_day>& powered, MeterDay& flows);
  void run_day(const DayColumn& sun_W, const DayColumn& zones_W, const DayColumn& wanted_W,
               const std::array<bool, hours_per_day>& powered, MeterDay& flows);
  /// Replaces the day of a row of vehicles, as trips have it.
  void set_plan(std::size_t row, const VehiclesOfDay& plan) { plans_[row] = plan; }

  double stored_Wh() const { return stored_Wh_; }
  double needed_Wh() const;
  /// What each row of vehicles still lacks.
  const std::vector<double>& need_Wh() const { return need_Wh_; }
  bool finite() const { return std::isfinite(stored_Wh_) && std::isfinite(needed_Wh()); }
  /// Goes on where another meter of the same rows stood.
  void set_state(double stored_Wh, std::span<const double> need_Wh) {
    stored_Wh_ = stored_Wh;
    need_Wh_.assign(need_Wh.begin(), need_Wh.end());
  }

 private:
  double charge_vehicles(std::size_t hour, double spare_W);
  double charge_battery(double spare_W);
  double discharge_battery(double missing_W);

  std::vector<PhotovoltaicArray> arrays_;
  std::vector<EnergyVehicles> vehicles_;
  std::vector<VehiclesOfDay> plans_;
  std::vector<double> need_Wh_;  ///< [vehicles]
  double capacity_Wh_{0};
  double power_W_{0};
  double one_way_{1};  ///< part of the energy that is left after going in, or out
  bool island_{false};
  double stored_Wh_{0};
};

}  // namespace machi
