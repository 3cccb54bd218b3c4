#include "engine/process/energy/energy.hpp"

namespace machi {

Energy::Energy(EnergyWorld world)
    : world_(std::move(world)),
      totals_(world_.zones.size()),
      heating_mW_(hours_per_year, 0),
      cooling_mW_(hours_per_year, 0) {
  for (const ClusterPlan& plan : plan_clusters(world_.zones, world_.groups)) clusters_.emplace_back(world_, plan);
}

// The year's last days go before its first, so that walls are as warm as they would be.
void Energy::step_inner(std::uint64_t step) {
  const std::int64_t since = static_cast<std::int64_t>(step) - world_.warm_up_days;
  const int day = static_cast<int>((since + days_per_year) % days_per_year);
  ZoneTotals* const totals = since < 0 ? nullptr : totals_.data();
#pragma omp parallel for schedule(dynamic) if (clusters_.size() > 1)
  for (std::size_t c = 0; c < clusters_.size(); ++c) clusters_[c].run_day(day, totals);
  if (totals == nullptr) return;
  for (const ZoneCluster<float>& cluster : clusters_)
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const std::size_t at = 24 * static_cast<std::size_t>(day) + hour;
      heating_mW_[at] += cluster.heating_mW()[hour];
      cooling_mW_[at] += cluster.cooling_mW()[hour];
    }
}

}  // namespace machi
