/// \file  Plants and meters of one rank's zones, day by day, after the zones themselves.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/energy/systems_world.hpp"
#include "engine/process/energy/zone_totals.hpp"
#include "engine/systems/system_totals.hpp"

namespace machi {

/// Hours of a year summed over zones, in whole mW so that their order cannot matter.
enum class HourSum : std::uint8_t { electricity, from_grid, to_grid, photovoltaic, gas, kerosene, count };
inline constexpr std::size_t hour_sum_count = static_cast<std::size_t>(HourSum::count);

class SystemRun {
 public:
  /// Refers to `world`, which must outlive it and whose meters it drives.
  explicit SystemRun(SystemsWorld& world);

  /// Where the zones put a day's means, [zones of the scenario]; null where no carriers are counted.
  ZoneDayMeans* means() { return means_.empty() ? nullptr : means_.data(); }
  /// Runs the meters on these means; adds up if it `counts`.
  void run_day(int day, bool counts);

  /// Goes on with what was counted before; `rows` says whose `totals` these are.
  void go_on(const std::vector<std::uint32_t>& rows, const std::vector<SystemTotals>& totals,
             std::array<std::vector<std::int64_t>, hour_sum_count> hours_mW);

  bool any() const { return world_.any; }
  const std::vector<SystemTotals>& totals() const { return totals_; }  ///< [zones of the scenario]
  /// [hours_per_year] each
  const std::array<std::vector<std::int64_t>, hour_sum_count>& hours_mW() const { return hours_mW_; }

 private:
  using DaySums = std::array<std::array<std::int64_t, hours_per_day>, hour_sum_count>;
  void run_meter(MeteredZones& metered, int day, bool counts, DaySums& sums);
  void count_dark_hours(const std::vector<std::uint32_t>& zones, const std::array<bool, hours_per_day>& powered);

  SystemsWorld& world_;
  std::vector<ZoneDayMeans> means_;
  std::vector<SystemTotals> totals_;
  std::array<std::vector<std::int64_t>, hour_sum_count> hours_mW_;
};

}  // namespace machi
