// Horizons against the plane geometry of long walls, and against brute force in a made-up town.
#include "engine/climate/skyline.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

BuildingPrism box(std::uint32_t building, double x, double y, double width, double depth, double top_m) {
  const auto mm = [](double m) { return static_cast<std::int32_t>(std::lround(1000 * m)); };
  BuildingPrism prism;
  prism.building = building;
  prism.top_m = static_cast<float>(top_m);
  prism.rings = {
      {{mm(x), mm(y), 0}, {mm(x + width), mm(y), 0}, {mm(x + width), mm(y + depth), 0}, {mm(x), mm(y + depth), 0}}};
  for (const PointMm& point : prism.rings[0]) prism.box.add(point);
  return prism;
}

double middle_deg(std::size_t sector) {
  return (static_cast<double>(sector) + 0.5) * sector_deg;
}

TEST(Skyline, LongWallStandsAsPlaneGeometrySays) {
  // 10 m south of the point, 12 m above it, 600 m long.
  const std::vector<BuildingPrism> prisms{box(7, -300, -15, 600, 5, 12)};
  const Skyline city(prisms, {});
  Horizon horizon{};
  city.horizon({0, 0, 0}, no_building, horizon);
  for (std::size_t sector = 0; sector < sky_sectors; ++sector) {
    const double along = -std::cos(middle_deg(sector) * degree);  // towards the wall
    const bool meets = along > std::cos(std::atan(300.0 / 10));
    const double expected = meets ? std::atan(12 * along / 10) / degree : 0;
    EXPECT_NEAR(static_cast<double>(horizon[sector]), expected, 1e-3) << middle_deg(sector);
  }
  city.horizon({0, 0, 0}, 7, horizon);
  for (const float elevation : horizon) EXPECT_EQ(elevation, 0);
  EXPECT_DOUBLE_EQ(city.top_over(0, -12, no_building), 12);
  EXPECT_TRUE(std::isnan(city.top_over(0, -12, 7)));
  EXPECT_TRUE(std::isnan(city.top_over(0, 1, no_building)));
}

// A wall before a wall at the angle psi takes all but 1 - sin psi of its sky (two dimensions); a roof between two keeps
// cos psi.
TEST(Skyline, SkyViewOfStreetsAsTheTextbookHasIt) {
  for (const double height : {3.0, 10.0, 30.0}) {
    const std::vector<BuildingPrism> prisms{box(1, -390, -15, 780, 5, height), box(2, -390, 10, 780, 5, height)};
    const Skyline city(prisms, {});
    Horizon horizon{};
    const double psi = std::atan(height / 10);
    city.horizon_before({0, 0, 0}, 180, horizon);
    const FaceView wall = view_past({90, 180}, std::span(&horizon, 1));
    EXPECT_NEAR(wall.sky, 1 - std::sin(psi), 0.01);
    EXPECT_NEAR(wall.ground, 0.5 + 0.5 * std::sin(psi), 0.005);
    city.horizon({0, 0, 0}, no_building, horizon);
    EXPECT_NEAR(view_past({0, 180}, std::span(&horizon, 1)).sky, std::cos(psi), 0.01);
  }
  Horizon open{};
  for (const double tilt : {0.0, 30.0, 90.0}) EXPECT_NEAR(view_past({tilt, 77}, std::span(&open, 1)).sky, 1, 1e-3);
}

TEST(Skyline, HillsStandBehindHouses) {
  TerrainRaster hills{-2000, -2000, 64, 63, 63, std::vector<float>(63 * 63, 0)};
  for (std::int64_t row = 50; row < 63; ++row)  // 1,200 m north, 300 m high
    for (std::int64_t column = 0; column < 63; ++column)
      hills.height_m[static_cast<std::size_t>(row * 63 + column)] = 300;
  const Skyline city({}, hills);
  Horizon horizon{};
  city.horizon({0, 0, 0}, no_building, horizon);
  EXPECT_NEAR(static_cast<double>(horizon[0]), std::atan(300.0 / 1250) / degree, 1);
  EXPECT_EQ(horizon[36], 0);
}

/// Every edge of every prism, without an index.
double brute_deg(const std::vector<BuildingPrism>& prisms, const Viewpoint& from, double azimuth_deg) {
  const double dx = std::sin(azimuth_deg * degree), dy = std::cos(azimuth_deg * degree);
  double best = 0;
  for (const BuildingPrism& prism : prisms)
    for (const auto& ring : prism.rings)
      for (std::size_t k = 0; k < ring.size(); ++k) {
        const PointMm& a = ring[k];
        const PointMm& b = ring[(k + 1) % ring.size()];
        const double ax = 1e-3 * a.x_mm - from.x_m, ay = 1e-3 * a.y_mm - from.y_m;
        const double ex = 1e-3 * (b.x_mm - a.x_mm), ey = 1e-3 * (b.y_mm - a.y_mm);
        const double cross = dx * ey - dy * ex;
        if (cross == 0) continue;
        const double t = (ax * ey - ay * ex) / cross, u = (ax * dy - ay * dx) / cross;
        if (t <= 0 || t > Skyline::reach_m || u < 0 || u > 1) continue;
        best = std::max(best, (static_cast<double>(prism.top_m) - from.z_m) / t);
      }
  return std::atan(best) / degree;
}

TEST(Skyline, RaysAreThoseOfBruteForce) {
  RandomStream random(3, 0, 0);
  std::vector<BuildingPrism> town;
  for (std::uint32_t k = 0; k < 150; ++k)
    town.push_back(box(k, random.uniform(-300, 300), random.uniform(-300, 300), random.uniform(4, 30),
                       random.uniform(4, 30), random.uniform(3, 40)));
  const Skyline city(town, {});
  for (int point = 0; point < 60; ++point) {
    const Viewpoint from{random.uniform(-320, 320), random.uniform(-320, 320), random.uniform(0, 20)};
    Horizon horizon{};
    city.horizon(from, no_building, horizon);
    for (std::size_t sector = 0; sector < sky_sectors; ++sector)
      EXPECT_NEAR(static_cast<double>(horizon[sector]), brute_deg(town, from, middle_deg(sector)), 1e-4);
  }
}

}  // namespace
}  // namespace machi
