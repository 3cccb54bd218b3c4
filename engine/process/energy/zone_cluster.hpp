/// \file  Groups of zones that are alike, stepped through a day side by side.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/energy/zone_sun.hpp"
#include "engine/model/weather.hpp"
#include "engine/process/energy/zone_block.hpp"
#include "engine/process/energy/zone_groups.hpp"

namespace machi {

/// All that zones of this rank stand on.
struct EnergyWorld {
  std::int64_t steps_per_h{4};
  std::int64_t warm_up_days{30};
  WeatherYear weather;
  std::vector<ThermalZone> zones;                  ///< of the whole scenario
  std::vector<std::vector<std::uint32_t>> groups;  ///< of this rank
  std::vector<ZoneDay> days;                       ///< [zones]; empty where another rank has the zone
  std::vector<ZoneSun> suns;                       ///< [zones]; empty where another rank has the zone
};

/// The hours that a peak or an extreme belongs to are counted from the year's beginning; below 0: none.
struct ZoneTotals {
  std::array<double, 12> heating_Wh{};
  std::array<double, 12> cooling_Wh{};
  double peak_heating_W{0};  ///< of hourly means
  double peak_cooling_W{0};
  std::int32_t peak_heating_hour{-1};
  std::int32_t peak_cooling_hour{-1};
  double lowest_C{1e9};  ///< of hourly means of the air
  double highest_C{-1e9};
  std::int32_t lowest_hour{-1};
  std::int32_t highest_hour{-1};
  double sum_C{0};  ///< over hours
};

/// A cluster's blocks: block k holds zone k of each group. Zones that share a wall see each other's air and star as
/// they were at the beginning of a step.
template <class Real>
class ZoneCluster {
 public:
  ZoneCluster(const EnergyWorld& world, const ClusterPlan& plan);

  /// The 24 hours of a day of the year, 0 … 364. `totals` [zones of the scenario] gets what this day adds, unless null.
  void run_day(int day, ZoneTotals* totals);
  /// Of the last day, summed over zones, in mW.
  const std::array<std::int64_t, 24>& heating_mW() const { return heating_mW_; }
  const std::array<std::int64_t, 24>& cooling_mW() const { return cooling_mW_; }
  const std::vector<ZoneBlock<Real>>& blocks() const { return blocks_; }
  std::uint32_t row_of(std::size_t block, std::size_t lane) const { return groups_[lane][block]; }

 private:
  /// One inner wall: whose ambient it is, and the zone behind.
  struct InnerWall {
    std::size_t block, element, lane, behind_block;
    Real air_share;  ///< of the air behind; the rest is the star
  };
  void find_inner_walls();
  void set_hour(int day, int hour);
  void look_behind();
  void record(int day, int hour, ZoneTotals* totals);

  const EnergyWorld& world_;
  std::vector<std::vector<std::uint32_t>> groups_;
  std::vector<ZoneBlock<Real>> blocks_;
  std::vector<InnerWall> inner_walls_;
  std::array<std::int64_t, 24> heating_mW_{};
  std::array<std::int64_t, 24> cooling_mW_{};
};

extern template class ZoneCluster<float>;
extern template class ZoneCluster<double>;

}  // namespace machi
