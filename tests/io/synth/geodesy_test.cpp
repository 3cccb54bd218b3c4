// Latitude, longitude and mesh codes.
#include "io/synth/geodesy.hpp"

#include <gtest/gtest.h>
#include <proj.h>

#include <cmath>
#include <cstdio>

#include "engine/core/rng.hpp"
#include "io/synth/text.hpp"

namespace machi::synth {
namespace {

TEST(Geodesy, AgreesWithProjToATenThousandthOfAMillimetre) {
  const Geodesy geodesy({-20000, -2000}, {20000, 9000});
  PJ* raw = proj_create_crs_to_crs(nullptr, "EPSG:6677", "EPSG:6668", nullptr);
  PJ* transform = proj_normalize_for_visualization(nullptr, raw);
  ASSERT_NE(transform, nullptr);
  RandomStream random(1, 1, 1);
  double worst = 0;
  for (int k = 0; k < 5000; ++k) {
    const TownPoint at{random.uniform(-20000, 20000), random.uniform(-2000, 9000)};
    const PJ_COORD exact = proj_trans(
        transform, PJ_FWD, proj_coord(Geodesy::origin_east_m + at.x_m, Geodesy::origin_north_m + at.y_m, 0, 0));
    const LatLon fitted = geodesy.at(at);
    worst = std::max({worst, std::abs(fitted.lat_deg - exact.xy.y), std::abs(fitted.lon_deg - exact.xy.x)});
  }
  EXPECT_LT(worst * 111000, 1e-7);  // metres
  proj_destroy(transform);
  proj_destroy(raw);
}

TEST(MeshCodes, AreThoseOfTheStandard) {
  const LatLon tokyo_station{35.681236, 139.767125};
  EXPECT_EQ(mesh_at(tokyo_station).code(), "53394611");
  EXPECT_EQ(mesh_at(tokyo_station).second_code(), "533946");
  EXPECT_EQ(quarter_mesh_code(tokyo_station) / 100, 53394611u);
  // The south-western and north-eastern quarters of quarters of one cell (30" x 45").
  const double south = 35.675, west = 139.7625;
  EXPECT_EQ(quarter_mesh_code({south + 0.0001, west + 0.0001}), 5339461111u);
  EXPECT_EQ(quarter_mesh_code({south + 0.0082, west + 0.0124}), 5339461144u);
  EXPECT_EQ(quarter_mesh_code({south + 0.0001, west + 0.0124}), 5339461122u);
}

TEST(Text, RoundsToTheNearestWithAllDecimals) {
  RandomStream random(3, 3, 3);
  for (int k = 0; k < 2000; ++k) {
    const double value = random.uniform(-2000, 2000);
    for (const int decimals : {0, 1, 2, 3, 11}) {
      Text text;
      text.fixed(value, decimals);
      char expected[64];
      std::snprintf(expected, sizeof expected, "%.*f", decimals, value);
      EXPECT_LE(std::abs(std::stod(text.bytes()) - value), 0.55 * std::pow(10, -decimals));
      EXPECT_EQ(text.bytes().size() - text.bytes().find('.'),
                std::string(expected).size() - std::string(expected).find('.'));
    }
  }
  Text text;
  text.fixed(-0.5, 2);
  text.put(" ");
  text.number(-42);
  EXPECT_EQ(text.bytes(), "-0.50 -42");
}

}  // namespace
}  // namespace machi::synth
