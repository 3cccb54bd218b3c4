// Irradiance of planes against published rows and simple skies.
#include "engine/climate/plane_irradiance.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

SkyState sky_of(double ghi, double dni, double dhi, double zenith_deg, double azimuth_deg) {
  SkyState sky;
  sky.sun.apparent_zenith_deg = zenith_deg;
  sky.sun.azimuth_deg = azimuth_deg;
  sky.sun.distance_au = 1.01685;  // 1321.17 W/m2 from a constant of 1366.1
  sky.global_level_W_m2 = ghi;
  sky.direct_normal_W_m2 = dni;
  sky.diffuse_level_W_m2 = dhi;
  return sky;
}

double sky_part(const PlaneIrradiance& plane) {
  return plane.total() - plane.direct - plane.ground;
}

// Rows of the tests of pvlib-python 0.9 (BSD-3): tilt 40, facing south.
TEST(PlaneIrradiance, GivesThePublishedSkyDiffuse) {
  const PlaneFacing facing{40, 180};
  const SkyState low = sky_of(79.7386, 316.1949, 40.4615, 82.854570, 66.714103);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::isotropic, low, facing, 0.2)), 35.7284, 1e-3);
  const PlaneIrradiance perez_low = plane_irradiance(SkyModel::perez, low, facing, 0.2);
  EXPECT_NEAR(sky_part(perez_low), 31.4605, 5e-3);
  EXPECT_NEAR(perez_low.sky, 26.8414, 5e-3);
  EXPECT_NEAR(perez_low.horizon, 4.6221, 5e-3);
  EXPECT_EQ(perez_low.circumsolar, 0);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::hay_davies, low, facing, 0.2)), 27.1775, 1e-3);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::reindl, low, facing, 0.2)), 27.9412, 1e-3);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::klucher, low, facing, 0.2)), 36.7898, 1e-3);
  const SkyState high = sky_of(257.2075, 646.2289, 62.0338, 72.416872, 287.041041);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::isotropic, high, facing, 0.2)), 54.7772, 1e-3);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::hay_davies, high, facing, 0.2)), 33.1909, 1e-3);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::reindl, high, facing, 0.2)), 34.1663, 1e-3);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::klucher, high, facing, 0.2)), 56.9659, 1e-3);
  const SkyState south = sky_of(900, 0, 100, 20, 180);
  EXPECT_NEAR(sky_part(plane_irradiance(SkyModel::klucher, south, facing, 0.2)), 94.99429932, 1e-6);
  const PlaneIrradiance perez_high = plane_irradiance(SkyModel::perez, high, facing, 0.2);
  EXPECT_NEAR(sky_part(perez_high), 45.4554, 1e-2);
  EXPECT_NEAR(perez_high.sky, 31.7270, 1e-2);
  EXPECT_NEAR(perez_high.circumsolar, 4.4797, 1e-2);
  EXPECT_NEAR(perez_high.horizon, 9.2532, 1e-2);
}

TEST(PlaneIrradiance, OfTheLevelIsWhatTheWeatherTells) {
  const SkyState sky = sky_of(700, 800, 100, 41.40962, 180);  // cos z = 0.75
  const PlaneIrradiance level = plane_irradiance(SkyModel::isotropic, sky, {0, 180}, 0.2);
  EXPECT_NEAR(level.total(), 700, 1e-3);
  EXPECT_EQ(level.ground, 0);
}

TEST(PlaneIrradiance, OfAWallSeesHalfSkyAndHalfGround) {
  const SkyState sky = sky_of(400, 0, 400, 60, 180);
  const PlaneIrradiance wall = plane_irradiance(SkyModel::isotropic, sky, {90, 0}, 0.3);
  EXPECT_NEAR(wall.sky, 200, 1e-9);
  EXPECT_NEAR(wall.ground, 60, 1e-9);
  const PlaneIrradiance floor = plane_irradiance(SkyModel::isotropic, sky, {180, 0}, 0.3);
  EXPECT_NEAR(floor.total(), 120, 1e-9);
}

TEST(PlaneIrradiance, HasNoDirectLightFromBehindOrByNight) {
  EXPECT_EQ(plane_irradiance(SkyModel::perez, sky_of(500, 600, 100, 50, 180), {90, 0}, 0.2).beam(), 0);
  EXPECT_EQ(plane_irradiance(SkyModel::perez, sky_of(5, 10, 5, 90.2, 180), {90, 180}, 0.2).beam(), 0);
}

TEST(PlaneIrradiance, HasAxesAtRightAngles) {
  for (const PlaneFacing facing : {PlaneFacing{90, 180}, {90, 90}, {0, 180}, {35, 250}, {180, 0}}) {
    const PlaneAxes axes = axes_of(facing);
    EXPECT_NEAR(dot(axes.out, axes.right), 0, 1e-12);
    EXPECT_NEAR(dot(axes.out, axes.up), 0, 1e-12);
    EXPECT_NEAR(dot(axes.right, axes.up), 0, 1e-12);
  }
  EXPECT_NEAR(axes_of({90, 180}).right[0], 1, 1e-12);  // who looks at a south wall has the east on the right
}

}  // namespace
}  // namespace machi
