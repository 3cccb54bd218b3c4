#include "engine/systems/photovoltaics.hpp"

#include <algorithm>

namespace machi {

PanelAir panel_air(const WeatherYear& weather) {
  PanelAir air;
  for (std::size_t hour = 0; hour < weather.dry_bulb_C.size(); ++hour) {
    air.air_C.push_back(static_cast<float>(weather.dry_bulb_C[hour]));
    air.warming_Km2_W.push_back(static_cast<float>(1 / (25 + 6.84 * weather.wind_m_s[hour])));
  }
  return air;
}

PhotovoltaicArray::PhotovoltaicArray(const EnergyPhotovoltaic& given, const float* incident_W_m2, const PanelAir& air)
    : given_(given), incident_W_m2_(incident_W_m2), air_(air), inverter_W_(given.inverter_W.value_or(given.peak_W)) {}

double PhotovoltaicArray::direct_W(std::size_t hour) const {
  const double sun_W_m2 = incident_W_m2_[hour];
  const double cell_C = air_.air_C[hour] + sun_W_m2 * air_.warming_Km2_W[hour];
  return std::max(0.0, given_.peak_W * sun_W_m2 / 1000 * (1 + given_.temperature_1_K * (cell_C - 25)));
}

double PhotovoltaicArray::alternating_W(std::size_t hour) const {
  if (given_.model == PhotovoltaicModel::jis)
    return given_.peak_W * static_cast<double>(incident_W_m2_[hour]) / 1000 * given_.jis_factor;
  return inverter_output_W(direct_W(hour), given_, inverter_W_);
}

double inverter_output_W(double direct_W, const EnergyPhotovoltaic& given, double size_W) {
  constexpr double reference = 0.9637;
  const double direct = direct_W * (1 - given.losses);
  const double largest_W = size_W / given.inverter_efficiency;  // direct current at the inverter's size
  if (direct <= 0 || largest_W <= 0) return 0;
  const double load = direct / largest_W;
  const double efficiency = given.inverter_efficiency / reference * (-0.0162 * load - 0.0059 / load + 0.9858);
  return std::clamp(efficiency * direct, 0.0, size_W);
}

}  // namespace machi
