/// \file  How much a heat pump can do and what it takes, by outdoor temperature and part load.
#pragma once

#include <span>
#include <vector>

#include "engine/model/energy_systems.hpp"
#include "engine/model/weather.hpp"

namespace machi {

/// A polynomial of second degree that holds between two temperatures.
struct CurvePiece {
  double low;
  double high;
  double a0, a1, a2;
};

/// Ratios to the rated capacity and input; outside their temperatures they keep their last value.
struct HeatPumpCurves {
  std::span<const CurvePiece> capacity;  ///< by temperature
  double capacity_factor;                ///< of the energy standard, from catalogue to field
  std::span<const CurvePiece> input;
  double input_factor;
  CurvePiece part_load;  ///< input by the share of the capacity at the hour's temperature; below `low` on and off
};

/// Air-cooled package (multi-split, VRF) and room air conditioner, from the heat-source table of Japan's energy
/// standard for non-residential buildings (WEBPRO; as in builelib, MIT). Cooling by the outdoor dry bulb, heating by
/// the wet bulb. Null for kinds that are not heat pumps.
const HeatPumpCurves* heating_curves(HeatingKind kind);
const HeatPumpCurves* cooling_curves(CoolingKind kind);

/// A piecewise curve at a temperature.
double value_of(std::span<const CurvePiece> pieces, double at);

/// Wet bulb from the psychrometric equation with 6.62e-4 per K (Sprung) and Magnus' vapour pressure.
double wet_bulb_C(double dry_bulb_C, double dew_point_C, double pressure_Pa);

/// Ratios of every hour of a weather year, [hours_per_year].
struct CurveYear {
  std::vector<float> capacity;
  std::vector<float> input;
};
CurveYear heating_year(const HeatPumpCurves& curves, const WeatherYear& weather);
CurveYear cooling_year(const HeatPumpCurves& curves, const WeatherYear& weather);

/// Input over the input at full load; load over capacity 0 … 1. Below the curve's least share the plant goes on and
/// off.
double part_load_input(const HeatPumpCurves& curves, double share);

}  // namespace machi
