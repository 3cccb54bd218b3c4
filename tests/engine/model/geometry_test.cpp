// Exact areas and point-in-polygon on millimetres.
#include "engine/model/geometry.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

PolygonTable square_with_hole() {
  PolygonTable table;
  table.kind = {SurfaceKind::surface};
  table.lod = {1};
  table.part = {0};
  table.points = {{0, 0, 0},       {10000, 0, 0},   {10000, 10000, 0}, {0, 10000, 0},
                  {2000, 2000, 0}, {2000, 4000, 0}, {4000, 4000, 0},   {4000, 2000, 0}};
  table.point_begin = {0, 4, 8};
  table.ring_begin = {0, 2};
  return table;
}

TEST(Geometry, AreaTakesHolesOff) {
  EXPECT_DOUBLE_EQ(area_m2(square_with_hole(), 0), 96.0);
}

TEST(Geometry, ContainsKnowsHolesAndCountsEdgesOnce) {
  const PolygonTable table = square_with_hole();
  EXPECT_TRUE(contains(table, 0, 1000, 1000));
  EXPECT_FALSE(contains(table, 0, 3000, 3000));
  EXPECT_FALSE(contains(table, 0, 11000, 5000));
  EXPECT_NE(contains(table, 0, 0, 5000), contains(table, 0, 10000, 5000));
}

TEST(Geometry, AppendCopiesRings) {
  PolygonTable copy;
  copy.append(square_with_hole(), 0);
  copy.append(square_with_hole(), 0);
  EXPECT_EQ(copy.size(), 2U);
  EXPECT_DOUBLE_EQ(area_m2(copy, 1), 96.0);
}

}  // namespace
}  // namespace machi
