// Each rank gets the polygons around its leaves, in the same order for any number of ranks.
#include "engine/grid/spread_polygons.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/core/rng.hpp"
#include "tests/engine/grid/town.hpp"

namespace machi {
namespace {

using test::add_polygon;

constexpr GridFrame frame{1000, 6};

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

TaggedPolygons dealt_out(const Comm& comm, int count) {
  TaggedPolygons mine;
  RandomStream random(7, 0, 0);
  for (int i = 0; i < count; ++i) {
    std::vector<std::vector<PointMm>> rings;
    const auto x = static_cast<std::int32_t>(random.below(500'000));
    const auto y = static_cast<std::int32_t>(random.below(500'000));
    for (auto& ring : {random_ring(random, 4, 0, 60'000), random_ring(random, 3, 0, 30'000)}) {
      rings.push_back(ring);
      for (PointMm& point : rings.back()) point = {point.x_mm + x, point.y_mm + y, i};
    }
    if (i * comm.size() / count != comm.rank()) continue;  // in blocks, as features are
    const auto polygon = add_polygon(mine.polygons, rings);
    mine.polygons.lod[polygon] = 1;
    mine.polygons.part[polygon] = static_cast<std::uint16_t>(i);
    mine.tags.push_back({static_cast<std::uint32_t>(i / 3), static_cast<std::uint32_t>(i), 0, 9});
  }
  return mine;
}

// Cuts that leave a rank empty where there are more than two.
LeafCuts some_cuts(int ranks) {
  LeafCuts cuts;
  for (int r = 0; r <= ranks; ++r)
    cuts.cuts.push_back(r == 0 ? 0 : r == ranks ? 4096 : static_cast<LeafKey>(r == 2 ? 1 : r) * 4096 / ranks + 77);
  return cuts;
}

TEST(SpreadPolygons, BringsEachRankExactlyThePolygonsAroundItsLeavesInOrder) {
  const Comm comm = Comm::world();
  constexpr int count = 300;
  const TaggedPolygons all = dealt_out(Comm::null(), count);
  const LeafCuts cuts = some_cuts(comm.size());
  for (const int margin : {0, 2}) {
    const TaggedPolygons got = spread_polygons(comm, frame, cuts, dealt_out(comm, count), margin);
    ASSERT_EQ(got.tags.size(), got.polygons.size());
    std::uint32_t place = 0;
    for (std::uint32_t polygon = 0; polygon < count; ++polygon) {
      const LeafBox box = leaves_around(frame, points_of(all.polygons, polygon), margin);
      bool touched = false;
      for (std::int32_t y = box.first.y; y <= box.last.y; ++y)
        for (std::int32_t x = box.first.x; x <= box.last.x; ++x)
          touched = touched || cuts.owner(frame.key({x, y})) == comm.rank();
      if (!touched) continue;
      ASSERT_LT(place, got.polygons.size());
      EXPECT_EQ(got.tags[place], all.tags[polygon]);
      EXPECT_EQ(got.polygons.part[place], all.polygons.part[polygon]);
      EXPECT_EQ(got.polygons.lod[place], 1);
      const auto a = points_of(got.polygons, place);
      const auto b = points_of(all.polygons, polygon);
      EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
      EXPECT_EQ(got.polygons.shell(place).size(), 4U);
      ++place;
    }
    EXPECT_EQ(place, got.polygons.size());
  }
}

TEST(SpreadPolygons, DropsWhatLiesOutsideTheFrameAndTakesNone) {
  const Comm comm = Comm::world();
  TaggedPolygons mine;
  EXPECT_EQ(spread_polygons(comm, frame, some_cuts(comm.size()), mine, 1).polygons.size(), 0U);
  add_polygon(mine.polygons, {{{-90'000, 0, 0}, {-80'000, 0, 0}, {-80'000, 9'000, 0}}});
  add_polygon(mine.polygons, {{}});
  mine.tags = {{0, 0, 0, 0}, {1, 0, 0, 0}};
  EXPECT_EQ(spread_polygons(comm, frame, some_cuts(comm.size()), mine, 1).polygons.size(), 0U);
}

}  // namespace
}  // namespace machi
