// The quadratic map: a worked value, and the same bits in every variant.
#include "kernels/quadratic_map/quadratic_map.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <random>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

TEST(QuadraticMap, AddsItsSixTerms) {
  const QuadraticMap map{10, 20, 2, 4, {1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}};
  const std::vector<double> first{11};
  const std::vector<double> second{19.5};
  std::vector<double> x(1);
  std::vector<double> y(1);
  for (const Variant variant : available_variants()) {
    quadratic_map(variant, map, first, second, x, y);  // u = 2, v = -2
    EXPECT_EQ(x[0], 1 + 4 - 6 + 16 - 20 + 24) << name_of(variant);
    EXPECT_EQ(y[0], 6 + 10 - 8 + 12 - 8 + 4) << name_of(variant);
  }
}

TEST(QuadraticMap, EveryVariantGivesTheSameBits) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> anywhere(-1, 1);
  QuadraticMap map{35.5, 139.7, 200, 200, {}, {}};
  for (double& c : map.x) c = 1e4 * anywhere(random);
  for (double& c : map.y) c = 1e4 * anywhere(random);
  for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 255U, 1000U}) {
    std::vector<double> first(count);
    std::vector<double> second(count);
    for (double& f : first) f = 35.5 + 0.01 * anywhere(random);
    for (double& s : second) s = 139.7 + 0.01 * anywhere(random);
    std::vector<double> x_ref(count);
    std::vector<double> y_ref(count);
    quadratic_map(Variant::ref, map, first, second, x_ref, y_ref);
    for (const Variant variant : available_variants()) {
      std::vector<double> x(count);
      std::vector<double> y(count);
      quadratic_map(variant, map, first, second, x, y);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(std::bit_cast<std::uint64_t>(x[i]), std::bit_cast<std::uint64_t>(x_ref[i])) << name_of(variant);
        ASSERT_EQ(std::bit_cast<std::uint64_t>(y[i]), std::bit_cast<std::uint64_t>(y_ref[i])) << name_of(variant);
      }
    }
  }
}

}  // namespace
}  // namespace machi::kernels
