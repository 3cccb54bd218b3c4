/// \file  Shapes as well-known text.
#include "io/scenario/wkt.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

std::string complaint_about(const std::string& text) {
  try {
    read_wkt(text);
  } catch (const WktError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(Wkt, ReadsEveryKind) {
  EXPECT_EQ(read_wkt("POINT (1 -2.5)").points, (std::vector<PointMm>{{1000, -2500, 0}}));
  EXPECT_EQ(read_wkt("multipoint((0 0), (1 1))").points.size(), 2U);
  EXPECT_EQ(read_wkt("MULTIPOINT(0 0, 1 1)").points.size(), 2U);
  EXPECT_EQ(read_wkt("LINESTRING(0 0, 1 1, 2 +1)").points[2], (PointMm{2000, 1000, 0}));
  const WktShape polygon = read_wkt("POLYGON Z ((0 0 5, 4 0 5, 4 4 5, 0 4 5, 0 0 5), (1 1 5, 1 2 5, 2 2 5, 1 1 5))");
  EXPECT_EQ(polygon.kind, WktKind::polygons);
  EXPECT_EQ(polygon.polygons.size(), 1U);
  EXPECT_DOUBLE_EQ(area_m2(polygon.polygons, 0), 15.5);
  const WktShape two = read_wkt("MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))");
  EXPECT_EQ(two.polygons.size(), 2U);
  EXPECT_EQ(two.polygons.shell(1)[0], (PointMm{5000, 5000, 0}));
}

TEST(Wkt, MetresAreRoundedToMillimetres) {
  EXPECT_EQ(read_wkt("POINT(0.1 0.0004999)").points[0], (PointMm{100, 0, 0}));
  EXPECT_EQ(read_wkt("POINT(1e3 -0.0006)").points[0], (PointMm{1'000'000, -1, 0}));
}

TEST(Wkt, WhatIsNoShapeIsSaid) {
  EXPECT_EQ(complaint_about(""), "its wkt is nothing, not a POLYGON, MULTIPOLYGON, LINESTRING, POINT or MULTIPOINT");
  EXPECT_EQ(complaint_about("CIRCLE(0 0, 1)"),
            "its wkt is 'CIRCLE', not a POLYGON, MULTIPOLYGON, LINESTRING, POINT or MULTIPOINT");
  EXPECT_EQ(complaint_about("POLYGON EMPTY"), "its wkt is empty");
  EXPECT_EQ(complaint_about("POLYGON M ((0 0, 1 0, 1 1, 0 0))"), "its wkt has M where '(' belongs");
  EXPECT_EQ(complaint_about("POLYGON(0 0, 1 0)"), "its wkt has '0 0, 1 0)' where '(' belongs");
  EXPECT_EQ(complaint_about("POINT(nan 0)"), "its wkt has 'nan 0)' where a number belongs");
  EXPECT_EQ(complaint_about("POINT(0"), "its wkt has nothing where a number belongs");
  EXPECT_EQ(complaint_about("POINT(0 0"), "its wkt has nothing where ')' belongs");
  EXPECT_EQ(complaint_about("POINT(0 0) x"), "its wkt goes on with 'x' after its end");
  EXPECT_EQ(complaint_about("POINT(0 0, 1 1)"), "its wkt has several points. Call it a MULTIPOINT");
  EXPECT_EQ(complaint_about("LINESTRING(0 0)"), "its wkt is a line of one point");
  EXPECT_EQ(complaint_about("POLYGON((0 0, 1 0, 0 0))"),
            "its wkt has a ring of 3 points; it needs at least 4, the last as the first");
}

}  // namespace
}  // namespace machi
