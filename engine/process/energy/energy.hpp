/// \file  Heating and cooling of zones: binds zones to the kernel and says what came of it. A step is a day.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/energy/simple_cluster.hpp"
#include "engine/process/energy/system_run.hpp"
#include "engine/process/energy/zone_cluster.hpp"
#include "engine/process/energy/zone_state.hpp"
#include "engine/step/lone_process.hpp"

namespace machi {

/// Zones do not depend on other ranks: groups that inner walls join lie on one.
class Energy : public LoneProcess {
 public:
  explicit Energy(EnergyWorld world);
  Energy(const Energy&) = delete;  // clusters refer to the world
  Energy& operator=(const Energy&) = delete;

  std::uint64_t steps() const { return static_cast<std::uint64_t>(world_.warm_up_days) + days_per_year; }
  const EnergyWorld& world() const { return world_; }
  /// Of this rank's zones, [zones of the scenario].
  const std::vector<ZoneTotals>& totals() const { return totals_; }
  /// Summed over this rank's zones, [hours_per_year], mW.
  const std::vector<std::int64_t>& heating_mW() const { return heating_mW_; }
  const std::vector<std::int64_t>& cooling_mW() const { return cooling_mW_; }
  /// What plants and meters came to; empty where the scenario counts no carriers.
  const SystemRun& systems() const { return systems_; }

  /// Rows of this rank's zones, ascending.
  std::vector<std::uint32_t> rows() const;
  /// What this rank's zones keep from day to day, in the order of rows().
  ZoneStates states() const;
  /// What a run came to so far, beside the states.
  struct Counted {
    std::vector<ZoneTotals> totals;     ///< in the order of rows()
    std::vector<SystemTotals> systems;  ///< the same; empty where the scenario counts no carriers
    std::vector<std::int64_t> heating_mW, cooling_mW;
    std::array<std::vector<std::int64_t>, hour_sum_count> carriers_mW;  ///< empty where none are counted
  };
  Counted counted() const;
  /// Goes on where another run of the same zones stood; `states` must be of the shape of states().
  void go_on(const ZoneStates& states, Counted counted);

  /// Whether heat and carriers of zones and of hours come to the same, but for what rounding to whole mW can do.
  /// Throws RunError on all ranks. Collective.
  void check_conservation(const Comm& comm) const;

  // Process
  void step_inner(std::uint64_t step) override;
  /// Throws RunError on all ranks where a temperature or a store is not finite: the zone, step and rank.
  bool service(const Comm& comm, std::uint64_t step) override;

 private:
  std::vector<std::uint32_t> places() const;
  template <class Cluster>
  void run_clusters(std::vector<Cluster>& clusters, int day, ZoneTotals* totals, ZoneDayMeans* means);

  EnergyWorld world_;
  std::vector<ZoneCluster<float>> layered_;
  std::vector<SimpleCluster> simple_;
  std::vector<ZoneTotals> totals_;
  std::vector<std::int64_t> heating_mW_;
  std::vector<std::int64_t> cooling_mW_;
  SystemRun systems_;
};

}  // namespace machi
