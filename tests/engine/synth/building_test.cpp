// Attributes of buildings and the people in them.
#include "engine/synth/building.hpp"

#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "engine/synth/town.hpp"

namespace machi::synth {
namespace {

std::vector<Building> all_buildings(std::uint64_t seed, std::int64_t count) {
  const Town town(seed, count, false);
  const WarpPatch patch(town.warp(), town.extent());
  std::vector<Building> buildings;
  for (int i = town.first_column(); i < town.end_column(); ++i)
    for (int j = 0; j < town.end_row(); ++j)
      for (const Site& site : town.sites(i, j)) buildings.push_back(make_building(site, patch, seed));
  return buildings;
}

TEST(Buildings, DetachedHousesAreMostlyWoodenAndTwoStoreysHigh) {
  std::int64_t houses = 0, wooden = 0, two = 0;
  double floor = 0;
  for (const Building& b : all_buildings(1, 10000)) {
    if (b.usage != 411) continue;
    ++houses;
    wooden += b.structure == 601;
    two += b.storeys_above == 2;
    floor += b.floor_area_m2;
  }
  ASSERT_GT(houses, 5000);
  EXPECT_NEAR(static_cast<double>(wooden) / static_cast<double>(houses), 0.92, 0.02);
  EXPECT_NEAR(static_cast<double>(two) / static_cast<double>(houses), 0.82, 0.08);
  EXPECT_NEAR(floor / static_cast<double>(houses), 125, 20);
}

TEST(Buildings, AttributesAgreeWithEachOther) {
  for (const Building& b : all_buildings(3, 10000)) {
    EXPECT_GE(b.height_m, 2.6 * b.storeys_above) << b.usage;
    EXPECT_LE(b.height_m, 8.5 * b.storeys_above + 8) << b.usage;
    EXPECT_LE(b.floor_area_m2, b.footprint_m2 * (b.storeys_above + b.storeys_below));
    EXPECT_GE(b.floor_area_m2, 0.6 * b.footprint_m2);
    EXPECT_GE(b.year, 1938);
    EXPECT_LE(b.year, 2024);
    if (b.storeys_above >= 4) {
      EXPECT_NE(b.structure, 601) << "a tall wooden building";
    }
    if (b.roof != Roof::flat) {
      EXPECT_EQ(b.footprint.size(), 4u);
    }
    EXPECT_EQ(b.roof == Roof::flat, b.roof_rise_m == 0);
    EXPECT_GT(b.height_m - b.roof_rise_m, 2);
    EXPECT_EQ(b.dwellings > 0, b.usage == 411 || b.usage == 412 || b.usage == 413 || b.usage == 414 || b.usage == 415);
  }
}

TEST(Buildings, TheCentreIsTallerThanTheSuburbs) {
  std::map<int, std::pair<double, int>> mean;  // zoning → sum of storeys, count
  for (const Building& b : all_buildings(2, 10000)) {
    mean[b.zoning].first += b.storeys_above;
    ++mean[b.zoning].second;
  }
  const auto storeys = [&](int zoning) { return mean[zoning].first / mean[zoning].second; };
  EXPECT_GT(storeys(10), 4);
  EXPECT_LT(storeys(1), 2.4);
}

TEST(People, HouseholdsAndAgesAreThoseOfTheCensus) {
  std::array<std::int32_t, age_classes> persons{};
  std::int64_t dwellings = 0;
  for (const Building& b : all_buildings(5, 20000)) {
    add_people(b, 5, persons);
    dwellings += b.dwellings;
  }
  const auto sum = [&](int from, int to) {
    return static_cast<double>(std::accumulate(persons.begin() + from, persons.begin() + to, std::int64_t{0}));
  };
  const double all = sum(0, age_classes);
  EXPECT_NEAR(sum(0, 3) / all, 0.12, 0.015);
  EXPECT_NEAR(sum(3, 13) / all, 0.59, 0.04);
  EXPECT_NEAR(sum(13, age_classes) / all, 0.29, 0.04);
  EXPECT_NEAR(all / (0.864 * static_cast<double>(dwellings)), 2.21, 0.15);  // persons in an occupied dwelling
}

}  // namespace
}  // namespace machi::synth
