#include "engine/process/energy/zone_groups.hpp"

#include <algorithm>
#include <map>

#include "engine/process/energy/zone_block.hpp"

namespace machi {
namespace {

std::int64_t nodes_of(const std::vector<ThermalZone>& zones, const std::vector<std::uint32_t>& group) {
  std::int64_t nodes = 0;
  for (const std::uint32_t row : group)
    for (const std::uint32_t count : shape_of(zones[row])) nodes += count;
  return nodes;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> zone_groups(const std::vector<ThermalZone>& zones) {
  std::vector<std::vector<std::uint32_t>> groups;
  std::vector<bool> taken(zones.size(), false);
  for (std::uint32_t row = 0; row < zones.size(); ++row) {
    if (taken[row]) continue;
    std::vector<std::uint32_t> group{row};
    taken[row] = true;
    for (std::size_t next = 0; next < group.size(); ++next)
      for (const ThermalElement& element : zones[group[next]].elements)
        if (element.other_zone != no_zone && !taken[element.other_zone]) {
          taken[element.other_zone] = true;
          group.push_back(element.other_zone);
        }
    std::sort(group.begin(), group.end());
    groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<std::vector<std::uint32_t>> groups_of_rank(const std::vector<ThermalZone>& zones,
                                                       const std::vector<std::vector<std::uint32_t>>& groups, int rank,
                                                       int ranks) {
  std::int64_t all = 0;
  for (const auto& group : groups) all += nodes_of(zones, group);
  std::vector<std::vector<std::uint32_t>> mine;
  std::int64_t before = 0;
  for (const auto& group : groups) {
    const std::int64_t nodes = nodes_of(zones, group);
    if ((2 * before + nodes) * ranks / (2 * std::max<std::int64_t>(all, 1)) == rank) mine.push_back(group);
    before += nodes;
  }
  return mine;
}

std::vector<ClusterPlan> plan_clusters(const std::vector<ThermalZone>& zones,
                                       const std::vector<std::vector<std::uint32_t>>& groups) {
  std::map<std::vector<ZoneShape>, std::size_t> open;  // the cluster that still has room, by what its groups are like
  std::vector<ClusterPlan> clusters;
  for (const auto& group : groups) {
    std::vector<ZoneShape> like;
    for (const std::uint32_t row : group) like.push_back(shape_of(zones[row]));
    const auto [at, fresh] = open.try_emplace(std::move(like), clusters.size());
    if (!fresh && clusters[at->second].groups.size() == kernels::zone_lanes) at->second = clusters.size();
    if (at->second == clusters.size()) clusters.emplace_back();
    clusters[at->second].groups.push_back(group);
  }
  return clusters;
}

}  // namespace machi
