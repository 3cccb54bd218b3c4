/// \file  Sends plans to the ranks where their days begin.
#pragma once

#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/mobility/deal_traffic.hpp"
#include "engine/process/mobility/running_plan.hpp"

namespace machi {

/// Each plan goes to the rank that has the link of its first activity; they may come from any ranks. On every rank its
/// own, those of lower ranks first. Collective.
std::vector<RunningPlan> deal_plans(const Comm& comm, const TrafficNetwork& network, const TrafficShares& shares,
                                    const std::vector<RunningPlan>& plans);

}  // namespace machi
