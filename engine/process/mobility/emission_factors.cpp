#include "engine/process/mobility/emission_factors.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

// CO2 of a gram of fuel with 1.86 atoms of hydrogen for one of carbon, all of which burns.
constexpr double co2_per_fuel = 44.011 / (12.011 + 1.008 * 1.86);

double km_h(double speed_m_s, double low, double high) {
  return std::clamp(3.6 * speed_m_s, low, high);
}

// Equation 1 of the guidebook: (a + c v + e v² + f / v) / (1 + b v + d v²).
double rational_g_km(double v, double a, double b, double c, double d, double e, double f) {
  return (a + c * v + e * v * v + f / v) / (1 + b * v + d * v * v);
}

}  // namespace

Emissions car_emissions_1_km(double speed_m_s) {
  const double v = km_h(speed_m_s, 10, 130);
  Emissions made;
  made.co2_g = co2_per_fuel * rational_g_km(v, 174, 6.85e-2, 3.64e-1, -2.47e-4, 8.74e-3, 0);
  made.nox_g = rational_g_km(v, 1.89162423721929e-1, 1.57150642277298, 8.15475056795118e-2, 2.73277584653183e-2,
                             -2.48891758871523e-4, -2.68467236498228e-1);
  made.pm_g =
      ((((1.44418691469204e-13 * v + 1.16177379697994e-10) * v - 3.37041793322551e-8) * v + 3.114143374502e-6) * v -
       1.25293028719836e-4) *
          v +
      3.2983012276569e-3;
  return made;
}

Emissions truck_emissions_1_km(double speed_m_s) {
  const double v = km_h(speed_m_s, 12, 86);
  const auto power_g_km = [&](double a, double b, double c) { return a * std::pow(b, v) * std::pow(v, c); };
  Emissions made;
  made.co2_g = co2_per_fuel * power_g_km(2169.1211952522, 1.008341703, -0.7542489205);
  made.nox_g =
      -5.4537349609 + 141.7527624873 / (1 + std::exp(0.6580649779 + 0.4803744205 * std::log(v) + 0.0023723269 * v));
  made.pm_g = power_g_km(1.655809919, 1.0078779639, -1.1893037875);
  return made;
}

Emissions link_emissions(double vehicles, double length_m, double speed_m_s, double heavy_share) {
  const Emissions car = car_emissions_1_km(speed_m_s);
  const Emissions truck = truck_emissions_1_km(speed_m_s);
  const double km = 1e-3 * length_m * vehicles;
  const auto mixed = [&](double of_car, double of_truck) {
    return km * ((1 - heavy_share) * of_car + heavy_share * of_truck);
  };
  return {mixed(car.co2_g, truck.co2_g), mixed(car.nox_g, truck.nox_g), mixed(car.pm_g, truck.pm_g)};
}

}  // namespace machi
