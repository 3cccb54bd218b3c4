// The grid is the same for any ranks and threads, and every column is what a plain reading of its law gives.
#include "engine/grid/build_grid.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>

#include "tests/engine/grid/town.hpp"

namespace machi {
namespace {

using test::add_cover;
using test::add_polygon;
using test::expect_same;
using test::rectangle;
using test::Town;
using test::whole;

constexpr std::uint32_t no_building = 0xffffffffU;

class Threads {
 public:
  explicit Threads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  ~Threads() { omp_set_num_threads(before_); }

 private:
  int before_;
};

TEST(BuildGrid, IsTheSameForAnyRanksAndThreads) {
  const Comm comm = Comm::world();
  const Town town = test::random_town(11, 600);
  const Grid serial = [&] {
    const Threads one(1);
    return test::grid_of(Comm::null(), town);
  }();
  ASSERT_GT(serial.keys.size(), 1000U);
  for (const int threads : {1, 2, 3}) {
    const Threads some(threads);
    const Grid mine = test::grid_of(comm, town);
    EXPECT_EQ(mine.leaf_total, serial.keys.size());
    expect_same(comm, mine, serial);
  }
}

TEST(BuildGrid, TakesMoreRanksThanLeavesAndATownOfNothing) {
  const Comm comm = Comm::world();
  Town one_leaf;
  add_cover(one_leaf, cover_tag(5, Cover::building), {rectangle(9'000, 9'000, 4'000, 3'000)});
  const Grid mine = test::grid_of(comm, one_leaf);
  EXPECT_EQ(mine.leaf_total, 1U);
  expect_same(comm, mine, test::grid_of(Comm::null(), one_leaf));

  const Grid nothing = test::grid_of(comm, Town{});
  EXPECT_EQ(nothing.leaf_total, 0U);
  EXPECT_EQ(nothing.cells(), 0U);
}

struct Cell {
  std::int32_t x_mm;
  std::int32_t y_mm;
  std::size_t index;
};
std::vector<Cell> cells_of(const Grid& grid) {
  std::vector<Cell> cells;
  for (std::size_t leaf = 0; leaf < grid.keys.size(); ++leaf) {
    const LeafXY at = grid.frame.leaf(grid.keys[leaf]);
    for (std::int32_t cell = 0; cell < leaf_cells; ++cell)
      cells.push_back({at.x * grid.frame.leaf_mm() + cell % 8 * grid.frame.cell_mm + grid.frame.cell_mm / 2,
                       at.y * grid.frame.leaf_mm() + cell / 8 * grid.frame.cell_mm + grid.frame.cell_mm / 2,
                       leaf * leaf_cells + static_cast<std::size_t>(cell)});
  }
  return cells;
}

TEST(BuildGrid, CoverFollowsPriorityAndLowestRowCellByCell) {
  const Comm comm = Comm::world();
  const Town town = test::random_town(12, 400);
  const Grid grid = test::grid_of(comm, town);
  constexpr std::array<int, cover_count> rank{0, 1, 2, 5,
                                              4, 3, 6};  // unknown, open, green, road, walkway, water, building
  for (const Cell& cell : cells_of(grid)) {
    Cover ground = Cover::unknown;
    Cover aside = Cover::unknown;
    bool anything = false;
    std::uint8_t level = 0;
    std::uint32_t building = no_building;
    for (std::uint32_t p = 0; p < town.cover.polygons.size(); ++p) {
      if (!contains(town.cover.polygons, p, cell.x_mm, cell.y_mm)) continue;
      const CoverTag tag = CoverTag::unpacked(town.cover.tags[p]);
      level = static_cast<std::uint8_t>(level | tag.level);
      if (tag.cover == Cover::building) building = std::min(building, tag.row);
      if (tag.level != 0) {
        aside = std::max(aside, tag.cover);
      } else {
        anything = true;
        if (rank[static_cast<std::size_t>(tag.cover)] > rank[static_cast<std::size_t>(ground)]) ground = tag.cover;
      }
    }
    const Cover expected = anything ? ground : aside;
    ASSERT_EQ(grid.cover[cell.index], expected) << cell.x_mm << ' ' << cell.y_mm;
    ASSERT_EQ(grid.level[cell.index], level);
    ASSERT_EQ(grid.building[cell.index], expected == Cover::building ? building : no_building);
  }
}

TEST(BuildGrid, BridgeOverWaterLeavesWaterAndOverNothingLeavesRoad) {
  Town town;
  add_cover(town, cover_tag(0, Cover::water), {rectangle(0, 0, 8'000, 16'000)});
  add_cover(town, cover_tag(0, Cover::road, level_deck), {rectangle(0, 4'000, 16'000, 4'000)});
  const Comm null = Comm::null();
  const Grid grid = test::grid_of(null, town);
  const auto at = [&](LeafXY leaf, std::size_t x, std::size_t y) {
    const auto it = std::lower_bound(grid.keys.begin(), grid.keys.end(), town.frame.key(leaf));
    return static_cast<std::size_t>(it - grid.keys.begin()) * leaf_cells + y * 8 + x;
  };
  EXPECT_EQ(grid.cover[at({0, 0}, 3, 5)], Cover::water);
  EXPECT_EQ(grid.level[at({0, 0}, 3, 5)], level_deck);
  EXPECT_EQ(grid.cover[at({1, 0}, 3, 5)], Cover::road);
  EXPECT_EQ(grid.level[at({1, 0}, 3, 5)], level_deck);
  EXPECT_EQ(grid.cover[at({0, 0}, 3, 3)], Cover::water);
  EXPECT_EQ(grid.level[at({0, 0}, 3, 3)], 0);
}

TEST(BuildGrid, ReproducesAPlaneAndItsSlopeOfFivePercent) {
  const Comm comm = Comm::world();
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 399'000, 399'000)});
  const auto plane_m = [](double x_mm, double y_mm) { return 2.5 + 3e-5 * x_mm + 4e-5 * y_mm; };
  town.dem = test::triangulated(5, 4, 100'000, [&](double x, double y) { return plane_m(x, y) * 1000; });
  const Grid grid = test::grid_of(comm, town);
  for (const Cell& cell : cells_of(grid)) {
    const double expected = plane_m(cell.x_mm, cell.y_mm);
    ASSERT_LE(std::abs(grid.terrain_m[cell.index] - expected), 0.5 / 256 + 1e-9);
    ASSERT_EQ(grid.terrain_m[cell.index] * 256, std::floor(grid.terrain_m[cell.index] * 256));
    ASSERT_EQ(grid.terrain_source[cell.index], TerrainSource::dem);
    ASSERT_EQ(grid.slope_percent[cell.index], 5);
  }
}

TEST(BuildGrid, FallbackReproducesAConstantAndNamesItsSource) {
  const Comm comm = Comm::world();
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 500'000, 300'000)});
  town.samples = {{{40'000, 40'000, 12'500}, TerrainSource::building_base},
                  {{45'000, 45'000, 12'500}, TerrainSource::road},
                  {{400'000, 200'000, 12'500}, TerrainSource::road},
                  {{300'000, 100'000, 2'000'000'000}, TerrainSource::building_base}};  // absurd: passed over
  const Grid grid = test::grid_of(comm, town);
  for (const Cell& cell : cells_of(grid)) {
    ASSERT_EQ(grid.terrain_m[cell.index], 12.5F);
    ASSERT_EQ(grid.slope_percent[cell.index], 0);
    const auto square = [](std::int32_t mm) { return mm / 32'000; };
    const bool building = square(cell.x_mm) == 1 && square(cell.y_mm) == 1;
    const bool road = square(cell.x_mm) == 12 && square(cell.y_mm) == 6;
    ASSERT_EQ(grid.terrain_source[cell.index], building ? TerrainSource::building_base
                                               : road   ? TerrainSource::road
                                                        : TerrainSource::interpolated);
  }
}

TEST(BuildGrid, FallbackStaysBetweenTheSamplesAndIsContinuous) {
  const Comm comm = Comm::world();
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 512'000, 512'000)});
  RandomStream random(13, 0, 0);
  for (int i = 0; i < 60; ++i)
    town.samples.push_back(
        {{static_cast<std::int32_t>(random.below(512'000)), static_cast<std::int32_t>(random.below(512'000)),
          5'000 + static_cast<std::int32_t>(random.below(20'000))},
         TerrainSource::building_base});
  const Grid grid = test::grid_of(comm, town);
  const std::vector<LeafKey> keys = whole(comm, grid.keys);
  const std::vector<float> terrain_m = whole(comm, grid.terrain_m);
  const auto at = [&](std::int32_t x, std::int32_t y) {
    const auto it = std::lower_bound(keys.begin(), keys.end(), town.frame.key({x / 8, y / 8}));
    return terrain_m[static_cast<std::size_t>(it - keys.begin()) * leaf_cells +
                     static_cast<std::size_t>(y % 8 * 8 + x % 8)];
  };
  for (std::int32_t y = 0; y < 512; ++y) {
    for (std::int32_t x = 0; x < 512; ++x) {
      ASSERT_GE(at(x, y), 5.0F);
      ASSERT_LE(at(x, y), 25.0F);
      // Between two centres 32 m apart the surface rises by at most 20 m, so by 20 / 32 m on each metre.
      if (x > 0) {
        ASSERT_LE(std::abs(at(x, y) - at(x - 1, y)), 20.0F / 32 + 1.0F / 256);
      }
      if (y > 0) {
        ASSERT_LE(std::abs(at(x, y) - at(x, y - 1)), 20.0F / 32 + 1.0F / 256);
      }
    }
  }
}

TEST(BuildGrid, FallbackMeetsATerrainModelThatEndsWithoutAStep) {
  const Comm comm = Comm::world();
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 499'000, 99'000)});
  town.dem = test::triangulated(25, 11, 10'000, [](double, double) { return 7'000; });  // the western half
  town.samples = {{{450'000, 50'000, 9'000}, TerrainSource::road}};
  const Grid grid = test::grid_of(comm, town);
  for (const Cell& cell : cells_of(grid)) {
    if (cell.x_mm < 250'000) {
      ASSERT_EQ(grid.terrain_m[cell.index], 7.0F);
      ASSERT_EQ(grid.terrain_source[cell.index], TerrainSource::dem);
    } else {
      ASSERT_NE(grid.terrain_source[cell.index], TerrainSource::dem);
    }
    // The first that is filled is off by what the surface rises in a cell: at most 2 m between centres 32 m apart. (The
    // surface itself is off by 0.3 m here.)
    if (cell.x_mm == 250'500) {
      ASSERT_NEAR(grid.terrain_m[cell.index], 7.0, 2.0 / 32 + 0.5 / 256);
    }
    if (cell.x_mm > 260'000) {
      ASSERT_GT(grid.terrain_m[cell.index], 7.1F);
    }
    ASSERT_LE(grid.terrain_m[cell.index], 9.0F);
  }
}

TEST(BuildGrid, FallbackClosesSlitsInATerrainModelAlongItsSlope) {
  const Comm comm = Comm::world();
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 199'000, 199'000)});
  const auto slope_mm = [](std::int32_t x, std::int32_t y) { return 90'000 + x * 3 / 10 - y / 5; };
  for (const TriangleMm& triangle : test::triangulated(10, 10, 20'000, [](double, double) { return 0; })) {
    // Squares of 20 m, 0.6 m smaller on each side: between them two rows of cells have no height.
    const BoxMm box = box_of(triangle);
    TriangleMm& smaller = town.dem.emplace_back(triangle);
    for (PointMm& corner : smaller) {
      corner.x_mm += corner.x_mm == box.x_min ? 600 : -600;
      corner.y_mm += corner.y_mm == box.y_min ? 600 : -600;
      corner.z_mm = slope_mm(corner.x_mm, corner.y_mm);
    }
  }
  const Grid grid = test::grid_of(comm, town);
  std::size_t slits = 0;
  for (const Cell& cell : cells_of(grid)) {
    // Away from the rim, where cells see heights on one side only.
    if (std::max(cell.x_mm, cell.y_mm) > 170'000 || std::min(cell.x_mm, cell.y_mm) < 30'000) continue;
    if (grid.terrain_source[cell.index] != TerrainSource::dem) ++slits;
    EXPECT_NEAR(grid.terrain_m[cell.index], slope_mm(cell.x_mm, cell.y_mm) / 1000.0, 0.01);
    EXPECT_NEAR(grid.slope_percent[cell.index], 36, 1);
  }
  EXPECT_GT(comm.sum(static_cast<std::int64_t>(slits)), 2000);
}

TEST(BuildGrid, TerrainIsUnknownWhereNothingIsKnown) {
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 50'000, 50'000)});
  const Grid grid = test::grid_of(Comm::world(), town);
  for (const Cell& cell : cells_of(grid)) {
    ASSERT_TRUE(std::isnan(grid.terrain_m[cell.index]));
    ASSERT_EQ(grid.terrain_source[cell.index], TerrainSource::none);
    ASSERT_EQ(grid.slope_percent[cell.index], 0);
  }
}

TEST(BuildGrid, HazardDepthIsWaterLevelLessTerrainAndTheDeepestCounts) {
  const Comm comm = Comm::world();
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 63'000, 63'000)});
  town.dem = test::triangulated(1, 1, 64'000, [](double x, double) { return x / 16; });  // 0 to 4 m
  TaggedPolygons& water = town.hazards.emplace_back();
  const auto add = [&](const std::vector<PointMm>& ring, std::uint32_t depth_cm = HazardTag::level_is_z) {
    add_polygon(water.polygons, {ring});
    water.tags.push_back(HazardTag{0, depth_cm}.packed());
  };
  add({{0, 0, 3'000}, {64'000, 0, 3'000}, {64'000, 64'000, 3'000}});
  add({{0, 0, 3'000}, {64'000, 64'000, 3'000}, {0, 64'000, 3'000}});
  add(rectangle(0, 0, 10'000, 10'000, 5'000));       // level from a polygon of four corners
  add(rectangle(20'000, 20'000, 4'000, 4'000), 50);  // shallower than the level says
  add(rectangle(60'000, 0, 4'000, 4'000), 77);
  add(rectangle(60'000, 60'000, 4'000, 4'000), 99'999);
  const Grid grid = test::grid_of(comm, town);
  for (const Cell& cell : cells_of(grid)) {
    const double terrain_m = grid.terrain_m[cell.index];
    double expected_cm = std::max(0.0, std::floor((3 - terrain_m) * 100 + 0.5));
    if (cell.x_mm < 10'000 && cell.y_mm < 10'000) expected_cm = std::floor((5 - terrain_m) * 100 + 0.5);
    if (cell.x_mm > 60'000 && cell.y_mm < 4'000) expected_cm = 77;
    if (cell.x_mm > 60'000 && cell.y_mm > 60'000) expected_cm = 65'535;
    ASSERT_EQ(grid.hazards[0].depth_cm[cell.index], expected_cm) << cell.x_mm << ' ' << cell.y_mm;
  }
}

TEST(BuildGrid, HazardsOfASlopedPolygonFollowItsPlane) {
  Town town;
  add_cover(town, cover_tag(0, Cover::open), {rectangle(0, 0, 63'000, 63'000)});
  town.dem = test::triangulated(1, 1, 64'000, [](double, double) { return 0; });
  TaggedPolygons& water = town.hazards.emplace_back();
  auto ring = rectangle(0, 0, 64'000, 64'000);
  for (PointMm& point : ring) point.z_mm = 1'000 + point.x_mm / 32 + point.y_mm / 64;
  add_polygon(water.polygons, {ring});
  water.tags.push_back(HazardTag{}.packed());
  const Grid grid = test::grid_of(Comm::world(), town);
  for (const Cell& cell : cells_of(grid))
    ASSERT_NEAR(grid.hazards[0].depth_cm[cell.index], 100 + cell.x_mm / 320.0 + cell.y_mm / 640.0, 0.51);
}

}  // namespace
}  // namespace machi
