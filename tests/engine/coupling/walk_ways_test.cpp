// Ways on foot follow the streets that people may walk on.
#include "engine/coupling/walk_ways.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/network/drive_network.hpp"
#include "tests/engine/coupling/walked_streets.hpp"

namespace machi {
namespace {

/// A street 300 m east, one 400 m north from there, and one that is joined to neither.
const std::vector<PointMm> corners{
    {0, 0, 0}, {300'000, 0, 0}, {300'000, 400'000, 0}, {0, 900'000, 0}, {100'000, 900'000, 0}};
const std::vector<StreetSketch> around{{0, 1}, {1, 2}, {3, 4}};

double way_m(const Network& streets, const PointMm& from, const PointMm& to) {
  const StreetPlaces places(streets, {}, {});
  WalkWays ways(streets, places);
  ways.set_target({250'000, 900'000, 0});  // what was asked for before does not matter
  ways.length_m(from);
  ways.set_target(to);
  return ways.length_m(from);
}

TEST(WalkWays, FollowStreetsFromDoorToDoor) {
  const Network streets = walked_streets(corners, around);
  EXPECT_NEAR(way_m(streets, corners[0], corners[2]), 700, 1e-3);
  EXPECT_NEAR(way_m(streets, corners[2], corners[0]), 700, 1e-3);
  EXPECT_NEAR(way_m(streets, {50'000, 0, 0}, {300'000, 100'000, 0}), 350, 1e-3);
  EXPECT_NEAR(way_m(streets, {50'000, 0, 0}, {260'000, 0, 0}), 210, 1e-3) << "on one street";
  EXPECT_NEAR(way_m(streets, {50'000, -7'000, 0}, {305'000, 100'000, 0}), 362, 1e-3) << "from beside the streets";
  EXPECT_TRUE(std::isinf(way_m(streets, corners[0], corners[3]))) << "no way";
}

TEST(WalkWays, AreTheShortestOnFoot) {
  std::vector<StreetSketch> streets = around;
  streets.push_back({0, 2, mode_car});
  EXPECT_NEAR(way_m(walked_streets(corners, streets), corners[0], corners[2]), 700, 1e-3) << "a motorway is none";
  streets.back() = {2, 0, mode_walk, Level::elevated};
  EXPECT_NEAR(way_m(walked_streets(corners, streets), corners[0], corners[2]), 500, 1e-3) << "over the footbridge";
  EXPECT_NEAR(way_m(walked_streets(corners, streets), {100'000, 0, 0}, corners[2]), 600, 1e-3) << "either way round";
  EXPECT_NEAR(way_m(walked_streets(corners, streets), {150'000, 200'000, 0}, corners[2]), 150 + 200, 1e-3)
      << "nobody begins on a bridge, but on the street nearest to the place under it";
}

}  // namespace
}  // namespace machi
