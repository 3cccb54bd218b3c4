// The city's CRS: which one a place uses, and conversion into it within 0.1 mm of PROJ.
#include "io/city/crs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "engine/core/error.hpp"

namespace machi {
namespace {

struct Place {
  const char* name;
  double lat, lon;
  int epsg;
};

TEST(LocalCrs, JapaneseTownsGetTheZoneOfTheirPrefecture) {
  for (const Place& p : {Place{"Nagasaki", 32.75, 129.88, 6669},       Place{"Naze", 28.38, 129.49, 6669},
                         Place{"Fukuoka", 33.59, 130.40, 6670},        Place{"Kagoshima", 31.60, 130.56, 6670},
                         Place{"Hiroshima", 34.39, 132.46, 6671},      Place{"Matsuyama", 33.84, 132.77, 6672},
                         Place{"Okayama", 34.66, 133.93, 6673},        Place{"Kobe", 34.69, 135.19, 6673},
                         Place{"Osaka", 34.69, 135.50, 6674},          Place{"Kyoto", 35.01, 135.77, 6674},
                         Place{"Kaga", 36.31, 136.39, 6675},           Place{"Takaoka", 36.67, 136.93, 6675},
                         Place{"Nagoya", 35.18, 136.91, 6675},         Place{"Ina", 35.83, 137.95, 6676},
                         Place{"Numazu", 35.10, 138.86, 6676},         Place{"Niigata", 37.92, 139.04, 6676},
                         Place{"Chiba", 35.60, 140.12, 6677},          Place{"Ota-ku", 35.54, 139.71, 6677},
                         Place{"Niiza", 35.76, 139.55, 6677},          Place{"Yokosuka", 35.26, 139.74, 6677},
                         Place{"Tsukuba", 36.08, 140.11, 6677},        Place{"Fukushima", 37.76, 140.47, 6677},
                         Place{"Sendai", 38.27, 140.87, 6678},         Place{"Aomori", 40.82, 140.75, 6678},
                         Place{"Hakodate", 41.77, 140.73, 6679},       Place{"Otaru", 43.19, 140.99, 6679},
                         Place{"Sapporo", 43.06, 141.35, 6680},        Place{"Muroran", 42.32, 140.97, 6680},
                         Place{"Kushiro", 42.98, 144.38, 6681},        Place{"Chichijima", 27.09, 142.19, 6682},
                         Place{"Naha", 26.21, 127.68, 6683},           Place{"Ishigaki", 24.34, 124.16, 6684},
                         Place{"Minamidaito", 25.83, 131.23, 6685},    Place{"Okinotorishima", 20.42, 136.08, 6686},
                         Place{"Minamitorishima", 24.29, 153.98, 6687}})
    EXPECT_EQ(LocalCrs::choose_epsg(p.lat, p.lon), p.epsg) << p.name;
}

TEST(LocalCrs, ElsewhereUtmIsChosen) {
  for (const Place& p :
       {Place{"Delft", 52.01, 4.36, 32631}, Place{"Seoul", 37.57, 126.98, 32652}, Place{"Busan", 35.18, 129.08, 32652},
        Place{"Taipei", 25.03, 121.57, 32651}, Place{"Vladivostok", 43.12, 131.89, 32652},
        Place{"Sydney", -33.87, 151.21, 32756}, Place{"date line", 10.0, 180.0, 32601}})
    EXPECT_EQ(LocalCrs::choose_epsg(p.lat, p.lon), p.epsg) << p.name;
}

// Largest distance between the fitted conversion and PROJ, in mm, over points around a place.
double largest_error_mm(int source, int target, const Position& centre, double reach, int count) {
  LocalCrs crs(source, target);
  const auto origin = crs.exact(centre);
  EXPECT_TRUE(origin.has_value());
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> anywhere(-reach, reach);
  std::vector<Position> positions;
  for (int i = 0; i < count; ++i)
    positions.push_back({centre.first + anywhere(random), centre.second + anywhere(random), 12.3456});
  std::vector<PointMm> points(positions.size());
  EXPECT_TRUE(crs.to_local_mm(positions, origin->east_m, origin->north_m, points));
  double largest = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto exact = crs.exact(positions[i]);
    const double east_mm = (exact->east_m - origin->east_m) * 1000;
    const double north_mm = (exact->north_m - origin->north_m) * 1000;
    largest = std::max({largest, std::abs(points[i].x_mm - east_mm), std::abs(points[i].y_mm - north_mm)});
    EXPECT_EQ(points[i].z_mm, 12346);
  }
  return largest;
}

TEST(LocalCrs, AgreesWithProjBelowATenthOfAMillimetreBesideRounding) {
  // Rounding to whole millimetres takes up to 0.5.
  EXPECT_LT(largest_error_mm(6697, 6677, {35.6, 140.1, 0}, 0.1, 4000), 0.6);
  EXPECT_LT(largest_error_mm(6668, 6675, {36.31, 136.39, 0}, 0.1, 4000), 0.6);
  EXPECT_LT(largest_error_mm(6697, 6680, {43.06, 141.35, 0}, 0.1, 4000), 0.6);
  EXPECT_LT(largest_error_mm(4326, 32631, {52.0, 4.36, 0}, 0.1, 4000), 0.6);
  EXPECT_LT(largest_error_mm(4326, 32633, {69.9, 17.9, 0}, 0.1, 4000), 0.6);
  EXPECT_LT(largest_error_mm(7415, 32631, {85000, 447500, 0}, 3000, 2000), 0.6);
  EXPECT_LT(largest_error_mm(6697, 6669, {43.06, 141.35, 0}, 0.1, 1000), 0.6);  // a zone 12° away: PROJ itself
}

TEST(LocalCrs, PlaneRectangularSystemsAreReadNorthFirstAsEpsgDefinesThem) {
  LocalCrs crs(6677, 6677);
  const std::vector<Position> positions{{-40000, 5000, 1}};
  std::vector<PointMm> points(1);
  ASSERT_TRUE(crs.to_local_mm(positions, 0, -41000, points));
  EXPECT_EQ(points[0], (PointMm{5'000'000, 1'000'000, 1000}));
}

TEST(LocalCrs, OriginOfAZoneIsZero) {
  LocalCrs crs(6697, 6677);
  const auto origin = crs.exact({36, 139 + 50.0 / 60, 0});
  ASSERT_TRUE(origin.has_value());
  EXPECT_NEAR(origin->east_m, 0, 1e-6);
  EXPECT_NEAR(origin->north_m, 0, 1e-6);
  // One second of latitude: 0.9999 M(36°), M = a (1 - e²) / (1 - e² sin² φ)^(3/2) = 6357481 m on GRS80.
  EXPECT_NEAR(crs.exact({36 + 1.0 / 3600, 139 + 50.0 / 60, 0})->north_m, 30.81886, 1e-5);
}

TEST(LocalCrs, ResultDoesNotDependOnTheOrderOfPoints) {
  std::vector<Position> positions;
  for (int i = 0; i < 500; ++i) positions.push_back({35.6 + 0.001 * (i % 37), 140.1 + 0.001 * (i % 41), 0});
  std::vector<PointMm> forward(positions.size());
  std::vector<PointMm> backward(positions.size());
  LocalCrs one(6697, 6677);
  ASSERT_TRUE(one.to_local_mm(positions, 0, 0, forward));
  std::vector<Position> reversed(positions.rbegin(), positions.rend());
  LocalCrs other(6697, 6677);
  ASSERT_TRUE(other.to_local_mm(reversed, 0, 0, backward));
  EXPECT_TRUE(std::equal(forward.begin(), forward.end(), backward.rbegin()));
}

TEST(LocalCrs, WhatLiesNowhereOnEarthIsRefused) {
  LocalCrs crs(6697, 6677);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  std::vector<PointMm> points(2);
  for (const Position& bad :
       {Position{91, 140, 0}, Position{-90.1, 140, 0}, Position{35, 180.5, 0}, Position{nan, 140, 0},
        Position{35, nan, 0}, Position{35, 140, nan}, Position{inf, 140, 0}, Position{35, 140, 2e6},
        Position{35, 140, -2e6}, Position{1e300, 1e300, 0}}) {
    EXPECT_FALSE(crs.to_local_mm(std::vector<Position>{{35.6, 140.1, 0}, bad}, 0, 0, points));
    EXPECT_FALSE(crs.to_local_mm(std::vector<Position>{bad, {35.6, 140.1, 0}}, 0, 0, points));
  }
}

TEST(LocalCrs, FarAwayPointsAreHeldAtTheBound) {
  LocalCrs crs(6697, 6677);
  std::vector<PointMm> points(1);
  ASSERT_TRUE(crs.to_local_mm(std::vector<Position>{{60, 139.9, 0}}, 0, 0, points));
  EXPECT_EQ(points[0].y_mm, std::numeric_limits<std::int32_t>::max());
}

TEST(LocalCrs, UnknownCodesAreRefusedWithASentence) {
  try {
    LocalCrs crs(99999, 6677);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "EPSG:99999: is no coordinate reference system that PROJ knows. Correct srsName");
  }
}

TEST(LocalCrs, PlacesOfProjectedFilesAreFound) {
  const auto delft = LocalCrs::to_lat_lon(7415, {84616.468, 447422.999, 0});
  ASSERT_TRUE(delft.has_value());
  EXPECT_NEAR(delft->lat_deg, 52.01, 0.01);
  EXPECT_NEAR(delft->lon_deg, 4.36, 0.01);
  const auto chiba = LocalCrs::to_lat_lon(6697, {35.6, 140.1, 0});
  EXPECT_NEAR(chiba->lat_deg, 35.6, 1e-6);
  EXPECT_NEAR(chiba->lon_deg, 140.1, 1e-6);
  EXPECT_FALSE(LocalCrs::to_lat_lon(6697, {139.7, 35.6, 0}).has_value());
}

}  // namespace
}  // namespace machi
