// Every variant raises cells to the same bits as the reference, and the reference to the plane.
#include "kernels/raise_to_plane/raise_to_plane.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
using Heights = std::array<float, 64>;

std::array<std::uint32_t, 64> bits_of(const Heights& height_m) {
  return std::bit_cast<std::array<std::uint32_t, 64>>(height_m);
}

TEST(RaiseToPlane, EveryVariantGivesTheReferencesBits) {
  RandomStream random(42, 0, 0);
  for (int trial = 0; trial < 2000; ++trial) {
    HeightPlane plane;
    plane.at_origin = random.uniform(-5000, 5000);
    plane.per_column = trial % 5 == 0 ? 0.5 : random.uniform(-300, 300);  // 0.5: ties
    plane.per_row = trial % 5 == 0 ? 1.5 : random.uniform(-300, 300);
    if (trial % 5 == 0) plane.at_origin = std::floor(plane.at_origin);
    plane.lowest = -3000;
    plane.highest = 3000;
    const std::uint64_t mask = trial % 3 == 0 ? ~std::uint64_t{0} : std::uint64_t{random.word()} << 32 | random.word();
    Heights before;
    for (float& height_m : before)
      height_m = random.uniform() < 0.3 ? nan : static_cast<float>(std::floor(random.uniform(-3000, 3000)) / 256);
    Heights expected = before;
    raise_to_plane(Variant::ref, plane, mask, expected);
    for (const Variant variant : available_variants()) {
      Heights height_m = before;
      raise_to_plane(variant, plane, mask, height_m);
      ASSERT_EQ(bits_of(height_m), bits_of(expected)) << name_of(variant);
    }
  }
}

TEST(RaiseToPlane, WritesThePlaneWithinItsBoundsAndOnlyUnderTheMask) {
  for (const Variant variant : available_variants()) {
    Heights height_m;
    height_m.fill(nan);
    height_m[9] = 100;  // higher than the plane: stays
    height_m[10] = -100;
    raise_to_plane(variant, {256, 64, 128, 300, 1000}, 0x00000000000fff00ULL, height_m);
    EXPECT_TRUE(std::isnan(height_m[0]));
    EXPECT_EQ(height_m[8], 1.5F);  // row 1: (256 + 128) / 256
    EXPECT_EQ(height_m[9], 100.0F);
    EXPECT_EQ(height_m[10], 2.0F);
    EXPECT_EQ(height_m[16], 2.0F);
    EXPECT_EQ(height_m[19], 2.75F);
    EXPECT_TRUE(std::isnan(height_m[20]));
    raise_to_plane(variant, {0, 0, 0, 300, 1000}, 1, height_m);
    EXPECT_EQ(height_m[0], 300.0F / 256);
    raise_to_plane(variant, {9999, 0, 0, 300, 1000}, 1, height_m);
    EXPECT_EQ(height_m[0], 1000.0F / 256);
  }
}

TEST(RaiseToPlane, DoesNotDependOnTheOrderOfPlanes) {
  const HeightPlane a{-0.3, 0, 0, -9, 9};  // rounds to zero: no minus zero may stay
  const HeightPlane b{0.2, 0, 0, -9, 9};
  for (const Variant variant : available_variants()) {
    Heights first;
    first.fill(nan);
    Heights second = first;
    raise_to_plane(variant, a, ~std::uint64_t{0}, first);
    raise_to_plane(variant, b, ~std::uint64_t{0}, first);
    raise_to_plane(variant, b, ~std::uint64_t{0}, second);
    raise_to_plane(variant, a, ~std::uint64_t{0}, second);
    EXPECT_EQ(bits_of(first), bits_of(second));
    EXPECT_FALSE(std::signbit(first[0]));
  }
}

}  // namespace
}  // namespace machi::kernels
