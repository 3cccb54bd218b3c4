// Whoever follows the ways of a field arrives, and never steps into a blocked cell.
#include "engine/field/way.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "tests/engine/field/maps.hpp"

namespace machi {
namespace {

using maps::Map;

// The whole field on this rank alone.
struct Guide {
  explicit Guide(const Map& on, const std::vector<FieldSource>& sources)
      : map(on), leaves(maps::domain_of(Comm::null(), map)), slowness(maps::own_slowness(leaves, map)), field(leaves) {
    field.solve(Comm::null(), slowness, sources);
    ways.emplace(field, slowness);
  }
  std::uint32_t leaf_at(std::int32_t x_mm, std::int32_t y_mm) const {
    return leaves.find(leaves.frame().leaf_at(x_mm, y_mm));
  }
  std::uint32_t time(int x, int y) const {
    return field.times()[leaves.find({x / 8, y / 8}) * leaf_cells + static_cast<std::uint32_t>(y % 8 * 8 + x % 8)];
  }
  Map map;
  LeafDomain leaves;
  std::vector<std::uint16_t> slowness;
  TravelTimes field;
  std::optional<WayField> ways;
};

enum class End { arrived, blocked, later_cell, lost };

struct Walk {
  End end;
  double length_m;
};

// Walks from a point in steps of at most `step_mm` until a cell with a source.
Walk walk(const Guide& guide, double x_mm, double y_mm, double step_mm) {
  std::uint32_t earliest = time_never;
  const double longest_m = 40.0 * (guide.map.width + guide.map.height);
  for (double length_m = 0; length_m < longest_m; length_m += step_mm / 1000) {
    const auto x = static_cast<std::int32_t>(x_mm);
    const auto y = static_cast<std::int32_t>(y_mm);
    if (!guide.map.inside(x / 1000, y / 1000) || guide.map.at(x / 1000, y / 1000) == slowness_blocked)
      return {End::blocked, length_m};
    const std::uint32_t time = guide.time(x / 1000, y / 1000);
    if (time > earliest) return {End::later_cell, length_m};
    earliest = time;
    const std::uint32_t leaf = guide.leaf_at(x, y);
    if (guide.ways->way(leaf, y / 1000 % 8 * 8 + x / 1000 % 8) == way_here) return {End::arrived, length_m};
    const Heading to = guide.ways->at(leaf, x, y);
    x_mm += to.x * step_mm;
    y_mm += to.y * step_mm;
  }
  return {End::lost, longest_m};
}

// The open cells nearest to the middle of each quarter of the map.
std::vector<FieldSource> four_sources(const Map& map) {
  std::vector<FieldSource> sources;
  for (int k = 0; k < 4; ++k) {
    int x = map.width / 4 * (1 + k % 2 * 2);
    while (map.at(x, map.height / 4 * (1 + k / 2 * 2)) == slowness_blocked) ++x;
    sources.push_back(maps::source_at(x, map.height / 4 * (1 + k / 2 * 2)));
  }
  return sources;
}

void expect_all_arrive(const char* name, const Map& map, double step_mm, int walkers) {
  const Guide guide(map, four_sources(map));
  int walked = 0;
  for (int k = 0; walked < walkers && k < 20 * walkers; ++k) {
    const auto x = maps::dice(21, k, 0, static_cast<std::uint32_t>(map.width * 1000));
    const auto y = maps::dice(22, k, 0, static_cast<std::uint32_t>(map.height * 1000));
    if (guide.time(static_cast<int>(x / 1000), static_cast<int>(y / 1000)) >= time_never) continue;
    ++walked;
    ASSERT_EQ(walk(guide, x, y, step_mm).end, End::arrived)
        << name << " from (" << x << ", " << y << ") mm in steps of " << step_mm << " mm";
  }
  EXPECT_EQ(walked, walkers) << name;
}

TEST(Way, LeadsToASourceAndNeverIntoAWall) {
  for (const double step_mm : {1.0, 67.0, 400.0, 1000.0}) {
    const int walkers = step_mm < 10 ? 20 : 2000;
    expect_all_arrive("town", maps::town(320, 320, 6), step_mm, walkers);
    expect_all_arrive("random 20", maps::random_cells(160, 160, 20, 3), step_mm, walkers);
    expect_all_arrive("random 38", maps::random_cells(160, 160, 38, 3), step_mm, walkers);
    expect_all_arrive("maze", maps::maze(128, 120), step_mm, walkers);
    expect_all_arrive("open", maps::open_space(160, 160), step_mm, walkers);
  }
}

TEST(Way, IsStraightInTheOpen) {
  const Guide guide(maps::open_space(400, 400), {maps::source_at(200, 200)});
  for (int k = 0; k < 500; ++k) {
    const double x = maps::dice(31, k, 0, 400000);
    const double y = maps::dice(32, k, 0, 400000);
    const double straight_m = std::hypot(x - 200500, y - 200500) / 1000;
    if (straight_m < 20) continue;
    const Walk path = walk(guide, x, y, 50);
    ASSERT_EQ(path.end, End::arrived);
    EXPECT_LT(path.length_m, 1.02 * straight_m + 1);
  }
}

TEST(Way, IsTheSameOnAnyNumberOfRanks) {
  const Comm comm = Comm::world();
  const Map map = maps::town(320, 240, 6);
  const std::vector<FieldSource> sources{maps::source_at(3, 3), maps::source_at(300, 100)};
  const Guide alone(map, sources);
  const LeafDomain leaves = maps::domain_of(comm, map);
  const std::vector<std::uint16_t> slowness = maps::own_slowness(leaves, map);
  TravelTimes field(leaves);
  field.solve(comm, slowness, sources);
  const WayField ways(field, slowness);
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int c = 0; c < leaf_cells; ++c)
      ASSERT_EQ(ways.way(leaf, c), alone.ways->way(alone.leaves.find(leaves.leaf(leaf)), c));
}

TEST(Way, RenewedWaysAreThoseOfAFieldSolvedAfresh) {
  const Comm comm = Comm::world();
  Map map = maps::town(320, 240, 6);
  const LeafDomain leaves = maps::domain_of(comm, map);
  std::vector<FieldSource> sources{maps::source_at(3, 3), maps::source_at(300, 100)};
  TravelTimes field(leaves);
  field.solve(comm, maps::own_slowness(leaves, map), sources);
  WayField ways(field, maps::own_slowness(leaves, map));
  for (int turn = 0; turn < 6; ++turn) {
    // A strip that closes, and a source that comes or goes.
    std::vector<std::uint32_t> changed;
    for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
      if (leaves.leaf(leaf).y == 5 + turn * 2 && leaves.leaf(leaf).x < 30) changed.push_back(leaf);
    for (int x = 0; x < 240; ++x)
      map.slowness[static_cast<std::size_t>(44 + turn * 16) * 320 + static_cast<std::size_t>(x)] = slowness_blocked;
    if (turn % 2 == 0) sources.push_back(maps::source_at(20 * turn, 160));
    if (turn % 2 == 1) sources.pop_back();
    const std::vector<std::uint16_t> slowness = maps::own_slowness(leaves, map);
    field.update(comm, slowness, changed, sources);
    const std::vector<std::uint32_t> renewed = field.leaves_near_moved();
    ways.renew(field, slowness, renewed);
    TravelTimes fresh(leaves);
    fresh.solve(comm, slowness, sources);
    const WayField expected(fresh, slowness);
    for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
      for (int c = 0; c < leaf_cells; ++c) ASSERT_EQ(ways.way(leaf, c), expected.way(leaf, c)) << turn;
    EXPECT_LT(comm.sum(static_cast<std::int64_t>(renewed.size())), 40 * 30 + 100);
  }
}

TEST(Way, HeadingHasUnitLengthOrNone) {
  for (std::uint32_t way = 0; way < 0x10000; way += 7) {
    const Heading to = heading(static_cast<Way>(way), 0.3F, 0.9F);
    EXPECT_NEAR(std::hypot(to.x, to.y), way >= way_here ? 0 : 1, 1e-6);
  }
  EXPECT_EQ(heading(way_here, 0.5F, 0.5F).x, 0);
  EXPECT_EQ(heading(way_none, 0.5F, 0.5F).y, 0);
}

TEST(Ways, ManyHeadingsAreThoseOfEach) {
  std::vector<std::int32_t> ways, in_x, in_y;
  for (std::int32_t way = 0; way < 16 * 2049; way += 7) {
    ways.push_back(way);
    in_x.push_back(way * 7919 % 65536);
    in_y.push_back(way * 4729 % 65536);
  }
  ways.insert(ways.end(), {way_here, way_none});
  in_x.resize(ways.size(), 100);
  in_y.resize(ways.size(), 100);
  std::vector<float> x(ways.size()), y(ways.size());
  headings({ways.data(), in_x.data(), in_y.data()}, x.data(), y.data(), ways.size());
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const Heading one = heading(static_cast<Way>(ways[i]), static_cast<float>(in_x[i]) * (1.0F / 65536),
                                static_cast<float>(in_y[i]) * (1.0F / 65536));
    EXPECT_EQ(x[i], one.x) << ways[i];
    EXPECT_EQ(y[i], one.y) << ways[i];
  }
}

}  // namespace
}  // namespace machi
