/// \file  Codes of the national grid against cells whose corners are published.
#include "engine/model/mesh_code.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr MeshLevel levels[] = {MeshLevel::first,   MeshLevel::second, MeshLevel::third, MeshLevel::half,
                                MeshLevel::quarter, MeshLevel::eighth, MeshLevel::tenth};

TEST(MeshCode, CornersAreThoseOfTheStandard) {
  // 5339: 53 / 1.5 = 35°20′ N, 100 + 39 = 139° E; 45 of 8 × 8: + 4 · 5′, + 5 · 7.5′; 25 of 10 × 10: + 2 · 30″, + 5 ·
  // 45″.
  const auto first = mesh_cell("5339");
  ASSERT_TRUE(first);
  EXPECT_DOUBLE_EQ(first->south_deg, 35.0 + 20.0 / 60);
  EXPECT_DOUBLE_EQ(first->west_deg, 139.0);
  EXPECT_DOUBLE_EQ(first->height_deg, 40.0 / 60);
  EXPECT_DOUBLE_EQ(first->width_deg, 1.0);
  const auto second = mesh_cell("533945");
  ASSERT_TRUE(second);
  EXPECT_DOUBLE_EQ(second->south_deg, 35.0 + 40.0 / 60);
  EXPECT_DOUBLE_EQ(second->west_deg, 139.0 + 37.5 / 60);
  const auto third = mesh_cell("53394525");
  ASSERT_TRUE(third);
  EXPECT_EQ(third->level, MeshLevel::third);
  EXPECT_DOUBLE_EQ(third->south_deg, 35.0 + 41.0 / 60);
  EXPECT_DOUBLE_EQ(third->west_deg, 139.0 + 37.5 / 60 + 225.0 / 3600);
  EXPECT_DOUBLE_EQ(third->height_deg, 30.0 / 3600);
  EXPECT_DOUBLE_EQ(third->width_deg, 45.0 / 3600);
}

TEST(MeshCode, QuadrantsCountFromSouthWestToNorthEast) {
  const auto third = mesh_cell("53394525");
  const auto north_west = mesh_cell("533945253");
  const auto south_east = mesh_cell("5339452532");
  ASSERT_TRUE(third && north_west && south_east);
  EXPECT_EQ(north_west->level, MeshLevel::half);
  EXPECT_DOUBLE_EQ(north_west->south_deg, third->south_deg + 15.0 / 3600);
  EXPECT_DOUBLE_EQ(north_west->west_deg, third->west_deg);
  EXPECT_EQ(south_east->level, MeshLevel::quarter);
  EXPECT_DOUBLE_EQ(south_east->south_deg, north_west->south_deg);
  EXPECT_DOUBLE_EQ(south_east->west_deg, third->west_deg + 11.25 / 3600);
  EXPECT_DOUBLE_EQ(south_east->height_deg, 7.5 / 3600);
  EXPECT_EQ(mesh_cell("53394525321")->level, MeshLevel::eighth);
}

TEST(MeshCode, KnownPlacesLieInTheirPublishedCells) {
  // The Tokyo metropolitan government and Shinjuku's third-level cell; Chiba station; the PLATEAU tile of Numazu.
  EXPECT_EQ(mesh_code(35.6896, 139.6917, MeshLevel::third), "53394525");
  EXPECT_EQ(mesh_code(35.6130, 140.1134, MeshLevel::second), "534030");
  EXPECT_EQ(mesh_code(35.1, 138.86, MeshLevel::first), "5238");
  EXPECT_EQ(mesh_code(43.0621, 141.3544, MeshLevel::third), "64414278");
}

TEST(MeshCode, TenDigitsOutsideOneToFourAreATenthOfAKilometre) {
  const auto tenth = mesh_cell("5339452509");
  ASSERT_TRUE(tenth);
  EXPECT_EQ(tenth->level, MeshLevel::tenth);
  EXPECT_DOUBLE_EQ(tenth->height_deg, 3.0 / 3600);
  EXPECT_DOUBLE_EQ(tenth->width_deg, 4.5 / 3600);
  EXPECT_EQ(mesh_cell("5339452511")->level, MeshLevel::quarter);
  EXPECT_EQ(mesh_cell("5339452511", MeshLevel::tenth)->level, MeshLevel::tenth);
}

TEST(MeshCode, EveryCornerBelongsToItsOwnCell) {
  for (const MeshLevel level : levels) {
    for (std::uint64_t draw = 0; draw < 20000; ++draw) {
      RandomStream random(7, draw, static_cast<std::uint32_t>(level));
      const double lat = random.uniform(20, 46);
      const double lon = random.uniform(122, 154);
      const std::string code = mesh_code(lat, lon, level);
      ASSERT_EQ(static_cast<int>(code.size()), mesh_digits(level));
      const auto cell = mesh_cell(code, level);
      ASSERT_TRUE(cell) << code;
      ASSERT_LE(cell->south_deg, lat);
      ASSERT_LE(cell->west_deg, lon);
      ASSERT_LT(lat, cell->south_deg + cell->height_deg + 1e-12);
      ASSERT_LT(lon, cell->west_deg + cell->width_deg + 1e-12);
      ASSERT_EQ(mesh_code(cell->south_deg, cell->west_deg, level), code);
      ASSERT_NE(mesh_code(std::nextafter(cell->south_deg, 0.0), cell->west_deg, level), code);
      ASSERT_NE(mesh_code(cell->south_deg, std::nextafter(cell->west_deg, 0.0), level), code);
    }
  }
}

TEST(MeshCode, WhatIsNoCodeHasNoCell) {
  for (const char* code :
       {"", "5", "533", "53395", "533985", "533958", "53394", "5339452", "533945250", "533945255", "5339452510x",
        "53394525321x", "5339452532x", "533945253215", "5339-525", "５３３９", "53894525"}) {
    EXPECT_FALSE(mesh_cell(code)) << code;
  }
}

TEST(MeshCode, PointsOutsideTheGridHaveNoCode) {
  EXPECT_EQ(mesh_code(-0.1, 139, MeshLevel::third), "");
  EXPECT_EQ(mesh_code(67, 139, MeshLevel::third), "");
  EXPECT_EQ(mesh_code(35, 99.9, MeshLevel::third), "");
  EXPECT_EQ(mesh_code(35, 180, MeshLevel::third), "");
  EXPECT_EQ(mesh_code(std::nan(""), 139, MeshLevel::third), "");
}

}  // namespace
}  // namespace machi
