// The three published lines, their draws, and barriers that nobody passes.
#include "engine/hazard/blocked_roads.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "tests/engine/hazard/town.hpp"

namespace machi {
namespace {

TEST(BlockedRoads, ShareFollowsTheThreeLines) {
  EXPECT_NEAR(blocked_percent(3.4, 10), 28.854, 1e-9);
  EXPECT_NEAR(blocked_percent(3.5, 10), 16.703, 1e-9);
  EXPECT_NEAR(blocked_percent(5.5, 10), 0.7264, 1e-9);
  EXPECT_EQ(blocked_percent(5.5, 5), 0) << "floored";
  EXPECT_EQ(blocked_percent(3, 95), 100) << "capped";
  EXPECT_EQ(blocked_percent(13, 100), 0);
  EXPECT_EQ(blocked_percent(0, 50), 0) << "unknown width";
  EXPECT_EQ(blocked_percent(std::nan(""), 50), 0);
}

Network links_of(std::uint32_t count, float width_m) {
  Network network;
  for (std::uint32_t k = 0; k < count; ++k) {
    network.from.push_back(0);
    network.to.push_back(1);
    network.width_m.push_back(width_m);
    network.level.push_back(Level::ground);
    const auto y = static_cast<std::int32_t>(20'000 + 30'000 * (k % 5));
    for (const std::int32_t x : {20'000, 60'000, 100'000}) network.shape.push_back({x, y + (x - 20'000) / 9, 0});
    network.shape_begin.push_back(network.shape.size());
  }
  return network;
}

TEST(BlockedRoads, AreDrawnWithTheirShareAndGrowWithTheDamage) {
  Network network = links_of(20'000, 4);
  const double light = 10, heavy = 40;
  const auto few = draw_blocked_links(network, {&light, 1}, 3);
  const auto many = draw_blocked_links(network, {&heavy, 1}, 3);
  const double share = 0.16703;
  EXPECT_NEAR(static_cast<double>(few.size()) / 20'000, share, 3 * std::sqrt(share * (1 - share) / 20'000));
  EXPECT_TRUE(std::includes(many.begin(), many.end(), few.begin(), few.end()));
  EXPECT_NE(few, draw_blocked_links(network, {&light, 1}, 4));
  network.level.assign(20'000, Level::elevated);
  EXPECT_TRUE(draw_blocked_links(network, {&heavy, 1}, 3).empty()) << "houses fall onto streets at the ground";
  const double wrong = 101;
  EXPECT_THROW(draw_blocked_links(network, {&wrong, 1}, 3), UsageError);
}

// Whether someone who walks to the four sides gets from the west end of the strip around y to the east end.
bool passable(const LeafDomain& leaves, const std::vector<std::uint64_t>& closed, int y_low, int y_high) {
  const int width = 120;
  const auto open = [&](int x, int y) {
    const std::uint32_t leaf = leaves.find({x / 8, y / 8});
    return (closed[leaf] >> (y % 8 * 8 + x % 8) & 1) == 0;
  };
  std::vector<std::uint8_t> reached(static_cast<std::size_t>(width) * 200, 0);
  std::vector<std::pair<int, int>> stack;
  for (int y = y_low; y <= y_high; ++y) stack.emplace_back(0, y);
  while (!stack.empty()) {
    const auto [x, y] = stack.back();
    stack.pop_back();
    if (x < 0 || x >= width || y < y_low || y > y_high || !open(x, y)) continue;
    std::uint8_t& here = reached[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)];
    if (here != 0) continue;
    here = 1;
    if (x == width - 1) return true;
    for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) stack.emplace_back(x + dx, y + dy);
  }
  return false;
}

TEST(BlockedRoads, ABarrierClosesTheRoadFromEdgeToEdgeAndNoMore) {
  const LeafDomain leaves = hazard_town::domain_of(Comm::null());
  const Network network = links_of(1, 6);
  const std::vector<std::uint32_t> blocked{0};
  const auto closed = cells_of_blocked_links(leaves, network, blocked, {});
  // At its middle, x = 60 m, the road's centre lies at y = 24.4 m: it covers 21.4 … 27.4 m.
  EXPECT_FALSE(passable(leaves, closed, 22, 26));
  EXPECT_TRUE(passable(leaves, closed, 0, 60)) << "around it";
  const auto all = cells_of_blocked_links(leaves, network, blocked, {.length_m = INFINITY});
  std::uint64_t cells = 0;
  hazard_town::for_cells(leaves, [&](std::size_t cell, int x, int y) {
    if ((all[cell / 64] >> (cell % 64) & 1) == 0) return;
    ++cells;
    EXPECT_GT(x, 18) << "crossings stay open";
    EXPECT_LT(x, 102);
    EXPECT_LT(std::abs(y + 0.5 - (20 + (x + 0.5 - 20) / 9)), 4.1);
  });
  EXPECT_GT(cells, 70u * 7);
}

TEST(BlockedRoads, CellsAreTheSameOnAnyNumberOfRanks) {
  const Network network = links_of(5, 4);
  const std::vector<std::uint32_t> blocked{1, 2, 4};
  const auto closed_in = [&](const Comm& comm) {
    const LeafDomain leaves = hazard_town::domain_of(comm);
    const auto closed = cells_of_blocked_links(leaves, network, blocked, {});
    std::vector<std::int64_t> town(320 * 192, 0);
    hazard_town::for_cells(leaves, [&](std::size_t cell, int x, int y) {
      town[static_cast<std::size_t>(y * 320 + x)] = static_cast<std::int64_t>(closed[cell / 64] >> (cell % 64) & 1);
    });
    comm.sum(town);
    return town;
  };
  const auto alone = closed_in(Comm::null());
  EXPECT_GT(std::count(alone.begin(), alone.end(), 1), 50);
  EXPECT_TRUE(closed_in(Comm::world()) == alone);
}

TEST(BlockedRoads, ClosingCellsSaysWhichLeavesChanged) {
  std::vector<std::uint16_t> field(3 * 64, 191);
  const std::vector<std::uint64_t> closed{0, 5, 1};
  field[128] = 0xffff;
  EXPECT_EQ(close_cells(closed, field, 0xffff), (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(field[64], 0xffff);
  EXPECT_EQ(field[65], 191);
  EXPECT_EQ(field[66], 0xffff);
}

TEST(BlockedRoads, PolygonsCloseTheCellsWhoseCentresTheyHold) {
  const LeafDomain leaves = hazard_town::domain_of(Comm::null());
  PolygonTable table;
  table.kind = {SurfaceKind::surface};
  table.lod = {0};
  table.part = {0};
  table.points = {{8'000, 0, 0}, {10'000, 0, 0}, {10'000, 2'000, 0}, {8'000, 2'000, 0}};
  table.point_begin = {0, 4};
  table.ring_begin = {0, 1};
  const auto closed = cells_of_polygons(leaves, table);
  EXPECT_EQ(closed[leaves.find({1, 0})], 0x0303U);
  EXPECT_EQ(std::count(closed.begin(), closed.end(), 0), static_cast<std::ptrdiff_t>(closed.size()) - 1);
}

}  // namespace
}  // namespace machi
