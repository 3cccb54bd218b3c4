/// \file  Areas on the grid: edges on borders of cells are exact, and everything lies where it was drawn.
#include "engine/area/area_grid.hpp"

#include <gtest/gtest.h>

#include <bit>

#include "engine/core/error.hpp"
#include "tests/engine/area/drawn.hpp"

namespace machi {
namespace {

TEST(AreaGrid, ARectangleOnBordersOfCellsIsExact) {
  const AreaGrid grid = build_area(room_with_door());
  EXPECT_EQ(grid.open_cells, 100U * 50U);
  EXPECT_EQ(grid.edges_off_border, 0U);
  EXPECT_TRUE(std::is_sorted(grid.keys.begin(), grid.keys.end()));
  EXPECT_EQ(grid.goals.size(), 10U * 10U);
  EXPECT_EQ(grid.goals[0].label, 0U);
  EXPECT_DOUBLE_EQ(grid.exit_width_m[0], 3.0) << "three of its four sides border on the room, the fourth on the wall";
}

TEST(AreaGrid, ObstaclesAreTakenAway) {
  AreaScenario area = room_with_door();
  area.obstacles.push_back(drawn<Obstacle>({{5, 2}, {6, 2}, {6, 3}, {5, 3}}));
  EXPECT_EQ(build_area(area).open_cells, 5000U - 100U);
}

TEST(AreaGrid, NegativeCoordinatesMoveTheOriginOnly) {
  AreaScenario area = room_with_door();
  for_each_shape(area, [](PointMm& point) {
    point.x_mm -= 7300;
    point.y_mm -= 123'400;
  });
  const AreaGrid here = build_area(room_with_door());
  const AreaGrid there = build_area(area);
  EXPECT_EQ(there.keys, here.keys);
  EXPECT_EQ(there.open, here.open);
  EXPECT_EQ(there.frame.origin_x_mm, -7300);
}

TEST(AreaGrid, EdgesBesideBordersOfCellsAreCounted) {
  AreaScenario area = room_with_door();
  area.obstacles.push_back(drawn<Obstacle>({{5, 2}, {6, 2}, {6, 3.05}, {5, 3.05}}));
  EXPECT_EQ(build_area(area).edges_off_border, 1U);
}

TEST(AreaGrid, StairsPacesSmokeAndDirectionsAreWhereTheyWereDrawn) {
  AreaScenario area = room_with_door();
  Stair stair = drawn<Stair>({{2, 0}, {4, 0}, {4, 5}, {2, 5}});
  stair.up = {3, 0};
  stair.incline_m = 2.5;
  area.stairs.push_back(stair);
  PaceArea pace = drawn<PaceArea>({{0, 0}, {1, 0}, {1, 5}, {0, 5}});
  pace.factor = 0.5;
  area.paces = {pace, pace};
  DirectionArea direction = drawn<DirectionArea>({{0, 0}, {10, 0}, {10, 1}, {0, 1}});
  direction.heading = {1, 0};
  area.directions.push_back(direction);
  const AreaGrid grid = build_area(area);
  EXPECT_EQ(std::count(grid.stair.begin(), grid.stair.end(), 0), 20 * 50);
  EXPECT_DOUBLE_EQ(grid.stairs[0].plan_over_incline, 0.8);
  EXPECT_DOUBLE_EQ(grid.stairs[0].up_x, 1);
  EXPECT_EQ(std::count(grid.pace.begin(), grid.pace.end(), full_pace / 4), 10 * 50) << "two paces multiply";
  EXPECT_EQ(std::count(grid.direction.begin(), grid.direction.end(), 0), 100 * 10);
  EXPECT_TRUE(grid.smoke.empty());
}

TEST(AreaGrid, MeasuresKnowTheirArea) {
  AreaScenario area = room_with_door();
  area.measures.push_back(drawn<MeasureArea>({{2, 1}, {4, 1}, {4, 9}, {2, 9}}));
  const AreaGrid grid = build_area(area);
  EXPECT_DOUBLE_EQ(grid.measure_m2[0], 8.0) << "what lies outside the ground does not count";
}

TEST(AreaGrid, WhatLiesBesideTheGroundIsRefused) {
  AreaScenario area = room_with_door();
  area.exits.push_back(drawn<AreaExit>({{20, 2}, {21, 2}, {21, 3}, {20, 3}}));
  area.exits.back().id = "far";
  area.exits.back().where = "s.yaml:9";
  EXPECT_EQ(
      sentence_of([&] { build_area(area); }),
      "s.yaml:9: area.features.exit 'far': holds no walkable cell. Move it onto the ground, or take smaller cells");
  area = room_with_door();
  area.obstacles.push_back(drawn<Obstacle>({{-1, -1}, {11, -1}, {11, 6}, {-1, 6}}));
  EXPECT_EQ(sentence_of([&] { build_area(area); }),
            "area: no cell is walkable. Take smaller cells, or draw the ground larger");
}

TEST(AreaFrame, APeriodMustBeWholeBlocks) {
  AreaScenario area = corridor(26, 2, 0.1);
  area.periodic = PeriodicAxis::x;
  EXPECT_EQ(
      sentence_of([&] { build_area(area); }),
      "area.periodic: 26 m are not 3 or more blocks of 8 · 2^k cells of 0.1 m, each at least 2 m. Cells that fit: "
      "0.65, 0.325, 0.25, 0.125 m");
  area.cell_m = 0.125;
  const AreaGrid grid = build_area(area);
  EXPECT_EQ(grid.frame.period_cells, 208);
  EXPECT_EQ(grid.open_cells, 208U * 16U);
}

TEST(AreaFrame, CellsThatFitDivideTheLength) {
  for (const std::int32_t cell : cells_that_fit(26'000)) {
    int blocks = 0;
    for (std::int32_t block = cell * 8; block <= 26'000 / 3; block *= 2) blocks += block >= 2000 && 26'000 % block == 0;
    EXPECT_GT(blocks, 0) << cell;
  }
  EXPECT_TRUE(cells_that_fit(26'001).empty());
}

TEST(AreaFrame, OddCellsAndHugeAreasAreRefused) {
  AreaScenario area = corridor(26, 2, 0.1004);
  EXPECT_EQ(sentence_of([&] { build_area(area); }),
            "area.cell_m: 0.1004 m is not a whole number of millimetres, 0.02 m or more");
  area = corridor(900'000, 2, 0.1);
  EXPECT_EQ(sentence_of([&] { build_area(area); }),
            "area.cell_m: 9000000 × 20 cells of 0.1 m are more than the grid holds. Take larger cells");
}

}  // namespace
}  // namespace machi
