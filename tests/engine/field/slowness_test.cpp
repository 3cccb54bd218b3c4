// Walking speeds follow the published laws they name, and walls cost what the rules say, on any number of ranks.
#include "engine/field/slowness.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/field/maps.hpp"

namespace machi {
namespace {

TEST(Slowness, ToblersFactorsAreThePublishedOnes) {
  EXPECT_NEAR(tobler_factor(0), 1, 1e-12);
  EXPECT_NEAR(tobler_factor(0.05), 0.84, 0.005);
  EXPECT_NEAR(tobler_factor(0.10), 0.705, 0.005);
  EXPECT_NEAR(tobler_factor(0.20), 0.50, 0.005);
  EXPECT_NEAR(tobler_factor(-0.05), 1.19, 0.005);
  EXPECT_NEAR(tobler_factor(-0.10), 1.0, 0.005);
  for (double slope = -2; slope < 2; slope += 0.01)
    EXPECT_NEAR(tobler_factor(slope) / std::exp(-3.5 * (std::abs(slope + 0.05) - 0.05)), 1, 1e-11);
}

TEST(Slowness, TheSlopeFactorIsTheSpeedOfAWayUpAndBack) {
  EXPECT_NEAR(slope_factor(0), 1, 1e-12);
  for (double slope = 0; slope <= 0.05; slope += 0.01) {
    EXPECT_NEAR(slope_factor(slope), 1 / std::cosh(3.5 * slope), 1e-10);
    EXPECT_DOUBLE_EQ(slope_factor(slope), slope_factor(-slope));
  }
}

TEST(Slowness, WaterSlowsToAQuarterAndThenStops) {
  WalkingRules rules;
  rules.stop_depth_m = 0.7;
  EXPECT_DOUBLE_EQ(water_factor(rules, 0), 1);
  EXPECT_DOUBLE_EQ(water_factor(rules, 0.25), 0.625);
  EXPECT_DOUBLE_EQ(water_factor(rules, 0.5), 0.25);
  EXPECT_DOUBLE_EQ(water_factor(rules, 0.69), 0.25);
  EXPECT_DOUBLE_EQ(water_factor(rules, 0.7), 0);
}

TEST(Slowness, TheTableGivesUnitsPerCell) {
  WalkingRules rules;
  const SlownessTable table(rules, 1000);
  EXPECT_EQ(table(Cover::road, 0, 0, 0, far_from_walls), 191);  // 256 / 1.34 = 191.04
  EXPECT_EQ(table(Cover::green, 0, 0, 0, far_from_walls), 273);
  EXPECT_EQ(table(Cover::road, 0, 0, 25, far_from_walls), 306);
  EXPECT_EQ(table(Cover::road, 0, 0, 50, far_from_walls), slowness_blocked);
  EXPECT_EQ(table(Cover::building, 0, 0, 0, far_from_walls), slowness_blocked);
  EXPECT_EQ(table(Cover::water, 0, 0, 0, far_from_walls), slowness_blocked);
  EXPECT_EQ(table(Cover::water, level_deck, 0, 0, far_from_walls), 191);
  EXPECT_EQ(table(Cover::road, 0, 60, 0, far_from_walls), table(Cover::road, 0, 255, 0, far_from_walls));
  EXPECT_EQ(table(Cover::road, 0, 0, 0, 1), 267);  // half a metre from a wall: × 1.4
  EXPECT_GT(table(Cover::road, 0, 0, 0, 1), table(Cover::road, 0, 0, 0, 2));
  EXPECT_EQ(SlownessTable(rules, 4000)(Cover::road, 0, 0, 0, far_from_walls), 764);
}

TEST(Slowness, VerySlowCellsStayOpen) {
  WalkingRules rules;
  rules.free_speed_m_s = 0.01;
  EXPECT_EQ(SlownessTable(rules, 4000)(Cover::road, 0, 0, 0, far_from_walls), 65534);
}

TEST(Slowness, WallsAreFeltAcrossLeavesAndRanks) {
  const Comm comm = Comm::world();
  const maps::Map map = maps::random_cells(96, 96, 8, 12);
  const LeafDomain leaves = maps::domain_of(comm, map);
  Grid grid;
  for (const std::uint16_t s : maps::own_slowness(leaves, map))
    grid.cover.push_back(s == slowness_blocked ? Cover::building : Cover::road);
  grid.level.assign(grid.cover.size(), 0);
  grid.slope_percent.assign(grid.cover.size(), 0);
  WalkingRules rules;
  rules.wall_range_m = 2.4;  // up to 2.9 cells between centres
  const SlownessTable table(rules, 1000);
  const std::vector<std::uint16_t> slowness = slowness_of(comm, leaves, grid, rules, {});
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int c = 0; c < leaf_cells; ++c) {
      const int x = leaves.leaf(leaf).x * 8 + c % 8;
      const int y = leaves.leaf(leaf).y * 8 + c / 8;
      int nearest = far_from_walls;
      for (int dy = -2; dy <= 2; ++dy)
        for (int dx = -2; dx <= 2; ++dx)
          if (map.inside(x + dx, y + dy) && map.at(x + dx, y + dy) == slowness_blocked)
            nearest = nearest == far_from_walls ? dx * dx + dy * dy : std::min(nearest, dx * dx + dy * dy);
      const bool closed = map.at(x, y) == slowness_blocked;
      ASSERT_EQ(slowness[leaf * leaf_cells + static_cast<std::uint32_t>(c)],
                closed ? slowness_blocked : table(Cover::road, 0, 0, 0, nearest));
    }
}

}  // namespace
}  // namespace machi
