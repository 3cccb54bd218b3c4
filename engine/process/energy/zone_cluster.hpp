/// \file  Groups of zones that are alike, stepped through a day side by side.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/process/energy/energy_world.hpp"
#include "engine/process/energy/zone_block.hpp"
#include "engine/process/energy/zone_groups.hpp"
#include "engine/process/energy/zone_totals.hpp"

namespace machi {

/// A column of hours without any sun.
const float* no_sun();

/// A cluster's blocks: block k holds zone k of each group. Zones that share a wall see each other's air and star as
/// they were at the beginning of a step.
template <class Real>
class ZoneCluster {
 public:
  ZoneCluster(const EnergyWorld& world, const ClusterPlan& plan);

  /// The 24 hours of a day of the year, 0 … 364. `totals` [zones of the scenario] gets what this day adds, `means` [the
  /// same] what plants need, unless null.
  void run_day(int day, ZoneTotals* totals, ZoneDayMeans* means = nullptr);
  /// The state of its zones; `place` [zones of the scenario] says where each stands in `states`.
  void keep(std::span<const std::uint32_t> place, ZoneStates& states) const;
  void go_on(std::span<const std::uint32_t> place, const ZoneStates& states);
  bool finite() const;
  /// Of the last day, summed over zones; nothing where it had no totals.
  const DayLoad& load() const { return load_; }

 private:
  /// What an element takes of the sun and of long-wave radiation: columns of hours, each by its factor.
  struct Intake {
    const float* outer{no_sun()};    ///< absorbed by the outer face
    const float* pane{no_sun()};     ///< by the inner pane
    const float* through{no_sun()};  ///< into the zone
    Real outer_m2{0}, pane_m2{0}, through_m2{0};
    Real shared{0};  ///< of what comes into the zone, the inner face's part
    Real sky_W_K4{0}, air_W_K4{0};
  };
  /// One inner wall: whose ambient it is, and the zone behind.
  struct InnerWall {
    std::size_t block, element, lane, behind_block, behind_element;
    Real air_share;  ///< of the air behind; the rest is the star
  };
  Intake intake_of(const ThermalZone& zone, std::size_t element) const;
  void find_inner_walls();
  void limit(int day);
  void set_hour(int day, int hour);
  void look_behind();
  void record(int day, int hour, ZoneTotals* totals, ZoneDayMeans* means);

  const EnergyWorld& world_;
  std::vector<std::vector<std::uint32_t>> groups_;
  std::vector<ZoneBlock<Real>> blocks_;
  std::vector<std::vector<Intake>> intakes_;  ///< [blocks][elements * lanes]
  std::vector<InnerWall> inner_walls_;
  DayLoad load_;
};

extern template class ZoneCluster<float>;
extern template class ZoneCluster<double>;

}  // namespace machi
