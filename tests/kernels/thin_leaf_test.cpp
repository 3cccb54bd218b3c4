// One step of thinning: every variant gives the bits of the plain twin, and the twin keeps the rule.
#include "kernels/thin_leaf/thin_leaf.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr ThinSide all_sides[] = {ThinSide::north, ThinSide::south, ThinSide::east, ThinSide::west};

TEST(ThinLeaf, EveryVariantEqualsThePlainTwin) {
  std::mt19937_64 random(1);
  for (const std::size_t leaves : {std::size_t{1}, std::size_t{3}, std::size_t{8}, std::size_t{64}, std::size_t{129}}) {
    for (int density = 0; density < 3; ++density) {
      std::vector<std::uint64_t> nine(thin_planes * leaves);
      for (std::uint64_t& mask : nine)
        mask = density == 0 ? random() & random() : density == 1 ? random() : random() | random() | random();
      for (const ThinSide side : all_sides) {
        std::vector<std::uint64_t> expected(leaves);
        thin_leaf(Variant::ref, side, nine, expected);
        for (const Variant variant : available_variants()) {
          std::vector<std::uint64_t> removable(leaves, ~std::uint64_t{0});
          thin_leaf(variant, side, nine, removable);
          EXPECT_EQ(removable, expected) << name_of(variant) << ", " << leaves;
        }
      }
    }
  }
}

std::uint64_t removable_of(ThinSide side, std::uint64_t leaf, std::uint64_t east = 0) {
  std::vector<std::uint64_t> nine(thin_planes, 0);
  nine[4] = leaf;
  nine[5] = east;
  std::vector<std::uint64_t> removable(1);
  thin_leaf(Variant::ref, side, nine, removable);
  return removable[0];
}

TEST(ThinLeaf, PeelsTheRowOnItsSide) {
  const std::uint64_t block = 0x00007e7e7e7e0000ULL;  // rows 2 to 5, columns 1 to 6
  EXPECT_EQ(removable_of(ThinSide::north, block), 0x00007e0000000000ULL);
  EXPECT_EQ(removable_of(ThinSide::south, block), 0x00000000007e0000ULL);
  EXPECT_EQ(removable_of(ThinSide::east, block), 0x0000404040400000ULL);
  EXPECT_EQ(removable_of(ThinSide::west, block), 0x0000020202020000ULL);
}

TEST(ThinLeaf, LeavesLinesEndsAndSingleCells) {
  for (const ThinSide side : all_sides) {
    EXPECT_EQ(removable_of(side, 0x0000003c00000000ULL), 0U);  // a line
    EXPECT_EQ(removable_of(side, 0x0804020100000000ULL), 0U);  // a diagonal
    EXPECT_EQ(removable_of(side, 0x0000000800000000ULL), 0U);  // a cell
  }
}

TEST(ThinLeaf, SeesTheNextLeaf) {
  const std::uint64_t end = 0x0000008000000000ULL;    // the last cell of a row
  const std::uint64_t below = 0x0000000080000000ULL;  // and the one below it
  // With the two cells that follow to the east, the upper row of a strip of two can go.
  EXPECT_EQ(removable_of(ThinSide::north, end | below), 0U);
  EXPECT_EQ(removable_of(ThinSide::north, end | below, 0x0000000101000000ULL), end);
}

}  // namespace
}  // namespace machi::kernels
