/// \file  Which zones hang together, and which run side by side.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/energy/thermal_zone.hpp"

namespace machi {

/// Rows of zones that inner walls join, directly or through others; groups and their rows ascending by first row.
std::vector<std::vector<std::uint32_t>> zone_groups(const std::vector<ThermalZone>& zones);

/// The groups of one rank: a stretch of `groups`, cut so that each rank has about as many nodes.
std::vector<std::vector<std::uint32_t>> groups_of_rank(const std::vector<ThermalZone>& zones,
                                                       const std::vector<std::vector<std::uint32_t>>& groups, int rank,
                                                       int ranks);

/// Up to 16 groups that are alike: zone k of every group has one shape, so that block k holds it.
struct ClusterPlan {
  std::vector<std::vector<std::uint32_t>> groups;  ///< each of the same length
};
std::vector<ClusterPlan> plan_clusters(const std::vector<ThermalZone>& zones,
                                       const std::vector<std::vector<std::uint32_t>>& groups);

}  // namespace machi
