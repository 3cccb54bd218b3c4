// Every variant of the slope gives the reference's bits, and the reference the law's values.
#include "kernels/slope/slope.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

std::vector<std::uint8_t> slope_of(Variant variant, const std::vector<float>& height_m, float cell_m) {
  std::vector<std::uint8_t> percent(height_m.size() / 100 * 64, 77);
  slope(variant, height_m, cell_m, percent);
  return percent;
}

TEST(Slope, EveryVariantGivesTheReferencesBits) {
  RandomStream random(41, 0, 0);
  std::vector<float> height_m(100 * 500);
  for (std::size_t i = 0; i < height_m.size(); ++i) {
    const double spread = i % 300 < 100 ? 0.05 : i % 300 < 200 ? 3 : 60;
    const auto steps = std::floor(random.uniform(-spread, spread) * 256);
    height_m[i] = random.uniform() < 0.15 ? nan : static_cast<float>(steps / 256);
  }
  for (const float cell_m : {1.0F, 0.7F, 100.0F}) {
    const auto expected = slope_of(Variant::ref, height_m, cell_m);
    for (const Variant variant : available_variants())
      EXPECT_EQ(slope_of(variant, height_m, cell_m), expected) << name_of(variant);
  }
}

TEST(Slope, FollowsAPlaneAlsoWhereNeighboursAreUnknown) {
  for (const Variant variant : available_variants()) {
    std::vector<float> height_m(100);
    for (std::size_t i = 0; i < 100; ++i)
      height_m[i] = 0.25F * static_cast<float>(i % 10) + 0.5F * static_cast<float>(i / 10);
    EXPECT_EQ(slope_of(variant, height_m, 2.0F), std::vector<std::uint8_t>(64, 28));  // 100 sqrt(.25² + .5²) / 2
    for (std::size_t i = 0; i < 10; ++i) height_m[i] = height_m[90 + i] = height_m[i * 10] = height_m[i * 10 + 9] = nan;
    EXPECT_EQ(slope_of(variant, height_m, 2.0F), std::vector<std::uint8_t>(64, 28));
  }
}

TEST(Slope, IsLevelWithoutHeightsAndEndsAt255) {
  for (const Variant variant : available_variants()) {
    EXPECT_EQ(slope_of(variant, std::vector<float>(100, nan), 1.0F), std::vector<std::uint8_t>(64, 0));
    std::vector<float> lone(100, nan);
    lone[55] = 3;
    EXPECT_EQ(slope_of(variant, lone, 1.0F), std::vector<std::uint8_t>(64, 0));
    std::vector<float> cliff(100, 0);
    cliff[55] = 9000;
    const auto percent = slope_of(variant, cliff, 1.0F);
    EXPECT_EQ(percent[4 * 8 + 3], 255);
    EXPECT_EQ(percent[4 * 8 + 4], 0);  // the top itself lies between equal neighbours
    EXPECT_EQ(percent[0], 0);
  }
}

TEST(Slope, TakesNoLeaves) {
  for (const Variant variant : available_variants()) EXPECT_TRUE(slope_of(variant, {}, 1.0F).empty());
}

}  // namespace
}  // namespace machi::kernels
