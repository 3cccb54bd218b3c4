/// \file  What the hours of a day of 16 zones come to: sums by zone and by group of zones, lowest and highest hours.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Zones are worked on in batches of this many; columns are [rows][day_lanes].
inline constexpr std::size_t day_lanes = 16;
inline constexpr std::size_t day_hours = 24;

/// Zones that are summed up together.
struct LaneGroups {
  std::size_t count{0};
  const std::uint16_t* lanes{nullptr};  ///< [groups] a bit for each of its zones
};

/// Sums of whole mW, so that no order can matter: each hour is rounded to the nearest (of two the even one). hours_W
/// [hours][lanes], below 10^12; lane_mWh [lanes] out, each zone's day; group_mW [groups][hours] out. Throws nothing.
/// Local: any thread.
void whole_sums(const float* hours_W, const LaneGroups& groups, std::int64_t* lane_mWh, std::int64_t* group_mW);

/// Each zone's day in a fixed order: with s_k the sum of hours k, k + 8, k + 16, ((s_0 + s_4) + (s_2 + s_6)) + ((s_1 +
/// s_5) + (s_3 + s_7)). hours_W [hours][lanes], lane_Wh [lanes] out. Throws nothing. Local: any thread.
void day_sums(const float* hours_W, float* lane_Wh);

/// Out, [lanes].
struct DayExtremes {
  float* lowest{nullptr};
  float* highest{nullptr};
  std::int32_t* highest_hour{nullptr};  ///< the first one that is as high
};
/// Lowest and highest of hours [hours][lanes]. Throws nothing. Local: any thread.
void day_extremes(const float* hours, const DayExtremes& extremes);

// The same in one named variant; for tests and benchmarks.
void whole_sums(Variant variant, const float* hours_W, const LaneGroups& groups, std::int64_t* lane_mWh,
                std::int64_t* group_mW);
void day_sums(Variant variant, const float* hours_W, float* lane_Wh);
void day_extremes(Variant variant, const float* hours, const DayExtremes& extremes);

}  // namespace machi::kernels
