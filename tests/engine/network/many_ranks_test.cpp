// Networks whose streets lie on several ranks: the same as on one.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <tuple>
#include <utility>

#include "engine/network/derive_network.hpp"
#include "tests/engine/network/town.hpp"

namespace machi {
namespace {

using town::derive;
using town::Derived;
using town::Town;

void expect_same(const Network& a, const Network& b) {
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.node_level, b.node_level);
  EXPECT_EQ(a.node_road, b.node_road);
  EXPECT_EQ(a.from, b.from);
  EXPECT_EQ(a.to, b.to);
  EXPECT_EQ(a.length_m, b.length_m);
  EXPECT_EQ(a.width_m, b.width_m);
  EXPECT_EQ(a.lanes, b.lanes);
  EXPECT_EQ(a.modes, b.modes);
  EXPECT_EQ(a.level, b.level);
  EXPECT_EQ(a.road, b.road);
  EXPECT_EQ(a.component, b.component);
  EXPECT_EQ(a.grade, b.grade);
  EXPECT_EQ(a.shape_begin, b.shape_begin);
  EXPECT_EQ(a.shape, b.shape);
}

void expect_same(const NetworkReport& a, const NetworkReport& b) {
  EXPECT_EQ(a.centre_line_cells, b.centre_line_cells);
  EXPECT_EQ(a.spurs_removed, b.spurs_removed);
  EXPECT_EQ(a.junctions_merged, b.junctions_merged);
  EXPECT_EQ(a.intersections, b.intersections);
  EXPECT_EQ(a.intersections_with_one_node, b.intersections_with_one_node);
  EXPECT_EQ(a.intersections_without, b.intersections_without);
  EXPECT_EQ(a.passes_checked, b.passes_checked);
  EXPECT_EQ(a.passes_joined, b.passes_joined);
  EXPECT_EQ(a.portals, b.portals);
}

// Derives on all ranks and on one; the answer, on the first rank, is what all of them made. The leaves of the town are
// shared out evenly, so a town of one street has a piece of it on every rank.
Derived same_on_one_rank(const Town& drawn, const Grid& grid = {}) {
  const Comm comm = Comm::world();
  Derived many = derive(comm, drawn, {}, grid);
  if (!comm.first()) return many;
  const Derived one = derive(Comm::null(), drawn, {}, grid);
  expect_same(many.network, one.network);
  expect_same(many.report, one.report);
  return many;
}

bool first() {
  return Comm::world().first();
}

double total_m(const Network& network) {
  double sum = 0;
  for (const float length_m : network.length_m) sum += static_cast<double>(length_m);
  return sum;
}

TEST(ManyRanks, AWholeTownIsTheSame) {
  const Derived derived = same_on_one_rank(town::whole_town());
  if (!first()) return;
  EXPECT_GT(derived.network.links(), 200U);
  EXPECT_GT(derived.report.passes_checked, 0U);
  EXPECT_EQ(derived.report.passes_joined, 0U);
}

// Terrain that rises and falls, known to every rank.
Grid hills() {
  Grid grid;
  grid.frame = town::frame;
  for (LeafKey key = 0; key < 4096; ++key) {
    grid.keys.push_back(key);
    for (int bit = 0; bit < leaf_cells; ++bit) {
      const LeafXY leaf = town::frame.leaf(key);
      const double x = leaf.x * 8 + (bit & 7), y = leaf.y * 8 + (bit >> 3);
      grid.terrain_m.push_back(static_cast<float>(20 + 9 * std::sin(x / 40) + 7 * std::cos(y / 31)));
    }
  }
  return grid;
}

// A viaduct that branches in the air over all ranks.
TEST(ManyRanks, DecksOverTheBordersHaveTheSameHeights) {
  Town drawn = town::whole_town();
  for (std::uint32_t k = 0; k < 6; ++k) drawn.box(600 + k, 2, 60 + 70 * k, 152, 68 + 70 * k, 300 + 20 * k);
  const Derived derived = same_on_one_rank(drawn, hills());
  if (!first()) return;
  int off_ground = 0;
  for (const Level level : derived.network.node_level) off_ground += level != Level::ground ? 1 : 0;
  EXPECT_GT(off_ground, 6);
}

TEST(ManyRanks, AStreetOverAllOfThemIsOneLink) {
  Town drawn;
  drawn.street(0, {30, 20}, {480, 490}, 7);
  const Derived derived = same_on_one_rank(drawn);
  if (!first()) return;
  ASSERT_EQ(derived.network.links(), 1U);
  EXPECT_NEAR(derived.network.length_m[0], 650.0F, 8.0F);
}

// A street that runs to and fro `turns` times, 24 m apart, over the borders of the ranks.
Town meander(int turns) {
  Town drawn;
  std::uint32_t row = 0;
  for (int i = 0; i < turns; ++i) {
    drawn.box(row++, 1, 40, 40 + 24.0 * i, 470, 46 + 24.0 * i);
    if (i + 1 == turns) continue;
    const double x = i % 2 == 0 ? 464 : 40;
    drawn.box(row++, 1, x, 46 + 24.0 * i, x + 6, 64 + 24.0 * i);
  }
  return drawn;
}

TEST(ManyRanks, AStreetThatComesBackOverTheBordersIsOneLink) {
  const Derived derived = same_on_one_rank(meander(16));
  if (!first()) return;
  EXPECT_EQ(derived.network.links(), 1U);
  EXPECT_GT(total_m(derived.network), 16 * 424.0);
}

TEST(ManyRanks, ARingWithoutAJunctionBeginsWhereItDoesOnOne) {
  for (const double side_m : {60.0, 200.0, 444.0}) {
    Town drawn;
    drawn.box(0, 1, 30, 30, 30 + side_m, 38);
    drawn.box(1, 1, 22 + side_m, 38, 30 + side_m, 22 + side_m);
    drawn.box(2, 1, 30, 22 + side_m, 30 + side_m, 30 + side_m);
    drawn.box(3, 1, 30, 38, 38, 22 + side_m);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    EXPECT_EQ(derived.network.links(), 2U) << side_m;
    EXPECT_NEAR(total_m(derived.network), 4 * (side_m - 8), 9.0) << side_m;
  }
}

// Turned and mirrored, so that the lowest cell of the ring lies on any of the pieces that its rank has of it.
TEST(ManyRanks, AMeanderingRingBeginsWhereItDoesOnOne) {
  for (const unsigned way : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
    SCOPED_TRACE(way);
    Town drawn;
    std::uint32_t row = 0;
    const auto box = [&](double x0, double y0, double x1, double y1) {
      if ((way & 1) != 0) std::tie(x0, x1) = std::pair(510 - x1, 510 - x0);
      if ((way & 2) != 0) std::tie(y0, y1) = std::pair(510 - y1, 510 - y0);
      if ((way & 4) != 0)
        drawn.box(row++, 1, y0, x0, y1, x1);
      else
        drawn.box(row++, 1, x0, y0, x1, y1);
    };
    constexpr int turns = 10;
    for (int i = 0; i < turns; ++i) {
      const double y = 20 + 50.0 * i;
      box(i == 0 ? 20 : 60, y, 490, y + 6);
      if (i + 1 == turns) continue;
      if (i % 2 == 0)
        box(484, y + 6, 490, y + 50);
      else
        box(60, y + 6, 66, y + 50);
    }
    box(20, 26, 26, 470);  // back along the side
    box(20, 470, 66, 476);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    EXPECT_EQ(derived.network.links(), 2U);
    EXPECT_EQ(derived.network.nodes(), 2U);
  }
}

TEST(ManyRanks, RingsWithinRingsAreInOrder) {
  Town drawn;
  std::uint32_t row = 0;
  for (double at = 20; at < 240; at += 30) {
    const double far = 500 - at;
    drawn.box(row++, 1, at, at, far, at + 6);
    drawn.box(row++, 1, at, far - 6, far, far);
    drawn.box(row++, 1, at, at + 6, at + 6, far - 6);
    drawn.box(row++, 1, far - 6, at + 6, far, far - 6);
  }
  const Derived derived = same_on_one_rank(drawn);
  if (!first()) return;
  EXPECT_EQ(derived.network.links(), 16U);
  EXPECT_EQ(derived.report.components, 8U);
}

// Where the Hilbert curve of 512 m turns from quarter to quarter: four streets with bridges, an intersection and
// sidewalks around (256, 256).
TEST(ManyRanks, ABridgeAndItsPortalsOnTheBorderAreTheSame) {
  for (const std::uint32_t section : {3U, 6U}) {
    Town drawn;
    drawn.box(0, 1, 20, 252, 232, 260);
    drawn.box(1, section, 232, 252, 280, 260);
    drawn.box(2, 1, 280, 252, 490, 260);
    drawn.box(3, 1, 252, 20, 260, 490);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    EXPECT_EQ(derived.report.portals, 2U);
    EXPECT_EQ(derived.report.passes_joined, 0U);
  }
}

TEST(ManyRanks, AChangeOfLevelOnTheBorderIsANode) {
  for (const double x : {255.0, 256.0, 257.0, 264.0}) {
    Town drawn;
    drawn.box(0, 1, 20, 96, x, 104);
    drawn.box(1, 3, x, 96, 490, 104);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    EXPECT_EQ(derived.network.links(), 2U) << x;
  }
}

TEST(ManyRanks, AnIntersectionWithoutAJunctionOnTheBorderHoldsOneNode) {
  for (const double x : {250.0, 252.0, 256.0}) {
    Town drawn;
    drawn.box(0, 1, 20, 252, x, 260);
    drawn.box(1, 4, x, 252, x + 9, 260);
    drawn.box(2, 1, x + 9, 252, 490, 260);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    EXPECT_EQ(derived.report.intersections_with_one_node, 1U);
    EXPECT_EQ(derived.network.links(), 2U);
  }
}

// Carriageways of 8 m with sidewalks of 3 m on both sides that cross in the middle, all detailed.
Town detailed_crossing(double x, double y) {
  Town drawn;
  const auto arm = [&](std::uint32_t row, bool along_x, double from, double to) {
    const auto strip = [&](double low, double high, SurfaceKind kind) {
      if (along_x)
        drawn.box(row, 1, from, y + low, to, y + high, kind);
      else
        drawn.box(row, 1, x + low, from, x + high, to, kind);
    };
    strip(-4, 4, SurfaceKind::carriageway);
    strip(-7, -4, SurfaceKind::sidewalk);
    strip(4, 7, SurfaceKind::sidewalk);
  };
  arm(0, true, 20, x - 7);
  arm(1, true, x + 7, 490);
  arm(2, false, 20, y - 7);
  arm(3, false, y + 7, 490);
  drawn.box(4, 4, x - 4, y - 7, x + 4, y + 7, SurfaceKind::crossing);
  drawn.box(4, 4, x - 7, y - 4, x + 7, y + 4, SurfaceKind::crossing);
  for (const double sx : {-7.0, 4.0})
    for (const double sy : {-7.0, 4.0}) drawn.box(4, 4, x + sx, y + sy, x + sx + 3, y + sy + 3, SurfaceKind::sidewalk);
  return drawn;
}

TEST(ManyRanks, SidewalksMeetAnIntersectionOnTheBorderAsOnOne) {
  for (const double at : {256.0, 250.0, 262.0}) {
    const Derived derived = same_on_one_rank(detailed_crossing(at, at));
    if (!first()) continue;
    EXPECT_EQ(derived.report.components, 1U);
    EXPECT_EQ(derived.report.intersections_with_one_node, 1U);
  }
}

// A sidewalk that goes around the town as a ring has no dead end; the one street comes near it in a corner. So no rank
// but one can tell that it meets a street.
TEST(ManyRanks, ASidewalkThatMeetsNothingElsewhereMeetsItsStreetOnce) {
  for (const bool near : {true, false}) {
    Town drawn;
    drawn.box(0, 1, 20, 20, 490, 24, SurfaceKind::sidewalk);
    drawn.box(0, 1, 486, 24, 490, 486, SurfaceKind::sidewalk);
    drawn.box(0, 1, 20, 486, 490, 490, SurfaceKind::sidewalk);
    drawn.box(0, 1, 20, 24, 24, 486, SurfaceKind::sidewalk);
    const double to = near ? 474 : 440;
    drawn.street(1, {256, 256}, {to, to}, 6);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    EXPECT_EQ(derived.report.components, near ? 1U : 2U);
    int kerbs = 0;
    for (const std::uint32_t road : derived.network.road) kerbs += road == town::no_row ? 1 : 0;
    EXPECT_EQ(kerbs, near ? 1 : 0);
  }
}

// The dead end of a sidewalk meets the intersection beside it and nothing else, also where the border lies between.
TEST(ManyRanks, ADeadEndThatMeetsAnIntersectionOfAnotherRankMeetsItOnce) {
  for (double x = 40; x < 440; x += 8) {
    SCOPED_TRACE(x);
    Town drawn;
    drawn.box(0, 1, 20, 96, x, 104);
    drawn.box(1, 4, x, 96, x + 8, 104);
    drawn.box(2, 1, x + 8, 96, 490, 104);
    drawn.box(3, 1, x + 10, 105, x + 40, 108, SurfaceKind::sidewalk);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    int kerbs = 0;
    for (const std::uint32_t road : derived.network.road) kerbs += road == town::no_row ? 1 : 0;
    EXPECT_EQ(kerbs, 2);
  }
}

// The middle of an intersection gets no node of its own where a side street makes one, be it on another rank.
TEST(ManyRanks, AJunctionOfAnotherRankIsTheNodeOfItsIntersection) {
  for (double x = 40; x < 440; x += 8) {
    SCOPED_TRACE(x);
    Town drawn;
    drawn.box(0, 1, 20, 96, x, 104);
    drawn.box(1, 4, x, 96, x + 40, 104);
    drawn.box(2, 1, x + 40, 96, 490, 104);
    drawn.box(3, 1, x + 30, 104, x + 36, 150);
    const Derived derived = same_on_one_rank(drawn);
    if (!first()) continue;
    EXPECT_EQ(derived.report.junctions_merged, 0U);
    EXPECT_EQ(derived.network.links(), 3U);
  }
}

// Streets, bridges, intersections and sidewalks anywhere, over and beside each other.
Town random_town(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() % 4096) / 4096.0;
  };
  Town drawn;
  std::uint32_t row = 0;
  for (int i = 0; i < 14; ++i)
    drawn.street(row++, {pick(10, 500), pick(10, 500)}, {pick(10, 500), pick(10, 500)}, pick(0.5, 16));
  for (int i = 0; i < 20; ++i) {
    const double x = pick(10, 460);
    const double y = pick(10, 460);
    drawn.box(row++, 4, x, y, x + pick(4, 20), y + pick(4, 20));
  }
  for (const std::uint32_t section : {2U, 3U, 6U, 3U}) {
    const double x = pick(10, 300);
    const double y = pick(10, 480);
    drawn.box(row++, section, x, y, x + pick(30, 180), y + pick(6, 14));
  }
  for (int i = 0; i < 10; ++i) {
    const double x = pick(10, 300);
    const double y = pick(10, 480);
    drawn.box(row, 1, x, y, x + pick(10, 200), y + 3, SurfaceKind::sidewalk);
    drawn.box(row++, 1, x, y + 3, x + pick(10, 200), y + 3 + pick(3, 9), SurfaceKind::carriageway);
  }
  return drawn;
}

// Hairs of all lengths on both sides of streets, and squares between: so spurs, junctions that become one and edges
// that are joined meet everywhere, over borders too.
Town hairy_town(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() % 4096) / 4096.0;
  };
  Town drawn;
  std::uint32_t row = 0;
  for (int i = 0; i < 9; ++i) {
    const double y = 30 + 50 * i;
    const double width = pick(3, 9);
    drawn.box(row++, 1, 20, y, 490, y + width);
    for (double x = 24; x < 484; x += pick(2, 14))
      if (random() % 2 == 0)
        drawn.box(row++, 1, x, y + width, x + pick(1, 3), y + width + pick(1, 9));
      else
        drawn.box(row++, 1, x, y - pick(1, 9), x + pick(1, 3), y);
    const double x = pick(30, 430);
    drawn.box(row++, random() % 3 == 0 ? 4 : 1, x, y - pick(0, 20), x + pick(10, 50), y + pick(8, 30));
    drawn.box(row++, random() % 4 == 0 ? 3 : 1, x + 20, y, x + 20 + pick(3, 6), y + pick(20, 54));
  }
  return drawn;
}

TEST(ManyRanks, HairsAndSquaresOverTheBordersAreJudgedAsOnOne) {
  std::uint64_t spurs = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    spurs += same_on_one_rank(hairy_town(seed)).report.spurs_removed;
  }
  if (!first()) return;
  EXPECT_GT(spurs, 300U);
}

TEST(ManyRanks, AnyTownIsTheSame) {
  std::uint64_t merged = 0;
  std::uint64_t portals = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    const Derived derived = same_on_one_rank(random_town(seed));
    merged += derived.report.junctions_merged;
    portals += derived.report.portals;
  }
  if (!first()) return;
  EXPECT_GT(merged, 50U);
  EXPECT_GT(portals, 2U);
}

}  // namespace
}  // namespace machi
