/// \file  A year of the zones of a city: blocks of zones, day by day, and what they come to. A step is some days.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/energy/city_block.hpp"
#include "engine/step/lone_process.hpp"

namespace machi {

/// Kinds of loads that are summed up.
inline constexpr std::size_t summed_kinds = 6;  ///< heating … lights

/// What a zone's year comes to.
struct CityZoneTotals {
  std::array<std::array<float, 12>, summed_kinds> kWh{};  ///< [kinds][months]
  float peak_heating_W{0};                                ///< of hourly means
  float peak_cooling_W{0};
  std::int16_t peak_heating_hour{-1};  ///< from the year's beginning; below 0: none
  std::int16_t peak_cooling_hour{-1};
  float lowest_C{1e9F};
  float highest_C{-1e9F};
  double year_Wh(LoadKind kind) const;
};

/// Zones do not depend on one another, so ranks do not either.
class CityEnergy : public LoneProcess {
 public:
  /// `sink` takes every day of every zone, unless null; it must outlive the process.
  explicit CityEnergy(CityWorld world, LoadsSink* sink = nullptr);
  CityEnergy(const CityEnergy&) = delete;  // blocks refer to the world
  CityEnergy& operator=(const CityEnergy&) = delete;

  /// Days that a block goes through before the next one has its turn, so that it stays in the cache.
  static constexpr std::int64_t days_per_step = 5;
  std::uint64_t steps() const {
    return static_cast<std::uint64_t>((world_.warm_up_days + days_per_year + days_per_step - 1) / days_per_step);
  }
  const CityWorld& world() const { return world_; }
  const std::vector<CityZoneTotals>& totals() const { return totals_; }
  /// Summed over this rank's zones of a district, [districts][kinds][hours_per_year], mW.
  const std::vector<std::int64_t>& district_mW() const { return district_mW_; }
  /// Of every zone where the world keeps them, [zones][hours_per_year], W.
  const std::vector<float>& zone_hours_W(LoadKind kind) const { return zone_hours_W_[static_cast<std::size_t>(kind)]; }
  std::size_t blocks() const { return blocks_.size(); }

  // Process
  void step_inner(std::uint64_t step) override;

 private:
  void plan_blocks();
  void record(const LoadsOfDay& loads, std::int64_t* district_mW);

  CityWorld world_;
  LoadsSink* sink_;
  std::vector<CityBlock> blocks_;
  std::vector<CityZoneTotals> totals_;
  std::vector<std::int64_t> district_mW_;
  std::array<std::vector<float>, summed_kinds> zone_hours_W_;
};

}  // namespace machi
