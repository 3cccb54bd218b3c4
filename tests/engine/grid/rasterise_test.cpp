// The cells of a polygon are those whose centres contains() finds inside, whatever the polygon looks like.
#include "engine/grid/rasterise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engine/core/rng.hpp"
#include "tests/engine/grid/town.hpp"

namespace machi {
namespace {

using test::add_polygon;

constexpr GridFrame frame{1000, 6};  // 512 m × 512 m

std::map<LeafKey, std::uint64_t> masks_of(const GridFrame& where, const PolygonTable& table, std::uint32_t polygon,
                                          const LeafBox& window) {
  std::map<LeafKey, std::uint64_t> masks;
  LeafXY before{-1, -1};
  Rasteriser(where).polygon(table, polygon, window, [&](LeafXY leaf, std::uint64_t mask) {
    EXPECT_NE(mask, 0U);
    EXPECT_TRUE(leaf.y > before.y || (leaf.y == before.y && leaf.x > before.x)) << "leaves out of order";
    before = leaf;
    EXPECT_TRUE(masks.emplace(where.key(leaf), mask).second) << "a leaf twice";
  });
  return masks;
}

void expect_as_contains(const GridFrame& where, const PolygonTable& table, std::uint32_t polygon) {
  const auto masks = masks_of(where, table, polygon, leaves_of_frame(where));
  const std::int32_t cells = leaf_side << where.order;
  for (std::int32_t y = 0; y < cells; ++y) {
    for (std::int32_t x = 0; x < cells; ++x) {
      const auto it = masks.find(where.key({x / leaf_side, y / leaf_side}));
      const bool covered = it != masks.end() && (it->second >> (y % leaf_side * leaf_side + x % leaf_side) & 1) != 0;
      const std::int32_t half = where.cell_mm / 2;
      ASSERT_EQ(covered, contains(table, polygon, x * where.cell_mm + half, y * where.cell_mm + half))
          << "cell " << x << ", " << y;
    }
  }
}

std::vector<PointMm> random_ring(RandomStream& random, int points, std::int32_t low, std::int32_t high) {
  std::vector<PointMm> ring;
  for (int i = 0; i < points; ++i) {
    const auto draw = [&] {
      return low + static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(high - low)));
    };
    const std::int32_t x = draw();
    ring.push_back({x, draw(), 0});
  }
  return ring;
}

TEST(Rasterise, AgreesWithContainsOnRandomSelfCrossingRingsWithHoles) {
  RandomStream random(1, 0, 0);
  const GridFrame small{1000, 3};  // 64 × 64 cells
  for (int trial = 0; trial < 200; ++trial) {
    PolygonTable table;
    std::vector<std::vector<PointMm>> rings;
    const int count = 1 + static_cast<int>(random.below(3));
    for (int r = 0; r < count; ++r)
      rings.push_back(random_ring(random, 3 + static_cast<int>(random.below(9)), -20'000, 90'000));
    expect_as_contains(small, table, add_polygon(table, rings));
  }
}

TEST(Rasterise, AgreesWithContainsWhereVerticesAndEdgesMeetCellCentres) {
  RandomStream random(2, 0, 0);
  const GridFrame small{1000, 2};  // 32 × 32 cells
  for (int trial = 0; trial < 200; ++trial) {
    PolygonTable table;
    auto ring = random_ring(random, 3 + static_cast<int>(random.below(6)), 0, 64);
    for (PointMm& point : ring) point = {point.x_mm * 500, point.y_mm * 500, 0};
    expect_as_contains(small, table, add_polygon(table, {ring}));
  }
}

TEST(Rasterise, AgreesWithContainsForOddAndLargeCells) {
  RandomStream random(3, 0, 0);
  for (const std::int32_t cell_mm : {1, 7, 333, 2000, 100'000}) {
    const GridFrame other{cell_mm, 2};
    for (int trial = 0; trial < 20; ++trial) {
      PolygonTable table;
      expect_as_contains(other, table, add_polygon(table, {random_ring(random, 7, -3 * cell_mm, 36 * cell_mm)}));
    }
  }
}

TEST(Rasterise, AgreesWithContainsForCoordinatesAtTheEndsOfTheirType) {
  RandomStream random(4, 0, 0);
  const GridFrame small{1000, 3};
  constexpr std::int32_t far = 2'147'483'647;
  for (int trial = 0; trial < 50; ++trial) {
    PolygonTable table;
    auto ring = random_ring(random, 5, -60'000, 120'000);
    ring[0].x_mm = trial % 2 == 0 ? far : -far;
    ring[2].y_mm = trial % 3 == 0 ? far : -far;
    expect_as_contains(small, table, add_polygon(table, {ring}));
  }
}

TEST(Rasterise, FindsNothingInSliversBetweenCentresAndInDegenerateRings) {
  PolygonTable table;
  const std::vector<std::vector<PointMm>> nothing{
      {{1'600, 0, 0}, {2'400, 0, 0}, {2'400, 90'000, 0}, {1'600, 90'000, 0}},  // between two columns of centres
      {{0, 0, 0}, {50'000, 50'000, 0}},                                        // two points
      {{700, 700, 0}},
      {{0, 0, 0}, {10'000, 0, 0}, {30'000, 0, 0}},          // collinear
      {{0, 0, 0}, {9'000, 9'000, 0}, {4'000, 4'000, 0}},    // collinear through centres
      {{-9'000, -9'000, 0}, {-1, -9'000, 0}, {-1, -1, 0}},  // outside the frame
      {},
  };
  for (const auto& ring : nothing)
    EXPECT_TRUE(masks_of(frame, table, add_polygon(table, {ring}), leaves_of_frame(frame)).empty());
}

TEST(Rasterise, TakesASliverOverCentresExactly) {
  PolygonTable table;
  const auto polygon = add_polygon(table, {{{0, 0, 0}, {200'001, 200'000, 0}, {200'000, 200'001, 0}, {0, 1, 0}}});
  std::size_t cells = 0;
  for (const auto& [key, mask] : masks_of(frame, table, polygon, leaves_of_frame(frame)))
    cells += static_cast<std::size_t>(__builtin_popcountll(mask));
  EXPECT_EQ(cells, 200U);
}

TEST(Rasterise, WindowCutsOutWhatTheWholeHasThere) {
  RandomStream random(5, 0, 0);
  for (int trial = 0; trial < 50; ++trial) {
    PolygonTable table;
    const auto polygon = add_polygon(table, {random_ring(random, 9, -50'000, 600'000)});
    LeafBox window;
    for (int i = 0; i < 2; ++i) {
      const auto x = static_cast<std::int32_t>(random.below(64));
      window.add({x, static_cast<std::int32_t>(random.below(64))});
    }
    std::map<LeafKey, std::uint64_t> expected;
    for (const auto& [key, mask] : masks_of(frame, table, polygon, leaves_of_frame(frame))) {
      LeafBox one;
      one.add(frame.leaf(key));
      if (!intersection(one, window).empty()) expected[key] = mask;
    }
    EXPECT_EQ(masks_of(frame, table, polygon, window), expected);
  }
}

TEST(Rasterise, CoversAWideFrameInStripes) {
  const GridFrame wide{1000, 9};  // 4096 × 4096 cells: more leaves than one stripe holds
  PolygonTable table;
  const auto polygon = add_polygon(table, {{{0, 0, 0}, {4'096'000, 0, 0}, {4'096'000, 4'096'000, 0}},
                                           {{4'000'000, 100, 0}, {4'000'000, 90'000, 0}, {4'050'000, 5'000, 0}}});
  const auto masks = masks_of(wide, table, polygon, leaves_of_frame(wide));
  std::int64_t cells = 0;
  for (const auto& [key, mask] : masks) cells += __builtin_popcountll(mask);
  std::int64_t expected = 0;
  for (std::int32_t y = 0; y < 4096; ++y)
    for (std::int32_t x = 0; x < 4096; x += y < 100 ? 1 : 4096)
      expected += y < 100 ? std::int64_t{contains(table, polygon, x * 1000 + 500, y * 1000 + 500)} : 4096 - y - 1;
  // A centre on the diagonal (x = y) lies on the polygon's west edge and counts inside or outside as contains() says.
  const bool diagonal = contains(table, polygon, 200'500, 200'500);
  EXPECT_EQ(cells, expected + (diagonal ? 4096 - 100 : 0));
}

// A fan of triangles around a point, its outer rim the box of the frame: it tiles the box.
TEST(Rasterise, PolygonsThatTileTheFrameCoverEveryCellOnce) {
  RandomStream random(6, 0, 0);
  const GridFrame small{1000, 3};
  const std::int32_t side = 64'000;
  for (int trial = 0; trial < 100; ++trial) {
    const PointMm middle{static_cast<std::int32_t>(random.below(64)) * 1000 + 500,
                         static_cast<std::int32_t>(random.below(128)) * 500, 0};
    std::vector<PointMm> rim;
    for (int corner = 0; corner < 4; ++corner) {
      std::vector<std::int32_t> steps;
      for (int i = 0; i < 5; ++i) steps.push_back(static_cast<std::int32_t>(random.below(64)) * 1000 + 500);
      std::sort(steps.begin(), steps.end());
      steps.insert(steps.begin(), 0);
      for (const std::int32_t s : steps)
        rim.push_back(corner == 0   ? PointMm{s, 0, 0}
                      : corner == 1 ? PointMm{side, s, 0}
                      : corner == 2 ? PointMm{side - s, side, 0}
                                    : PointMm{0, side - s, 0});
    }
    PolygonTable table;
    for (std::size_t i = 0; i < rim.size(); ++i) add_polygon(table, {{middle, rim[i], rim[(i + 1) % rim.size()]}});
    std::map<LeafKey, std::uint64_t> covered;
    for (std::uint32_t polygon = 0; polygon < table.size(); ++polygon) {
      for (const auto& [key, mask] : masks_of(small, table, polygon, leaves_of_frame(small))) {
        ASSERT_EQ(covered[key] & mask, 0U) << "a cell twice";
        covered[key] |= mask;
      }
    }
    ASSERT_EQ(covered.size(), 64U);
    for (const auto& [key, mask] : covered) ASSERT_EQ(mask, ~std::uint64_t{0});
  }
}

}  // namespace
}  // namespace machi
