// The eikonal kernel: every variant gives the bits of the plain twin, and the update keeps the laws the fixed point
// rests on.
#include "kernels/eikonal_leaf/eikonal_leaf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

struct Tile {
  std::array<std::uint32_t, eikonal_cells> time{};
  std::array<std::uint16_t, 64> slowness{};
  std::array<std::uint32_t, 64> start{};
};

std::size_t place(std::size_t cell) {
  return (cell / 8 + 1) * eikonal_side + cell % 8 + 1;
}

// A leaf with walls, times on part of its rim and inside, and sources; `spread` bounds the times.
Tile random_tile(std::mt19937& random, std::uint32_t lowest, std::uint32_t spread, std::uint32_t slowest) {
  const auto below = [&](std::uint32_t count) { return static_cast<std::uint32_t>(random() % count); };
  const std::uint32_t walls = below(60);
  const std::uint32_t known = below(100);
  Tile tile;
  for (auto& time : tile.time) time = below(100) < known ? lowest + below(spread) : time_never;
  for (std::size_t rim = 0; rim < eikonal_cells; ++rim)
    if (below(100) < walls / 2) tile.time[rim] = time_blocked;
  for (std::size_t cell = 0; cell < 64; ++cell) {
    const bool wall = below(100) < walls;
    const bool settled = below(100) < 20;
    tile.slowness[cell] = wall ? slowness_blocked : static_cast<std::uint16_t>(1 + below(slowest));
    tile.time[place(cell)] = wall ? time_blocked : settled ? lowest + below(spread) : time_never;
    tile.start[cell] = below(10) == 0 ? lowest + below(spread) : time_never;
  }
  return tile;
}

struct Range {
  std::uint32_t lowest;
  std::uint32_t spread;
  std::uint32_t slowest;
};
constexpr std::array<Range, 7> ranges{{{0, 5000, 300},
                                       {0, 1, 1},
                                       {4000000, 20000, 2047},
                                       {1000, 0x7fffff, 2047},
                                       {1000, 0xffffff, 700},
                                       {77, 100000, 65534},
                                       {0xfff00000U, 0xffff0U, 2047}}};

TEST(EikonalLeaf, EveryVariantGivesTheBitsOfThePlainTwin) {
  std::mt19937 random(1);
  for (const Range range : ranges) {
    for (int trial = 0; trial < 1000; ++trial) {
      const Tile tile = random_tile(random, range.lowest, range.spread, range.slowest);
      Tile expected = tile;
      const std::uint64_t fell = eikonal_leaf(Variant::ref, expected.time, tile.slowness);
      Tile withdrawn = tile;
      const std::uint64_t lost = eikonal_withdraw(Variant::ref, withdrawn.time, tile.slowness, tile.start);
      std::array<std::uint64_t, 4> upwind{};
      eikonal_upwind(Variant::ref, expected.time, tile.slowness, upwind);
      for (const Variant variant : available_variants()) {
        Tile got = tile;
        ASSERT_EQ(eikonal_leaf(variant, got.time, tile.slowness), fell) << name_of(variant) << " trial " << trial;
        ASSERT_EQ(got.time, expected.time) << name_of(variant) << " trial " << trial;
        got = tile;
        ASSERT_EQ(eikonal_withdraw(variant, got.time, tile.slowness, tile.start), lost) << name_of(variant);
        ASSERT_EQ(got.time, withdrawn.time) << name_of(variant);
        std::array<std::uint64_t, 4> sides{};
        eikonal_upwind(variant, expected.time, tile.slowness, sides);
        ASSERT_EQ(sides, upwind) << name_of(variant);
      }
    }
  }
}

// The value that one cell takes from its eight neighbours: all other cells are walls.
std::uint32_t update(const std::array<std::uint32_t, 8>& around, std::uint16_t slowness) {
  Tile tile;
  tile.time.fill(time_blocked);
  tile.slowness.fill(slowness_blocked);
  const std::array<std::size_t, 8> places{0, 1, 2, 10, 12, 20, 21, 22};
  for (std::size_t k = 0; k < 8; ++k) tile.time[places[k]] = around[k];
  tile.time[11] = time_never;
  tile.slowness[0] = slowness;
  eikonal_leaf(Variant::ref, tile.time, tile.slowness);
  return tile.time[11];
}

TEST(EikonalLeaf, ALaterNeighbourNeverMakesACellEarlier) {
  std::mt19937 random(2);
  for (int trial = 0; trial < 20000; ++trial) {
    const auto slowness = static_cast<std::uint16_t>(1 + random() % (trial % 2 == 0 ? 12 : 400));
    std::array<std::uint32_t, 8> around{};
    for (auto& time : around) time = random() % 6 == 0 ? time_never : static_cast<std::uint32_t>(random() % 500);
    const std::uint32_t before = update(around, slowness);
    std::uint32_t& later = around[random() % 8];
    later = later >= time_never ? later : later + 1 + static_cast<std::uint32_t>(random() % 3);
    ASSERT_GE(update(around, slowness), before);
  }
}

TEST(EikonalLeaf, ACellIsLaterThanTheNeighboursItRestsOn) {
  // Taking away every neighbour that is not earlier changes nothing.
  std::mt19937 random(3);
  for (int trial = 0; trial < 20000; ++trial) {
    const auto slowness = static_cast<std::uint16_t>(1 + random() % (trial % 2 == 0 ? 12 : 400));
    std::array<std::uint32_t, 8> around{};
    for (auto& time : around) time = static_cast<std::uint32_t>(random() % 500);
    const std::uint32_t value = update(around, slowness);
    for (auto& time : around) time = time < value ? time : time_never;
    ASSERT_EQ(update(around, slowness), value);
  }
}

TEST(EikonalLeaf, APlaneWaveKeepsItsSpeedAlongAxesAndDiagonals) {
  constexpr std::uint32_t n = time_never;
  EXPECT_EQ(update({n, 1000, n, n, n, n, n, n}, 191), 1191U);
  EXPECT_EQ(update({1000, 1135, n, n, n, n, n, n}, 191), 1270U);  // sqrt(2) · 191 = 270.1
  EXPECT_EQ(update({1000, 1100, n, n, n, n, n, n}, 191), 1263U);  // 100 + sqrt(191² − 100²) = 262.7
}

TEST(EikonalLeaf, NobodyPassesBetweenTwoWallsThatTouchAtACorner) {
  constexpr std::uint32_t b = time_blocked;
  EXPECT_EQ(update({1000, b, b, b, b, b, b, b}, 191), time_never);
}

}  // namespace
}  // namespace machi::kernels
