/// \file  Power of panels from the sun on their plane.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/model/energy_systems.hpp"
#include "engine/model/weather.hpp"

namespace machi {

/// What the air does to panels in each hour, [hours_per_year].
struct PanelAir {
  std::vector<float> air_C;
  std::vector<float> warming_Km2_W;  ///< of cells over the air, by irradiance
};
/// Faiman (2008): 1 / (25 + 6.84 v), v the wind in m/s.
PanelAir panel_air(const WeatherYear& weather);

/// What an inverter of `size_W` gives of the panels' direct current. PVWatts version 5 (Dobos, NREL/TP-6A20-62641, 2014):
/// losses, then an efficiency by load, η_nominal / 0.9637 (-0.0162 ζ - 0.0059 / ζ + 0.9858), and an end at its size.
double inverter_output_W(double direct_W, const EnergyPhotovoltaic& given, double size_W);

/// One array of panels.
class PhotovoltaicArray {
 public:
  /// `incident_W_m2` and `air` [hours_per_year] must outlive it. Nothing that shades a cell shades others.
  PhotovoltaicArray(const EnergyPhotovoltaic& given, const float* incident_W_m2, const PanelAir& air);

  /// Direct current: peak × I / 1000 × (1 + γ (T_cell - 25)), T_cell = T_air + I × warming.
  double direct_W(std::size_t hour) const;
  /// What the inverter gives; or JIS C 8907: peak × I / 1000 × K with one K for all losses of the year.
  double alternating_W(std::size_t hour) const;

 private:
  EnergyPhotovoltaic given_;
  const float* incident_W_m2_;
  const PanelAir& air_;
  double inverter_W_;
};

}  // namespace machi
