// The plain twin: zone by zone.
#include <algorithm>
#include <cmath>

#include "kernels/day_sums/day_sums.hpp"

namespace machi::kernels::ref {

void whole_sums(const float* hours_W, const LaneGroups& groups, std::int64_t* lane_mWh, std::int64_t* group_mW) {
  std::fill_n(lane_mWh, day_lanes, 0);
  std::fill_n(group_mW, groups.count * day_hours, 0);
  for (std::size_t h = 0; h < day_hours; ++h)
    for (std::size_t lane = 0; lane < day_lanes; ++lane) {
      const std::int64_t mW = std::llrint(1e3 * static_cast<double>(hours_W[h * day_lanes + lane]));
      lane_mWh[lane] += mW;
      for (std::size_t g = 0; g < groups.count; ++g)
        if ((groups.lanes[g] >> lane & 1) != 0) group_mW[g * day_hours + h] += mW;
    }
}

void day_sums(const float* hours_W, float* lane_Wh) {
  for (std::size_t lane = 0; lane < day_lanes; ++lane) {
    float s[8];
    for (std::size_t k = 0; k < 8; ++k)
      s[k] = hours_W[k * day_lanes + lane] + hours_W[(k + 8) * day_lanes + lane] + hours_W[(k + 16) * day_lanes + lane];
    lane_Wh[lane] = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  }
}

void day_extremes(const float* hours, const DayExtremes& extremes) {
  for (std::size_t lane = 0; lane < day_lanes; ++lane) {
    extremes.lowest[lane] = extremes.highest[lane] = hours[lane];
    extremes.highest_hour[lane] = 0;
    for (std::size_t h = 1; h < day_hours; ++h) {
      const float value = hours[h * day_lanes + lane];
      extremes.lowest[lane] = std::min(extremes.lowest[lane], value);
      if (value <= extremes.highest[lane]) continue;
      extremes.highest[lane] = value;
      extremes.highest_hour[lane] = static_cast<std::int32_t>(h);
    }
  }
}

}  // namespace machi::kernels::ref
