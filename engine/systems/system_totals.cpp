#include "engine/systems/system_totals.hpp"

#include <algorithm>

#include "engine/model/weather.hpp"

namespace machi {
namespace {

template <std::size_t count>
void add_day(std::array<Months, count>& sums, const std::array<DayColumn, count>& day, std::size_t month) {
  std::array<double, count> of_day{};
  for (std::size_t h = 0; h < hours_per_day; ++h)  // the columns side by side, so that none waits for itself
    for (std::size_t k = 0; k < count; ++k) of_day[k] += static_cast<double>(day[k][h]);
  for (std::size_t k = 0; k < count; ++k) sums[k][month] += of_day[k];
}

}  // namespace

std::size_t month_of_day(std::size_t day) {
  std::size_t month = 0;
  for (int left = static_cast<int>(day); left >= month_days[month]; ++month) left -= month_days[month];
  return month;
}

void SystemTotals::add_uses(std::size_t day, const ZoneCarriers& carriers, const DayColumn& hot_water_W) {
  for (const float watt : hot_water_W) hot_water_Wh[month_of_day(day)] += static_cast<double>(watt);
  add_day(use_Wh, carriers.W, month_of_day(day));
}

void SystemTotals::add_flows(std::size_t day, const MeterDay& flows) {
  add_day(flow_Wh, flows.W, month_of_day(day));
}

void SystemTotals::add_dark_hour(double air_C) {
  ++outage_hours;
  outage_hours_over_30 += air_C > 30 ? 1 : 0;
  outage_hours_over_35 += air_C > 35 ? 1 : 0;
  outage_hours_below_10 += air_C < 10 ? 1 : 0;
  outage_lowest_C = std::min(outage_lowest_C, air_C);
  outage_highest_C = std::max(outage_highest_C, air_C);
}

}  // namespace machi
