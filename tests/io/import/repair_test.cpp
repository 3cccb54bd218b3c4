// What an honest import mends, and what it leaves alone.
#include "io/import/repair.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "engine/model/point_inside.hpp"

namespace machi {
namespace {

using Ring = std::vector<PointMm>;

PolygonTable polygon_of(const std::vector<Ring>& rings) {
  PolygonTable table;
  table.kind = {SurfaceKind::footprint};
  table.lod = {0};
  table.part = {0};
  for (const Ring& ring : rings) {
    table.points.insert(table.points.end(), ring.begin(), ring.end());
    table.point_begin.push_back(static_cast<std::uint32_t>(table.points.size()));
  }
  table.ring_begin = {0, static_cast<std::uint32_t>(rings.size())};
  return table;
}

struct Mended {
  PolygonTable polygons;
  std::map<std::string, int> notes;
  double area() const {
    double sum = 0;
    for (std::uint32_t p = 0; p < polygons.size(); ++p) sum += area_m2(polygons, p);
    return sum;
  }
};

Mended mend(const std::vector<Ring>& rings, double min_area_m2 = 0.01) {
  Mended result{polygon_of(rings), {}};
  repair_polygons(result.polygons, min_area_m2, [&](std::string_view kind) { ++result.notes[std::string(kind)]; });
  return result;
}

const Ring square{{0, 0, 0}, {10000, 0, 0}, {10000, 10000, 0}, {0, 10000, 0}};

TEST(Repair, LeavesASoundPolygonAlone) {
  const Mended result = mend({square});
  EXPECT_TRUE(result.notes.empty());
  EXPECT_EQ(result.polygons.points, square);
}

TEST(Repair, TurnsAClockwiseShell) {
  const Mended result = mend({{square.rbegin(), square.rend()}});
  EXPECT_GT(doubled_area_mm2(result.polygons.shell(0)), 0);
  EXPECT_TRUE(result.notes.empty());
}

TEST(Repair, DropsRepeatedPoints) {
  const Mended result = mend({{{0, 0, 0}, {0, 0, 0}, {10000, 0, 0}, {10000, 10000, 0}, {0, 10000, 0}}});
  EXPECT_EQ(result.polygons.points.size(), 4U);
  EXPECT_EQ(result.notes.at("repeated point"), 1);
}

TEST(Repair, LeavesOutARingOfTwoPointsAndOneWithoutArea) {
  EXPECT_EQ(mend({{{0, 0, 0}, {1000, 0, 0}}}).notes.at("ring with fewer than three points"), 1);
  EXPECT_EQ(mend({{{0, 0, 0}, {90, 0, 0}, {90, 90, 0}}}).notes.at("polygon without area"), 1);
}

TEST(Repair, CutsABowTieIntoTwoTriangles) {
  const Mended result = mend({{{0, 0, 0}, {10000, 10000, 0}, {10000, 0, 0}, {0, 10000, 0}}});
  EXPECT_EQ(result.notes.at("self-crossing ring"), 1);
  EXPECT_EQ(result.polygons.size(), 2U);
  EXPECT_DOUBLE_EQ(result.area(), 50.0);
}

TEST(Repair, ReadsAKeyholeAsAHole) {
  // The hole is joined to the shell by a slit that is walked twice.
  const Mended result = mend({{{0, 0, 0},
                               {10000, 0, 0},
                               {10000, 10000, 0},
                               {0, 10000, 0},
                               {0, 5000, 0},
                               {3000, 5000, 0},
                               {3000, 7000, 0},
                               {7000, 7000, 0},
                               {7000, 3000, 0},
                               {3000, 3000, 0},
                               {3000, 5000, 0},
                               {0, 5000, 0}}});
  EXPECT_DOUBLE_EQ(result.area(), 84.0);
  EXPECT_TRUE(contains(result.polygons, 0, 1000, 1000));
  EXPECT_FALSE(contains(result.polygons, 0, 5000, 5000));
}

TEST(Repair, KeepsAHoleInsideAndLeavesOutOneOutside) {
  const Ring inside{{2000, 2000, 0}, {4000, 2000, 0}, {4000, 4000, 0}, {2000, 4000, 0}};
  const Ring outside{{20000, 0, 0}, {21000, 0, 0}, {21000, 1000, 0}};
  const Mended result = mend({square, inside, outside});
  EXPECT_EQ(result.notes.at("hole outside its shell"), 1);
  EXPECT_DOUBLE_EQ(result.area(), 96.0);
}

TEST(Repair, CountsASecondCopyOnce) {
  PolygonTable table = polygon_of({square});
  table.append(polygon_of({{square[1], square[2], square[3], square[0]}}), 0);
  int copies = 0;
  repair_polygons(table, 0.01, [&](std::string_view kind) { copies += kind == "second copy of a polygon"; });
  EXPECT_EQ(copies, 1);
  EXPECT_EQ(table.size(), 1U);
}

TEST(Repair, KeepsAWallThatHasNoAreaFromAbove) {
  const Ring wall{{0, 0, 0}, {10000, 0, 0}, {10000, 0, 3000}, {0, 0, 3000}};
  const Mended result = mend({wall});
  EXPECT_TRUE(result.notes.empty());
  EXPECT_EQ(result.polygons.points, wall);
}

TEST(Repair, FindsAPointInsideAnLShape) {
  const PolygonTable l =
      polygon_of({{{0, 0, 0}, {20000, 0, 0}, {20000, 2000, 0}, {2000, 2000, 0}, {2000, 20000, 0}, {0, 20000, 0}}});
  PointMm point;
  ASSERT_TRUE(point_inside(
      l, [](std::uint32_t) { return true; }, point));
  EXPECT_TRUE(contains(l, 0, point.x_mm, point.y_mm));
}

}  // namespace
}  // namespace machi
