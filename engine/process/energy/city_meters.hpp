/// \file  Panels, batteries and vehicles behind the meters of up to 16 zones of a city.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "engine/process/energy/city_world.hpp"
#include "engine/process/energy/zone_state.hpp"
#include "engine/systems/photovoltaics.hpp"

namespace machi {

class CityMeters {
 public:
  static constexpr std::size_t lanes = plant_lanes;
  using DayOfLanes = std::array<std::array<float, 24>, lanes>;

  CityMeters(const CityWorld& world, std::span<const std::uint32_t> rows);
  bool any_panels() const { return !panels_W_.empty(); }
  bool has(std::size_t lane) const { return meters_[lane].has_value(); }

  /// What panels give in hour `h` of the day as direct current, from the light on the zones' faces, [faces][lanes];
  /// null by night.
  void take_sun(std::size_t h, const float* face_W_m2, float air_C, float warming_Km2_W);
  /// The state of one lane's meter; a lane without one has none.
  void keep(std::size_t lane, ZoneState& state, std::span<double> need_Wh) const;
  void go_on(std::size_t lane, const ZoneState& state, std::span<const double> need_Wh);
  bool finite() const;
  /// The day of one lane's meter.
  void run_day(std::size_t lane, const DayColumn& zone_W, const DayColumn& wanted_W,
               const std::array<bool, hours_per_day>& powered, MeterDay& flows);

 private:
  std::array<std::optional<Meter>, lanes> meters_;
  std::vector<float> panels_W_;  ///< [faces][lanes]; empty: none
  std::array<float, lanes> inverter_W_{};
  DayOfLanes direct_W_{};
};

}  // namespace machi
