/// \file  Days of the zones of a city, mostly a year's: blocks of zones, day by day, and what they come to. A step is
/// some days.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/energy/city_block.hpp"
#include "engine/process/energy/city_totals.hpp"
#include "engine/step/lone_process.hpp"

namespace machi {

/// Zones do not depend on one another, so ranks do not either.
class CityEnergy : public LoneProcess {
 public:
  explicit CityEnergy(CityWorld world);
  CityEnergy(const CityEnergy&) = delete;  // blocks refer to the world
  CityEnergy& operator=(const CityEnergy&) = delete;

  /// Days that a block goes through before the next one has its turn, so that it stays in the cache.
  static constexpr std::int64_t days_per_step = 5;
  std::uint64_t steps() const {
    return static_cast<std::uint64_t>((world_.warm_up_days + world_.days + days_per_step - 1) / days_per_step);
  }
  const CityWorld& world() const { return world_; }
  const std::vector<CityZoneTotals>& totals() const { return totals_; }
  /// Hours that count, from the first of world().first_day on.
  std::size_t hours() const { return 24 * static_cast<std::size_t>(world_.days); }
  /// How many kinds of hours districts have: summed_kinds, with supplies city_hour_kinds.
  std::size_t hour_kinds() const { return world_.supplies.empty() ? summed_kinds : city_hour_kinds; }
  /// Summed over this rank's zones of a district, [districts][hour_kinds][hours], mW.
  const std::vector<std::int64_t>& district_mW() const { return district_mW_; }
  /// Of every zone where the world keeps them, [zones][hours], W.
  const std::vector<float>& zone_hours_W(LoadKind kind) const { return zone_hours_W_[static_cast<std::size_t>(kind)]; }
  std::size_t blocks() const { return blocks_.size(); }

  /// Hours that are recorded before a step.
  std::size_t hours_before(std::uint64_t step) const;
  /// What this rank's zones keep from day to day, by row.
  ZoneStates states() const;
  /// What a run came to so far, beside the states; as totals(), district_mW() and zone_hours_W() say it.
  struct Counted {
    std::vector<CityZoneTotals> totals;
    std::vector<std::int64_t> district_mW;
    std::array<std::vector<float>, summed_kinds> zone_hours_W;
  };
  /// Goes on where another run of the same zones stood; `states` must be of the shape of states().
  void go_on(const ZoneStates& states, Counted counted);

  /// Whether heat and carriers of zones and of hours come to the same, but for the rounding of sums. Throws RunError on
  /// all ranks. Collective.
  void check_conservation(const Comm& comm) const;

  // Process
  void step_inner(std::uint64_t step) override;
  /// Throws RunError on all ranks where a temperature or a store is not finite: the zone, step and rank.
  bool service(const Comm& comm, std::uint64_t step) override;

 private:
  void make_blocks();
  /// Rows that stand side by side, of zones [first, last).
  std::vector<std::vector<std::uint32_t>> blocks_of(std::uint32_t first, std::uint32_t last) const;
  void keep_hours(const DayOfZones& day, std::int64_t since);

  CityWorld world_;
  PlantYears years_;
  PanelAir panel_air_;
  std::vector<CityBlock> blocks_;
  std::vector<CityZoneTotals> totals_;
  std::vector<std::int64_t> district_mW_;
  std::array<std::vector<float>, summed_kinds> zone_hours_W_;
};

}  // namespace machi
