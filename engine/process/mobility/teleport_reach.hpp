/// \file  Between which ranks people are teleported, and how soon they arrive.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/mobility/deal_traffic.hpp"
#include "engine/process/mobility/running_plan.hpp"

namespace machi {

/// Somewhere in the plans a leg is teleported from a link of one rank to a link of another.
struct TeleportReach {
  int from{0};
  int to{0};
  std::uint32_t steps{1};  ///< the shortest of them, at least 1
};

/// Of the plans of all ranks, each of which passes its own; sorted by (from, to). Collective; the same on all ranks.
std::vector<TeleportReach> teleport_reaches(const Comm& comm, const TrafficNetwork& network,
                                            const TrafficShares& shares, const std::vector<RunningPlan>& people);

}  // namespace machi
