/// \file  What the plants of a zone and the meter behind it come to in a year.
#pragma once

#include <array>
#include <cstdint>

#include "engine/systems/meter.hpp"

namespace machi {

using Months = std::array<double, 12>;

struct SystemTotals {
  std::array<Months, use_count> use_Wh{};
  std::array<Months, meter_flow_count> flow_Wh{};  ///< on the first zone of a meter
  Months hot_water_Wh{};                           ///< heat in hot water
  double stored_Wh{0};                             ///< in the battery at the year's end
  double vehicles_need_Wh{0};                      ///< what vehicles still lack then
  // While there is no power; hours 0: none.
  std::int32_t outage_hours{0};
  std::int32_t outage_hours_over_30{0};
  std::int32_t outage_hours_over_35{0};
  std::int32_t outage_hours_below_10{0};
  double outage_lowest_C{1e9};
  double outage_highest_C{-1e9};

  void add_uses(std::size_t day, const ZoneCarriers& carriers, const DayColumn& hot_water_W);
  void add_flows(std::size_t day, const MeterDay& flows);
  void add_dark_hour(double air_C);
};

/// The month of a day of the year, 0 … 11.
std::size_t month_of_day(std::size_t day);

}  // namespace machi
