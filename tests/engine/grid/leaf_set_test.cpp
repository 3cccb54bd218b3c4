// A polygon's leaves are those of its cells and those that its boundary passes.
#include "engine/grid/leaf_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/engine/grid/town.hpp"

namespace machi {
namespace {

using test::add_polygon;
using test::rectangle;

constexpr GridFrame frame{1000, 6};

TEST(LeafSet, GivesKeysOnceAndAscendingLikeASetOfKeys) {
  for (const int order : {2, 6, 9}) {
    const GridFrame other{1000, order};
    RandomStream random(31, static_cast<std::uint64_t>(order), 0);
    LeafSet leaves;
    std::set<LeafKey> expected;
    for (int i = 0; i < 3000; ++i) {
      const auto x = static_cast<std::int32_t>(random.below(1U << order));
      const LeafXY leaf{x, static_cast<std::int32_t>(random.below(1U << order))};
      leaves.insert(leaf);
      expected.insert(other.key(leaf));
    }
    EXPECT_EQ(leaves.size(), expected.size());
    EXPECT_EQ(leaves.keys(other), std::vector<LeafKey>(expected.begin(), expected.end()));
  }
}

TEST(LeavesOf, KeepsTheLeafOfAPolygonTooSmallForACell) {
  PolygonTable table;
  add_polygon(table, {rectangle(8'600, 16'600, 200, 300)});
  EXPECT_EQ(leaves_of(frame, table), std::vector<LeafKey>{frame.key({1, 2})});
}

TEST(LeavesOf, HoldsEveryLeafWithACellAndEveryLeafOnTheBoundary) {
  RandomStream random(32, 0, 0);
  for (int trial = 0; trial < 40; ++trial) {
    PolygonTable table;
    std::vector<PointMm> ring;
    for (int i = 0; i < 5; ++i) {
      const auto x = static_cast<std::int32_t>(random.below(700'000)) - 90'000;
      ring.push_back({x, static_cast<std::int32_t>(random.below(700'000)) - 90'000, 0});
    }
    const auto polygon = add_polygon(table, {ring});
    const std::vector<LeafKey> keys = leaves_of(frame, table);
    std::set<LeafKey> expected;
    rasterise(frame, table, polygon, [&](LeafXY leaf, std::uint64_t) { expected.insert(frame.key(leaf)); });
    // Points every 10 mm or so along the boundary.
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const PointMm& a = ring[i];
      const PointMm& b = ring[(i + 1) % ring.size()];
      for (std::int64_t step = 0; step <= 70'000; ++step) {
        const LeafXY leaf =
            frame.leaf_at(static_cast<std::int32_t>(a.x_mm + (std::int64_t{b.x_mm} - a.x_mm) * step / 70'000),
                          static_cast<std::int32_t>(a.y_mm + (std::int64_t{b.y_mm} - a.y_mm) * step / 70'000));
        if (frame.inside(leaf)) expected.insert(frame.key(leaf));
      }
    }
    EXPECT_TRUE(std::includes(keys.begin(), keys.end(), expected.begin(), expected.end()));
    // It may have a few more: those that the boundary cuts the corner of between two of the points.
    EXPECT_LE(keys.size(), expected.size() + 8);
  }
}

TEST(LeavesOf, IsEmptyForNothingAndForWhatLiesOutside) {
  PolygonTable table;
  EXPECT_TRUE(leaves_of(frame, table).empty());
  add_polygon(table, {{}});
  add_polygon(table, {rectangle(-9'000, -9'000, 5'000, 5'000)});
  add_polygon(table, {rectangle(600'000, 0, 5'000, 5'000)});
  EXPECT_TRUE(leaves_of(frame, table).empty());
}

TEST(LeavesOf, StaysInTheFrameForCoordinatesAtTheEndsOfTheirType) {
  constexpr std::int32_t far = 2'147'483'647;
  PolygonTable table;
  add_polygon(table, {{{-far, -far, 0}, {far, -far, 0}, {far, far, 0}, {-far, far, 0}}});
  EXPECT_EQ(leaves_of(frame, table).size(), 4096U);
}

}  // namespace
}  // namespace machi
