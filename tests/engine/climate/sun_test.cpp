// The sun stands where NREL's solar position algorithm has it.
#include "engine/climate/sun.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace machi {
namespace {

// sun_position says that it is within 0.01 degrees.

TEST(Sun, CountsJulianDays) {
  EXPECT_DOUBLE_EQ(julian_day(2000, 1, 1, 12), 2451545.0);
  EXPECT_DOUBLE_EQ(julian_day(1987, 6, 19, 12), 2446966.0);
  EXPECT_NEAR(julian_day(2003, 10, 17, 19.5 + 30.0 / 3600), 2452930.312847, 1e-6);
}

TEST(Sun, StandsWhereTheCaseOfTheSpaReportHasIt) {
  const SunPosition sun = sun_position(julian_day(2003, 10, 17, 19.5 + 30.0 / 3600), 39.742476, -105.1786, {820, 11});
  EXPECT_NEAR(sun.apparent_zenith_deg, 50.11162, 0.01);
  EXPECT_NEAR(90 - sun.zenith_deg, 39.872046, 0.01);
  EXPECT_NEAR(sun.azimuth_deg, 194.34024, 0.01);
  EXPECT_NEAR(sun.distance_au, 0.9965422974, 2e-5);
}

TEST(Sun, IsOverheadWhereItShouldBeInBothHemispheres) {
  // June solstice of 2023 at 14:58 UT; noon over the meridian of 43.9 W by the equation of time of -1.8 min.
  const double solstice = julian_day(2023, 6, 21, 14 + 58.0 / 60);
  const SunPosition north = sun_position(solstice, 23.436, -44.05);
  EXPECT_LT(north.zenith_deg, 0.1);
  const SunPosition south = sun_position(solstice, -35, -44.05);
  EXPECT_NEAR(south.zenith_deg, 35 + 23.436, 0.05);
  EXPECT_LT(std::min(south.azimuth_deg, 360 - south.azimuth_deg), 0.5);  // due north
  const SunPosition night = sun_position(solstice + 0.5, 80, -44.05);
  EXPECT_NEAR(night.zenith_deg, 180 - 80 - 23.436, 0.05);  // midnight sun
}

TEST(Sun, PointsInTheDirectionOfItsAngles) {
  SunPosition sun;
  sun.apparent_zenith_deg = 60;
  sun.azimuth_deg = 90;
  const SkyVector towards = direction_to(sun);
  EXPECT_NEAR(towards[0], std::sqrt(0.75), 1e-12);
  EXPECT_NEAR(towards[1], 0, 1e-12);
  EXPECT_NEAR(towards[2], 0.5, 1e-12);
}

}  // namespace
}  // namespace machi
