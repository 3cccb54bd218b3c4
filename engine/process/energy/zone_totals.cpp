#include "engine/process/energy/zone_totals.hpp"

#include <cmath>

#include "engine/model/weather.hpp"

namespace machi {
namespace {

constexpr std::array<std::uint8_t, days_per_year> months_of_days() {
  std::array<std::uint8_t, days_per_year> months{};
  std::size_t day = 0;
  for (std::uint8_t month = 0; month < 12; ++month)
    for (int k = 0; k < month_days[month]; ++k) months[day++] = month;
  return months;
}
constexpr std::array<std::uint8_t, days_per_year> months_by_day = months_of_days();

}  // namespace

std::int64_t whole_mW(double watt) {
  return static_cast<std::int64_t>(std::floor(1e3 * watt + 0.5));
}

void ZoneTotals::add(std::int32_t hour, const ZoneHourMeans& means) {
  const std::size_t month = months_by_day[static_cast<std::size_t>(hour / 24)];
  heating_Wh[month] += means.heating_W;
  cooling_Wh[month] += means.cooling_W;
  sum_C += means.air_C;
  hours_over_30 += means.air_C > 30 ? 1 : 0;
  hours_over_35 += means.air_C > 35 ? 1 : 0;
  hours_below_10 += means.air_C < 10 ? 1 : 0;
  const auto note = [hour](bool further, double value, double& extreme, std::int32_t& when) {
    if (!further) return;
    extreme = value;
    when = hour;
  };
  note(means.heating_W > peak_heating_W, means.heating_W, peak_heating_W, peak_heating_hour);
  note(means.cooling_W > peak_cooling_W, means.cooling_W, peak_cooling_W, peak_cooling_hour);
  note(means.air_C < lowest_C, means.air_C, lowest_C, lowest_hour);
  note(means.air_C > highest_C, means.air_C, highest_C, highest_hour);
}

void ZoneDayMeans::put(int hour, const ZoneHourMeans& means) {
  const auto h = static_cast<std::size_t>(hour);
  heating_W[h] = static_cast<float>(means.heating_W);
  cooling_W[h] = static_cast<float>(means.cooling_W);
  air_C[h] = static_cast<float>(means.air_C);
}

void DayLoad::add(int hour, const ZoneHourMeans& means) {
  heating_mW[static_cast<std::size_t>(hour)] += whole_mW(means.heating_W);
  cooling_mW[static_cast<std::size_t>(hour)] += whole_mW(means.cooling_W);
}

}  // namespace machi
