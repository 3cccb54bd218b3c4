/// \file  Exact percentiles of numbers that lie on many ranks.
#pragma once

#include <array>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// When 50, 90, 99 and 100 % had arrived.
struct ArrivalTimes {
  std::array<double, 4> s{-1, -1, -1, -1};  ///< < 0: nobody did
};
inline constexpr std::array<int, 4> arrival_percents{50, 90, 99, 100};

/// Of each group, the smallest time by which at least p % of all its times on all ranks have come (the nearest-rank
/// percentile). Times are not below 0. `groups` is as long on all ranks. Collective; the same answer on all ranks.
std::vector<ArrivalTimes> arrival_times(const Comm& comm, std::vector<std::vector<float>> groups);

}  // namespace machi
