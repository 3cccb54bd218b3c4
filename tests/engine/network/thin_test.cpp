// Thinning keeps the shape of what it thins, is one cell wide and does not depend on the ranks.
#include "engine/network/thin.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/network/clearance.hpp"
#include "engine/network/cross_section.hpp"
#include "engine/network/mend.hpp"
#include "tests/engine/network/masks.hpp"

namespace machi {
namespace {

using masks::leaves_of;
using masks::mask_of;
using masks::Picture;
using masks::Shape;

Picture thinned(const Comm& comm, const Shape& shape, int radius) {
  const LeafDomain leaves = leaves_of(comm, shape, radius);
  std::vector<std::uint64_t> mask = mask_of(leaves, shape);
  const std::vector<std::uint64_t> keep(leaves.size(), 0);
  thin(comm, leaves, keep, mask);
  return {comm, leaves, mask};
}

// Whether a cell could still go: not an end, and its neighbours stay connected around it.
bool could_go(const Picture& picture, int x, int y) {
  constexpr std::array<std::array<int, 2>, 8> around{
      {{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}};
  std::array<bool, 8> set{};
  int neighbours = 0;
  for (std::size_t k = 0; k < 8; ++k) {
    set[k] = picture.at(x + around[k][0], y + around[k][1]);
    neighbours += set[k] ? 1 : 0;
  }
  int crossings = 0;
  for (std::size_t k = 0; k < 8; k += 2) crossings += !set[k] && (set[k + 1] || set[(k + 2) % 8]) ? 1 : 0;
  return neighbours >= 2 && crossings == 1;
}

TEST(Thin, KeepsPartsAndHolesAndLeavesNothingToRemove) {
  const Comm comm = Comm::world();
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    const Shape shape = masks::blots(seed);
    const LeafDomain leaves = leaves_of(comm, shape, 1);
    const Picture before(comm, leaves, mask_of(leaves, shape));
    const Picture after = thinned(comm, shape, 1);
    EXPECT_LT(after.count(), before.count() / 2) << seed;
    EXPECT_EQ(after.parts(true), before.parts(true)) << seed;
    EXPECT_EQ(after.parts(false), before.parts(false)) << seed;
    for (int y = 0; y < masks::side; ++y) {
      for (int x = 0; x < masks::side; ++x) {
        if (!after.at(x, y)) continue;
        EXPECT_TRUE(before.at(x, y));
        EXPECT_FALSE(could_go(after, x, y)) << seed << ": " << x << ", " << y;
      }
    }
  }
}

TEST(Thin, IsTheSameForAnyRanksAndGhosts) {
  for (std::uint32_t seed = 20; seed <= 24; ++seed) {
    const Shape shape = masks::blots(seed);
    const Picture alone = thinned(Comm::null(), shape, 1);
    for (const int radius : {1, 2, 5})
      EXPECT_EQ(thinned(Comm::world(), shape, radius), alone) << seed << ", " << radius;
  }
}

TEST(Thin, ASquareOfTwoByTwoDoesNotVanish) {
  const Picture line = thinned(
      Comm::world(), [](int x, int y) { return x / 2 == 20 && y / 2 == 31; }, 1);
  EXPECT_GE(line.count(), 1);
  EXPECT_EQ(line.parts(true), 1);
}

TEST(Thin, KeptCellsStayJoinedToTheLine) {
  const Comm comm = Comm::world();
  const Shape street = [](int x, int y) { return x >= 10 && x < 100 && y >= 60 && y < 69; };
  const LeafDomain leaves = leaves_of(comm, street, 1);
  std::vector<std::uint64_t> mask = mask_of(leaves, street);
  std::vector<std::uint64_t> keep = mask_of(leaves, [](int x, int y) { return x == 10 && y == 64; });
  leaves.exchange(comm, std::span(keep));
  thin(comm, leaves, keep, mask);
  const Picture line(comm, leaves, mask);
  EXPECT_TRUE(line.at(10, 64));
  EXPECT_EQ(line.parts(true), 1);
  for (int x = 11; x < 90; ++x) EXPECT_TRUE(line.at(x, 64)) << x;
}

TEST(Clearance, IsTheDistanceToTheNearestCellOutside) {
  const Comm comm = Comm::world();
  constexpr int radius = 3;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    const Shape shape = masks::blots(seed);
    const LeafDomain leaves = leaves_of(comm, shape, radius);
    std::vector<std::uint64_t> mask = mask_of(leaves, shape);
    leaves.exchange(comm, std::span(mask));
    for (std::uint32_t i = 0; i < leaves.own(); ++i) {
      for (int bit = 0; bit < leaf_cells; bit += 5) {
        if ((mask[i] >> bit & 1) == 0) continue;
        const int x = leaves.leaf(i).x * 8 + (bit & 7);
        const int y = leaves.leaf(i).y * 8 + (bit >> 3);
        int expected = radius * 8 * radius * 8;
        for (int dy = -24; dy <= 24; ++dy)
          for (int dx = -24; dx <= 24; ++dx) {
            const bool inside = x + dx >= 0 && y + dy >= 0 && x + dx < 128 && y + dy < 128 && shape(x + dx, y + dy);
            if (!inside) expected = std::min(expected, dx * dx + dy * dy);
          }
        ASSERT_EQ(squared_clearance(leaves, mask, i, bit), static_cast<std::uint32_t>(expected)) << x << ", " << y;
      }
    }
  }
}

// Sum of the widths across the middle of a street, in 1/1000 cells, and of the cells there.
void add_widths(const Comm& comm, const Shape& street, std::int64_t& width_mm, std::int64_t& cells) {
  const LeafDomain leaves = leaves_of(comm, street, 5);
  std::vector<std::uint64_t> mask = mask_of(leaves, street);
  leaves.exchange(comm, std::span(mask));
  std::vector<std::uint64_t> line = mask;
  thin(comm, leaves, std::vector<std::uint64_t>(leaves.size(), 0), line);
  for (std::uint32_t i = 0; i < leaves.own(); ++i) {
    for (int bit = 0; bit < leaf_cells; ++bit) {
      const int x = leaves.leaf(i).x * 8 + (bit & 7) - 64;
      const int y = leaves.leaf(i).y * 8 + (bit >> 3) - 64;
      if ((line[i] >> bit & 1) == 0 || x * x + y * y > 40 * 40) continue;
      ++cells;
      width_mm +=
          std::llround(1000 * street_width_cells(leaves, mask, line, i, bit, squared_clearance(leaves, mask, i, bit)));
    }
  }
}

TEST(StreetWidth, IsRightOnAverageAcrossStreetsOfAnyDirection) {
  const Comm comm = Comm::world();
  for (int degrees = 0; degrees < 180; degrees += 15) {
    const double c = std::cos(degrees * 3.14159265358979 / 180);
    const double s = std::sin(degrees * 3.14159265358979 / 180);
    std::int64_t width_mm = 0;
    std::int64_t cells = 0;
    for (int phase = 0; phase < 8; ++phase) {  // where the edges fall between cells
      const Shape street = [&](int x, int y) {
        const double across = (x - 64) * s - (y - 64) * c + 0.17 * phase;
        return std::abs(across) <= 4.6 && std::abs((x - 64) * c + (y - 64) * s) <= 55;
      };
      add_widths(comm, street, width_mm, cells);
    }
    EXPECT_NEAR(static_cast<double>(comm.sum(width_mm)) / static_cast<double>(comm.sum(cells)), 9200, 200) << degrees;
  }
}

TEST(Mend, FillsSmallHolesAndOnlyThose) {
  const Comm comm = Comm::world();
  // Holes of 12, 20 and 21 cells, across leaf corners, and a bay that is open to the outside.
  const Shape shape = [](int x, int y) {
    const auto in = [&](int x0, int y0, int w, int h) { return x >= x0 && x < x0 + w && y >= y0 && y < y0 + h; };
    return in(4, 4, 120, 60) && !in(14, 14, 4, 3) && !in(38, 30, 5, 4) && !in(60, 28, 7, 3) && !in(100, 60, 3, 4);
  };
  const LeafDomain leaves = leaves_of(comm, shape, 3);
  std::vector<std::uint64_t> mask = mask_of(leaves, shape);
  leaves.exchange(comm, std::span(mask));
  fill_holes(comm, leaves, 20, mask);
  const Picture filled(comm, leaves, mask);
  EXPECT_TRUE(filled.at(15, 15));
  EXPECT_TRUE(filled.at(42, 33));
  EXPECT_FALSE(filled.at(63, 29));
  EXPECT_FALSE(filled.at(101, 61));
  EXPECT_EQ(filled.count(), 120 * 60 - 21 - 12);
}

TEST(Mend, ClosesGapsOfOneCellAndNoWiderOnes) {
  const Comm comm = Comm::world();
  const Shape shape = [](int x, int y) { return y >= 20 && y < 30 && x < 90 && x != 39 && x != 60 && x != 61; };
  const LeafDomain leaves = leaves_of(comm, shape, 1);
  std::vector<std::uint64_t> mask = mask_of(leaves, shape);
  close_gaps(comm, leaves, mask);
  const Picture closed(comm, leaves, mask);
  EXPECT_TRUE(closed.at(39, 25));
  EXPECT_FALSE(closed.at(60, 25));
  EXPECT_FALSE(closed.at(61, 25));
  EXPECT_EQ(closed.count(), 88 * 10);
}

}  // namespace
}  // namespace machi
