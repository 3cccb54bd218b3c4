#include "engine/process/energy/city_totals.hpp"

#include <algorithm>
#include <bit>

#include "engine/systems/system_totals.hpp"

namespace machi {
namespace {

/// Adds whole mW of a day's hours to up to two rows; their sum. A double of this size has a last bit of 1.
template <bool twice>
std::int64_t add_hours(const float* hours_W, std::int64_t* row, std::int64_t* other) {
  constexpr double large = 0x1.8p52;
  std::int64_t sum = 0;
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    const double shifted = 1e3 * static_cast<double>(hours_W[h]) + large;
    const std::int64_t whole = std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(large);
    row[h] += whole;
    if constexpr (twice) other[h] += whole;
    sum += whole;
  }
  return sum;
}

/// The largest of 24 values, in eight lanes.
float largest_of(const float* hours) {
  std::array<float, 8> most;
  std::copy_n(hours, 8, most.begin());
  for (std::size_t h = 8; h < hours_per_day; h += 8)
    for (std::size_t k = 0; k < 8; ++k) most[k] = std::max(most[k], hours[h + k]);
  return *std::max_element(most.begin(), most.end());
}
float least_of(const float* hours) {
  std::array<float, 8> least;
  std::copy_n(hours, 8, least.begin());
  for (std::size_t h = 8; h < hours_per_day; h += 8)
    for (std::size_t k = 0; k < 8; ++k) least[k] = std::min(least[k], hours[h + k]);
  return *std::min_element(least.begin(), least.end());
}

float kWh_of(std::int64_t sum_mWh) {
  return static_cast<float>(1e-6 * static_cast<double>(sum_mWh));
}

void note_peak(const float* hours_W, std::int16_t first_hour, float& peak_W, std::int16_t& peak_hour) {
  const float most = largest_of(hours_W);
  if (most <= peak_W) return;
  peak_W = most;
  peak_hour = static_cast<std::int16_t>(first_hour + (std::find(hours_W, hours_W + hours_per_day, most) - hours_W));
}

class CarrierDay {
 public:
  CarrierDay(const CarriersOfDay& carriers, std::size_t lane, std::size_t month, CityZoneTotals& totals,
             std::int64_t* district_mW)
      : carriers_(carriers), lane_(lane), month_(month), totals_(totals), district_mW_(district_mW) {}

  void add() {
    for (const Use use : {Use::heating, Use::cooling, Use::hot_water, Use::cooking, Use::other}) add(city_carrier(use));
    add(city_carrier(Use::gas), CityHours::gas);
    add(city_carrier(Use::kerosene), CityHours::kerosene);
    if (!carriers_.metered[lane_]) {  // takes all from the grid
      const std::size_t grid = city_carrier(MeterFlow::from_grid);
      const std::int64_t sum =
          add_hours<true>(carriers_.of(grid, lane_).data(), row(CityHours::from_grid), row(CityHours::electricity));
      totals_.carrier_kWh[month_][grid] += kWh_of(sum);
      if (carriers_.dark) add(city_carrier(MeterFlow::unserved));
      return;
    }
    for (const Use use : {Use::heating, Use::cooling, Use::hot_water, Use::cooking, Use::other})
      add_hours<false>(carriers_.of(city_carrier(use), lane_).data(), row(CityHours::electricity), nullptr);
    const std::size_t vehicles = city_carrier(MeterFlow::vehicles);
    totals_.carrier_kWh[month_][vehicles] += kWh_of(
        add_hours<true>(carriers_.of(vehicles, lane_).data(), row(CityHours::electricity), row(CityHours::vehicles)));
    add(city_carrier(MeterFlow::from_grid), CityHours::from_grid);
    add(city_carrier(MeterFlow::to_grid), CityHours::to_grid);
    add(city_carrier(MeterFlow::photovoltaic), CityHours::photovoltaic);
    for (const MeterFlow flow :
         {MeterFlow::used, MeterFlow::battery_in, MeterFlow::battery_out, MeterFlow::curtailed, MeterFlow::unserved})
      add(city_carrier(flow));
  }

 private:
  std::int64_t* row(CityHours kind) { return district_mW_ + static_cast<std::size_t>(kind) * hours_per_day; }
  /// The month's sum alone, in a fixed order.
  void add(std::size_t carrier) {
    const float* const hours = carriers_.of(carrier, lane_).data();
    std::array<float, 8> sums;
    std::copy_n(hours, 8, sums.begin());
    for (std::size_t h = 8; h < hours_per_day; h += 8)
      for (std::size_t k = 0; k < 8; ++k) sums[k] += hours[h + k];
    const float sum_Wh = ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    totals_.carrier_kWh[month_][carrier] += 1e-3F * sum_Wh;
  }
  void add(std::size_t carrier, CityHours kind) {
    const float* const hours = carriers_.of(carrier, lane_).data();
    if (largest_of(hours) <= 0) return;
    totals_.carrier_kWh[month_][carrier] += kWh_of(add_hours<false>(hours, row(kind), nullptr));
  }

  const CarriersOfDay& carriers_;
  std::size_t lane_;
  std::size_t month_;
  CityZoneTotals& totals_;
  std::int64_t* district_mW_;
};

void note_dark(const CarriersOfDay& carriers, std::size_t lane, const float* air_C, CityZoneTotals& totals) {
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    if (carriers.powered[lane][h]) continue;
    ++totals.dark_hours;
    totals.dark_hours_over_30 += air_C[h] > 30 ? 1 : 0;
    totals.dark_hours_over_35 += air_C[h] > 35 ? 1 : 0;
    totals.dark_hours_below_10 += air_C[h] < 10 ? 1 : 0;
    totals.dark_lowest_C = std::min(totals.dark_lowest_C, air_C[h]);
    totals.dark_highest_C = std::max(totals.dark_highest_C, air_C[h]);
  }
}

template <std::size_t columns>
double sum_Wh(const std::array<std::array<float, columns>, 12>& months_kWh, std::size_t column) {
  double sum = 0;
  for (const std::array<float, columns>& month : months_kWh) sum += 1e3 * static_cast<double>(month[column]);
  return sum;
}

}  // namespace

double CityZoneTotals::year_Wh(LoadKind kind) const {
  return sum_Wh(kWh, static_cast<std::size_t>(kind));
}
double CityZoneTotals::year_Wh(Use use) const {
  return sum_Wh(carrier_kWh, city_carrier(use));
}
double CityZoneTotals::year_Wh(MeterFlow flow) const {
  return sum_Wh(carrier_kWh, city_carrier(flow));
}

void add_day(const LoadsOfDay& loads, const CarriersOfDay* carriers, std::size_t lane, CityZoneTotals& totals,
             std::int64_t* district_mW) {
  const std::size_t month = month_of_day(static_cast<std::size_t>(loads.day));
  const auto first_hour = static_cast<std::int16_t>(24 * loads.day);
  const auto hours_of = [&](LoadKind kind) { return loads.of(kind, lane).data(); };
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    const float* const hours = hours_of(static_cast<LoadKind>(kind));
    if (largest_of(hours) <= 0) continue;  // loads are never below 0
    totals.kWh[month][kind] += kWh_of(add_hours<false>(hours, district_mW + kind * hours_per_day, nullptr));
  }
  note_peak(hours_of(LoadKind::heating), first_hour, totals.peak_heating_W, totals.peak_heating_hour);
  note_peak(hours_of(LoadKind::cooling), first_hour, totals.peak_cooling_W, totals.peak_cooling_hour);
  const float* const air_C = hours_of(LoadKind::air_C);
  totals.lowest_C = std::min(totals.lowest_C, least_of(air_C));
  totals.highest_C = std::max(totals.highest_C, largest_of(air_C));
  if (carriers == nullptr) return;
  CarrierDay(*carriers, lane, month, totals, district_mW).add();
  if (carriers->dark) note_dark(*carriers, lane, air_C, totals);
}

}  // namespace machi
