/// \file  What plants and meters add to kpi.json of a run of energy (docs/formats/energy.md).
#pragma once

#include <string>

#include "engine/model/energy.hpp"
#include "engine/model/weather.hpp"
#include "io/json/json_fwd.hpp"
#include "io/run/energy_rows.hpp"

namespace machi {

/// The largest of hourly values and when it was; below 0: never.
struct Peak {
  double kW{0};
  std::int64_t hour{-1};
};

/// Of `value_mW(hour)`.
template <class Value>
Peak peak_of(const Value& value_mW) {
  Peak peak;
  for (std::size_t hour = 0; hour < hours_per_year; ++hour) {
    const double kW = 1e-6 * static_cast<double>(value_mW(hour));
    if (kW > peak.kW) peak = {kW, static_cast<std::int64_t>(hour)};
  }
  return peak;
}

/// `NAME_kW` and `NAME_time`.
void put_peak(Json& json, const std::string& name, const Peak& peak);

/// Hours too warm and too cold, means of zones.
void put_comfort(Json& json, const EnergyRows& rows);
/// Carriers, what they count for, peak, sun, vehicles and outage of all zones; nothing where none are counted.
void put_systems(Json& json, const EnergySettings& energy, const EnergyRows& rows);
/// Carriers and what they count for, of sums made elsewhere.
void put_carriers(Json& json, const CarrierFactors& factors, const SystemTotals& totals);
/// The same of one zone.
void put_zone_systems(Json& json, const EnergySettings& energy, const SystemRow& row);

/// Primary energy, GJ, and CO2, t, of what came from outside in a year: electricity from the grid, gas, kerosene. What
/// goes to the grid is not set off against it.
struct Footprint {
  double primary_GJ;
  double co2_t;
};
Footprint footprint_of(const CarrierFactors& factors, const SystemTotals& totals);

}  // namespace machi
