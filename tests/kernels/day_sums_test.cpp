/// \file  Every variant gives the reference's sums; the reference's are those of whole numbers, added up plainly.
#include "kernels/day_sums/day_sums.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

using Hours = std::vector<float>;

/// Loads as they come: many hours without any, watts beside megawatts.
Hours made_up(std::uint64_t seed) {
  RandomStream random(seed, 0, 0);
  Hours hours(day_hours * day_lanes);
  for (float& value : hours) {
    const double most = random.below(3) == 0 ? 5e6 : 900;
    value = random.below(4) == 0 ? 0 : static_cast<float>(random.uniform(0, most));
  }
  return hours;
}

struct Sums {
  std::vector<std::int64_t> lane_mWh = std::vector<std::int64_t>(day_lanes), group_mW;
  std::vector<float> lane_Wh = Hours(day_lanes), lowest = lane_Wh, highest = lane_Wh;
  std::vector<std::int32_t> highest_hour = std::vector<std::int32_t>(day_lanes);
  bool operator==(const Sums&) const = default;
};

Sums sums_of(Variant variant, const Hours& hours, const std::vector<std::uint16_t>& groups) {
  Sums sums;
  sums.group_mW.resize(groups.size() * day_hours, -1);
  whole_sums(variant, hours.data(), {groups.size(), groups.data()}, sums.lane_mWh.data(), sums.group_mW.data());
  day_sums(variant, hours.data(), sums.lane_Wh.data());
  day_extremes(variant, hours.data(), {sums.lowest.data(), sums.highest.data(), sums.highest_hour.data()});
  return sums;
}

TEST(DaySums, EveryVariantGivesTheReferencesBits) {
  const std::vector<std::vector<std::uint16_t>> all_groups{{0xffff}, {}, {0x00ff, 0x0f00}, {1, 2, 0x8000, 0x70fc, 0}};
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    for (const auto& groups : all_groups) {
      const Hours hours = made_up(seed);
      const Sums expected = sums_of(Variant::ref, hours, groups);
      for (const Variant variant : available_variants())
        EXPECT_EQ(sums_of(variant, hours, groups), expected) << name_of(variant);
    }
}

TEST(DaySums, GroupsAndZonesComeToTheSame) {
  const std::vector<std::uint16_t> groups{0x00ff, 0x7f00, 0x8000};
  for (const Variant variant : available_variants()) {
    const Sums sums = sums_of(variant, made_up(7), groups);
    const auto all = [](const auto& column) { return std::accumulate(column.begin(), column.end(), std::int64_t{0}); };
    EXPECT_EQ(all(sums.group_mW), all(sums.lane_mWh));
    for (std::size_t lane = 0; lane < day_lanes; ++lane)
      EXPECT_NEAR(1e-3 * static_cast<double>(sums.lane_mWh[lane]), sums.lane_Wh[lane], 1e-6 * sums.lane_Wh[lane]);
  }
}

TEST(DaySums, AHalfGoesToTheEvenNumber) {
  Hours hours(day_hours * day_lanes);
  const std::array<float, 4> watt{0.0625F, 0.1875F, 0.3125F, 2.0625F};  // 62.5, 187.5, 312.5, 2062.5 mW
  for (std::size_t lane = 0; lane < watt.size(); ++lane) hours[5 * day_lanes + lane] = watt[lane];
  for (const Variant variant : available_variants()) {
    const Sums sums = sums_of(variant, hours, {0xffff});
    EXPECT_EQ(sums.lane_mWh[0], 62);
    EXPECT_EQ(sums.lane_mWh[1], 188);
    EXPECT_EQ(sums.lane_mWh[2], 312);
    EXPECT_EQ(sums.lane_mWh[3], 2062);
    EXPECT_EQ(sums.group_mW[5], 62 + 188 + 312 + 2062);
  }
}

TEST(DaySums, OfHoursThatAreAsHighTheFirstCounts) {
  Hours hours(day_hours * day_lanes, 3);
  for (const std::size_t h : {7, 9, 23}) hours[h * day_lanes + 4] = 8;
  hours[11 * day_lanes + 4] = 1;
  for (const Variant variant : available_variants()) {
    const Sums sums = sums_of(variant, hours, {0xffff});
    EXPECT_EQ(sums.highest[4], 8);
    EXPECT_EQ(sums.highest_hour[4], 7);
    EXPECT_EQ(sums.lowest[4], 1);
    EXPECT_EQ(sums.highest_hour[5], 0);
  }
}

}  // namespace
}  // namespace machi::kernels
