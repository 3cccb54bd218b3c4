/// \file  The point of an entrance along its link.
#include "engine/population/entrance_point.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace machi {
namespace {

TEST(EntrancePoint, LiesAtItsOffsetAlongTheShape) {
  const std::vector<PointMm> shape{{0, 0, 0}, {3000, 4000, 500}, {3000, 4000, 500}, {3000, 14000, 1500}};
  EXPECT_EQ(point_along(shape, 2.5), (PointMm{1500, 2000, 250}));
  EXPECT_EQ(point_along(shape, 5), (PointMm{3000, 4000, 500}));
  EXPECT_EQ(point_along(shape, 11), (PointMm{3000, 10000, 1100}));
}

TEST(EntrancePoint, IsAnEndForAnOffsetOutside) {
  const std::vector<PointMm> shape{{1, 2, 3}, {1001, 2, 3}};
  EXPECT_EQ(point_along(shape, -1), shape.front());
  EXPECT_EQ(point_along(shape, NAN), shape.front());
  EXPECT_EQ(point_along(shape, 7), shape.back());
  EXPECT_EQ(point_along(std::vector<PointMm>{{5, 6, 7}}, 3), (PointMm{5, 6, 7}));
}

TEST(EntrancePoint, DoesNotOverflowAcrossTheWholeFrame) {
  const std::vector<PointMm> shape{{-2'000'000'000, 0, 0}, {2'000'000'000, 0, 0}};
  EXPECT_EQ(point_along(shape, 3'000'000), (PointMm{1'000'000'000, 0, 0}));
}

}  // namespace
}  // namespace machi
