#include "engine/process/energy/city_energy.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace machi {
namespace {

std::size_t month_of(int day) {
  std::size_t month = 0;
  while (day >= month_days[month]) day -= month_days[month++];
  return month;
}

/// Of a load, which is never below 0.
std::int64_t whole_mW(float watt) {
  return static_cast<std::int64_t>(1e3 * static_cast<double>(watt) + 0.5);
}

}  // namespace

double CityZoneTotals::year_Wh(LoadKind kind) const {
  double sum = 0;
  for (const float month : kWh[static_cast<std::size_t>(kind)]) sum += 1e3 * static_cast<double>(month);
  return sum;
}

CityEnergy::CityEnergy(CityWorld world, LoadsSink* sink)
    : world_(std::move(world)),
      sink_(sink),
      totals_(world_.zones.size()),
      district_mW_(world_.districts.size() * summed_kinds * hours_per_year, 0) {
  if (world_.keep_hours)
    for (std::vector<float>& hours : zone_hours_W_) hours.assign(world_.zones.size() * hours_per_year, 0);
  plan_blocks();
}

// Zones of one use, glass and shape, in their order.
void CityEnergy::plan_blocks() {
  using Kind = std::tuple<std::uint32_t, std::uint32_t, ZoneShape>;
  std::map<Kind, std::vector<std::uint32_t>> kinds;
  for (std::uint32_t row = 0; row < world_.zones.size(); ++row) {
    const CityZone& zone = world_.zones[row];
    const std::uint32_t glazing = *std::min_element(zone.glazing_of.begin(), zone.glazing_of.end());
    kinds[{zone.use, glazing, shape_of(zone.thermal)}].push_back(row);
  }
  for (const auto& [kind, rows] : kinds)
    for (std::size_t first = 0; first < rows.size(); first += CityBlock::lanes)
      blocks_.emplace_back(world_, std::span(rows).subspan(first, std::min(CityBlock::lanes, rows.size() - first)));
}

// The year's last days go before its first, so that walls are as warm as they would be.
void CityEnergy::step_inner(std::uint64_t step) {
  const std::int64_t first = static_cast<std::int64_t>(step) * days_per_step - world_.warm_up_days;
  const std::int64_t last = std::min<std::int64_t>(first + days_per_step, days_per_year);
  const std::size_t rows = world_.districts.size() * summed_kinds;
  std::vector<std::int64_t> sums(static_cast<std::size_t>(days_per_step) * rows * 24, 0);
#pragma omp parallel if (blocks_.size() > 1)
  {
    std::vector<std::int64_t> mine(last > 0 ? sums.size() : 0, 0);
#pragma omp for schedule(dynamic, 1)
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      for (std::int64_t since = first; since < last; ++since) {
        blocks_[b].run_day(static_cast<int>((since + days_per_year) % days_per_year));
        if (since < 0) continue;
        record(blocks_[b].loads(), mine.data() + static_cast<std::size_t>(since - first) * rows * 24);
        if (sink_ != nullptr) sink_->take(blocks_[b].loads());
      }
#pragma omp critical(machi_city_energy)
    for (std::size_t k = 0; k < mine.size(); ++k) sums[k] += mine[k];
  }
  for (std::int64_t day = std::max<std::int64_t>(first, 0); day < last; ++day)
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t h = 0; h < 24; ++h)
        district_mW_[row * hours_per_year + 24 * static_cast<std::size_t>(day) + h] =
            sums[(static_cast<std::size_t>(day - first) * rows + row) * 24 + h];
}

void CityEnergy::record(const LoadsOfDay& loads, std::int64_t* district_mW) {
  const std::size_t month = month_of(loads.day);
  const auto first_hour = static_cast<std::int16_t>(24 * loads.day);
  for (std::size_t lane = 0; lane < loads.zones.size(); ++lane) {
    const std::uint32_t row = loads.zones[lane];
    CityZoneTotals& totals = totals_[row];
    for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
      const std::span<const float> hours = loads.of(static_cast<LoadKind>(kind), lane);
      std::int64_t* const district =
          &district_mW[(static_cast<std::size_t>(world_.district[row]) * summed_kinds + kind) * 24];
      double sum_W = 0;
      for (std::size_t h = 0; h < 24; ++h) {
        sum_W += static_cast<double>(hours[h]);
        district[h] += whole_mW(hours[h]);
      }
      totals.kWh[kind][month] += static_cast<float>(1e-3 * sum_W);
      if (world_.keep_hours)
        std::copy(hours.begin(), hours.end(),
                  zone_hours_W_[kind].begin() + static_cast<std::ptrdiff_t>(row * hours_per_year) + first_hour);
    }
    const std::span<const float> heating = loads.of(LoadKind::heating, lane);
    const std::span<const float> cooling = loads.of(LoadKind::cooling, lane);
    const std::span<const float> air_C = loads.of(LoadKind::air_C, lane);
    for (std::size_t h = 0; h < 24; ++h) {
      const auto hour = static_cast<std::int16_t>(first_hour + static_cast<std::int16_t>(h));
      if (heating[h] > totals.peak_heating_W) {
        totals.peak_heating_W = heating[h];
        totals.peak_heating_hour = hour;
      }
      if (cooling[h] > totals.peak_cooling_W) {
        totals.peak_cooling_W = cooling[h];
        totals.peak_cooling_hour = hour;
      }
      totals.lowest_C = std::min(totals.lowest_C, air_C[h]);
      totals.highest_C = std::max(totals.highest_C, air_C[h]);
    }
  }
}

}  // namespace machi
