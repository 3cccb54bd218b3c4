// Every combination once; every part of every range once.
#include "engine/study/design.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace machi {
namespace {

TEST(Design, GridHasEveryCombinationOnce) {
  const auto points = full_grid({2, 3, 1});
  EXPECT_EQ(points.size(), 6U);
  EXPECT_EQ(std::set(points.begin(), points.end()).size(), 6U);
  EXPECT_EQ(points[1], (std::vector<std::size_t>{0, 1, 0}));
  EXPECT_EQ(full_grid({}).size(), 1U);
}

TEST(Design, HypercubeHasEveryPartOfEveryRangeOnce) {
  constexpr std::size_t points = 50;
  const auto design = latin_hypercube(points, 3, 5);
  for (std::size_t p = 0; p < 3; ++p) {
    std::set<int> parts;
    for (const auto& point : design) parts.insert(static_cast<int>(std::floor(point[p] * points)));
    EXPECT_EQ(parts.size(), points);
    EXPECT_GE(*parts.begin(), 0);
  }
  EXPECT_EQ(design, latin_hypercube(points, 3, 5));
  EXPECT_NE(design, latin_hypercube(points, 3, 6));
  // No two parameters in the same order.
  EXPECT_FALSE(std::all_of(design.begin(), design.end(),
                           [](const auto& x) { return std::floor(x[0] * points) == std::floor(x[1] * points); }));
}

}  // namespace
}  // namespace machi
