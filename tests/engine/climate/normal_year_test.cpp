// A made-up year keeps its normals, and what its hours say fits together.
#include "engine/climate/normal_year.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/climate/sky_year.hpp"

namespace machi {
namespace {

/// Tokyo, normals 1991-2020 of the Japan Meteorological Agency.
MonthlyNormals tokyo() {
  MonthlyNormals normals;
  normals.place = {"tokyo", 35.692, 139.75, 9, 25.2};
  normals.station = 47662;
  normals.mean_C = {5.4, 6.1, 9.4, 14.3, 18.8, 21.9, 25.7, 26.9, 23.3, 18.0, 12.5, 7.7};
  normals.sunshine_h = {192.6, 170.4, 175.3, 178.8, 179.6, 124.2, 151.4, 174.2, 126.7, 129.4, 149.8, 174.4};
  return normals;
}

double sum_of(const std::vector<double>& column) {
  return std::accumulate(column.begin(), column.end(), 0.0);
}

TEST(NormalYear, MonthsHaveTheirNormals) {
  const MonthlyNormals normals = tokyo();
  const WeatherYear year = normal_year(normals, 1);
  ASSERT_EQ(year.dry_bulb_C.size(), hours_per_year);
  std::size_t hour = 0;
  for (std::size_t month = 0; month < 12; ++month) {
    double sum = 0;
    const auto hours = static_cast<std::size_t>(24 * month_days[month]);
    for (std::size_t k = 0; k < hours; ++k) sum += year.dry_bulb_C[hour++];
    EXPECT_NEAR(sum / static_cast<double>(hours), normals.mean_C[month], 0.25) << month + 1;
  }
}

// On the level 1307 kWh/m² by the weather of Hyakuri (data of pvlib), 70 km off; Ångström's law is right to some per
// cent.
TEST(NormalYear, SunOfTheYearIsThatOfTheRegion) {
  const WeatherYear year = normal_year(tokyo(), 1);
  EXPECT_NEAR(1e-3 * sum_of(year.global_level_W_m2), 1307, 0.08 * 1307);
  const double diffuse = sum_of(year.diffuse_level_W_m2) / sum_of(year.global_level_W_m2);
  EXPECT_GT(diffuse, 0.4);
  EXPECT_LT(diffuse, 0.65);
}

TEST(NormalYear, HoursFitTogether) {
  const WeatherYear year = normal_year(tokyo(), 1);
  const auto sky = sky_year(year, 4);
  for (std::size_t hour = 0; hour < hours_per_year; ++hour) {
    double height = 0;
    for (std::size_t m = 0; m < 4; ++m)
      height += std::max(0.0, std::cos(sky[4 * hour + m].sun.zenith_deg * 3.14159265358979 / 180)) / 4;
    EXPECT_NEAR(year.global_level_W_m2[hour], year.direct_normal_W_m2[hour] * height + year.diffuse_level_W_m2[hour],
                1e-6);
    EXPECT_GE(year.diffuse_level_W_m2[hour], 0);
    EXPECT_LT(year.direct_normal_W_m2[hour], 1100);
    EXPECT_LE(year.dew_point_C[hour], year.dry_bulb_C[hour]);
    EXPECT_LT(year.sky_infrared_W_m2[hour], 5.67e-8 * std::pow(year.dry_bulb_C[hour] + 273.15, 4) + 1e-6);
    EXPECT_GT(year.sky_infrared_W_m2[hour], 0.6 * 5.67e-8 * std::pow(year.dry_bulb_C[hour] + 273.15, 4));
  }
}

TEST(NormalYear, SeedsMakeYearsAndTheSameSeedTheSameYear) {
  const WeatherYear year = normal_year(tokyo(), 1);
  EXPECT_EQ(normal_year(tokyo(), 1).dry_bulb_C, year.dry_bulb_C);
  const WeatherYear other = normal_year(tokyo(), 2);
  EXPECT_NE(other.dry_bulb_C, year.dry_bulb_C);
  EXPECT_NEAR(sum_of(other.dry_bulb_C), sum_of(year.dry_bulb_C), 0.1 * hours_per_year);
  MonthlyNormals elsewhere = tokyo();
  elsewhere.station = 1;
  EXPECT_NE(normal_year(elsewhere, 1).dry_bulb_C, year.dry_bulb_C);
}

}  // namespace
}  // namespace machi
