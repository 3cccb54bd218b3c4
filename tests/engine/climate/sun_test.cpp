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

struct SpaRow {
  int year, month, day;
  double hour_ut, latitude_deg, longitude_deg, zenith_deg, azimuth_deg;
};

// Moments and places by chance, and two of the worst of 20,000; positions by the SPA of pvlib-python (BSD-3).
TEST(Sun, StaysWithinAHundredthOfADegreeOfSpaFrom2000To2050) {
  const SpaRow rows[] = {{2003, 8, 17, 3.355000000, -52.907361, 100.490307, 71.38516, 31.09908},
                         {2013, 1, 8, 7.712222222, 0.682568, -81.380290, 141.65189, 126.43829},
                         {2013, 5, 31, 2.598888889, 57.515890, 102.298178, 45.02200, 125.93651},
                         {2013, 6, 1, 15.652777778, 30.296265, 81.624810, 113.23455, 316.52033},
                         {2013, 9, 10, 10.694722222, -53.257596, -52.308527, 82.76082, 71.89320},
                         {2014, 2, 10, 8.273333333, 65.986817, -143.208405, 126.15576, 332.46595},
                         {2019, 7, 14, 8.355277778, -32.960067, -44.537178, 110.21446, 76.65530},
                         {2033, 1, 18, 23.606388889, -3.293385, -103.866601, 67.84798, 249.38960},
                         {2037, 11, 29, 4.148611111, -2.673638, -145.234516, 98.23235, 247.80466},
                         {2039, 8, 21, 12.305000000, -47.518481, -70.767638, 84.02597, 64.83536},
                         {2042, 7, 17, 3.247222222, -62.825182, -73.292297, 134.72836, 215.31986},
                         {2042, 11, 27, 11.642500000, -11.655174, -122.032296, 116.20414, 120.85483},
                         {2046, 2, 3, 2.014166667, -46.490117, 132.246790, 34.66368, 37.09697},
                         {2046, 6, 6, 4.364722222, -49.382356, 154.128543, 80.31502, 323.08298}};
  for (const SpaRow& row : rows) {
    const SunPosition sun =
        sun_position(julian_day(row.year, row.month, row.day, row.hour_ut), row.latitude_deg, row.longitude_deg);
    const double turned_deg = std::remainder(sun.azimuth_deg - row.azimuth_deg, 360.0);
    const double across_deg = turned_deg * std::sin(row.zenith_deg * 3.14159265358979 / 180);
    EXPECT_LT(std::hypot(sun.zenith_deg - row.zenith_deg, across_deg), 0.01) << row.year << "-" << row.month;
  }
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
