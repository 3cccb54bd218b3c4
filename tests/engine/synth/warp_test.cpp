// The map from the drawing board to the town.
#include "engine/synth/warp.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/synth/building.hpp"

namespace machi::synth {
namespace {

const PlanRect region{-2000, -200, 2000, 2200};

TEST(Warp, KeepsAnglesWithinSevenDegreesAndLengthsWithinThirtyPercent) {
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    const WarpPatch patch(Warp(seed, 1500), region);
    for (double u = region.u0_m; u <= region.u1_m; u += 40)
      for (double v = 0; v <= 1500 + 300; v += 40) {
        TownPoint a, b;
        patch.axes({u, v}, a, b);
        const double la = std::hypot(a.x_m, a.y_m), lb = std::hypot(b.x_m, b.y_m);
        EXPECT_GT(std::min(la, lb), 0.70);
        EXPECT_LT(std::max(la, lb), 1.30);
        EXPECT_LT(std::abs(a.x_m * b.x_m + a.y_m * b.y_m) / (la * lb), std::sin(7 * 3.14159265 / 180));
        EXPECT_GT(a.x_m * b.y_m - a.y_m * b.x_m, 0) << "the map turns the board over";
      }
  }
}

TEST(Warp, IsTheSameWhicheverPatchDrawsIt) {
  const Warp warp(3, 1500);
  const WarpPatch one(warp, region), other(warp, {100, 100, 300, 300});
  for (double u = 100; u < 300; u += 7.3)
    for (double v = 100; v < 300; v += 9.1) {
      EXPECT_EQ(one.to_town({u, v}).x_m, other.to_town({u, v}).x_m);
      EXPECT_EQ(one.to_town({u, v}).y_m, other.to_town({u, v}).y_m);
    }
}

TEST(Warp, IsUndone) {
  const WarpPatch patch(Warp(9, 1500), region);
  for (double u = -1500; u < 1500; u += 61)
    for (double v = 0; v < 2000; v += 57) {
      const PlanPoint back = patch.to_plan(patch.to_town({u, v}));
      EXPECT_NEAR(back.u_m, u, 1e-6);
      EXPECT_NEAR(back.v_m, v, 1e-6);
    }
}

TEST(Warp, MovesNoPointBeyondItsStatedShift) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Warp warp(seed, 3000);
    for (int column = -400; column < 400; column += 5)
      for (int row = -5; row < 75; row += 5) {
        const TownPoint at = warp.node(column, row);
        EXPECT_LT(std::hypot(at.x_m - column * Warp::step_m, at.y_m - row * Warp::step_m), Warp::largest_shift_m);
      }
  }
}

TEST(Warp, OutlinesOfNeighboursShareTheirCommonEdge) {
  const WarpPatch patch(Warp(4, 1500), region);
  const std::vector<TownPoint> left = patch.outline({10, 20, 130, 180});
  const std::vector<TownPoint> right = patch.outline({130, 20, 260, 180});
  const std::vector<TownPoint> both = patch.outline({10, 20, 260, 180});
  EXPECT_NEAR(ring_area_m2(left) + ring_area_m2(right), ring_area_m2(both), 1e-6);
  int shared = 0;
  for (const TownPoint& a : left)
    for (const TownPoint& b : right) shared += a.x_m == b.x_m && a.y_m == b.y_m;
  EXPECT_EQ(shared, 5);  // both corners and the lattice lines at 50, 100 and 150 m
}

}  // namespace
}  // namespace machi::synth
