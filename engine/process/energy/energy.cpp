#include "engine/process/energy/energy.hpp"

#include <algorithm>

namespace machi {

Energy::Energy(EnergyWorld world)
    : world_(std::move(world)),
      totals_(world_.zones.size()),
      heating_mW_(hours_per_year, 0),
      cooling_mW_(hours_per_year, 0),
      systems_(world_.systems) {
  if (world_.model == EnergyModel::layered) {
    for (const ClusterPlan& plan : plan_clusters(world_.zones, world_.groups)) layered_.emplace_back(world_, plan);
    return;
  }
  std::vector<std::uint32_t> rows;
  for (const auto& group : world_.groups) rows.insert(rows.end(), group.begin(), group.end());
  for (std::size_t first = 0; first < rows.size(); first += kernels::simple_lanes)
    simple_.emplace_back(world_, std::span(rows).subspan(first, std::min(kernels::simple_lanes, rows.size() - first)));
}

template <class Cluster>
void Energy::run_clusters(std::vector<Cluster>& clusters, int day, ZoneTotals* totals, ZoneDayMeans* means) {
#pragma omp parallel for schedule(dynamic) if (clusters.size() > 1)
  for (std::size_t c = 0; c < clusters.size(); ++c) clusters[c].run_day(day, totals, means);
  for (const Cluster& cluster : clusters)
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const std::size_t at = 24 * static_cast<std::size_t>(day) + hour;
      heating_mW_[at] += cluster.load().heating_mW[hour];
      cooling_mW_[at] += cluster.load().cooling_mW[hour];
    }
}

// The year's last days go before its first, so that walls are as warm as they would be.
void Energy::step_inner(std::uint64_t step) {
  const std::int64_t since = static_cast<std::int64_t>(step) - world_.warm_up_days;
  const int day = static_cast<int>((since + days_per_year) % days_per_year);
  ZoneTotals* const totals = since < 0 ? nullptr : totals_.data();
  ZoneDayMeans* const means = systems_.means();
  run_clusters(layered_, day, totals, means);
  run_clusters(simple_, day, totals, means);
  systems_.run_day(day, totals != nullptr);
}

}  // namespace machi
