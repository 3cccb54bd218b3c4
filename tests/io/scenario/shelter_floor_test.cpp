/// \file  One person a square metre: which building a shelter's people are in, and how many dry floors hold.
#include <gtest/gtest.h>

#include "io/setup/city_doors.hpp"
#include "io/setup/tall_buildings.hpp"

namespace machi {
namespace {

// Middles on a line, 40 m, 60 m, 149 m and 150 m from the entrance at 0.
CityDoors four_buildings() {
  CityDoors city;
  for (const std::int32_t x_m : {40, -60, 149, 150}) city.middle.push_back({1000 * x_m, 0, 0});
  city.floor_m2 = {80, 300, 1000, 5000};
  return city;
}

TEST(ShelterBuilding, IsTheNearestWhoseFloorHasASquareMetreForEach) {
  const CityDoors city = four_buildings();
  EXPECT_EQ(city.shelter_building({0, 0, 0}, 0), 0U);
  EXPECT_EQ(city.shelter_building({0, 0, 0}, 80), 0U);
  EXPECT_EQ(city.shelter_building({0, 0, 0}, 81), 1U);
  EXPECT_EQ(city.shelter_building({0, 0, 0}, 300), 1U);
  EXPECT_EQ(city.shelter_building({0, 0, 0}, 301), 2U);
}

TEST(ShelterBuilding, IsOpenGroundWhereNoneIsNearOrLargeEnough) {
  const CityDoors city = four_buildings();
  EXPECT_EQ(city.shelter_building({0, 0, 0}, 1001), no_index);
  EXPECT_EQ(city.shelter_building({1000, 0, 0}, 1001), 3U) << "149 m away";
  EXPECT_EQ(city.shelter_building({0, 1'000'000, 0}, 0), no_index);
}

TEST(ShelterBuilding, OfEqualsIsTheFirst) {
  CityDoors city = four_buildings();
  city.middle[1].x_mm = -40'000;
  EXPECT_EQ(city.shelter_building({0, 0, 0}, 10), 0U);
}

std::vector<TallBuilding> tall_in(double depth_m, double m2_per_person) {
  Scenario scenario;
  scenario.evacuation.emplace().decision = DestinationRule::vertical;
  scenario.shelters.vertical_m2_per_person = m2_per_person;
  BuildingColumns buildings;
  buildings.usage = {411, 411, 411};
  buildings.structure = {601, 601, missing_int};
  buildings.storeys_above_ground = {5, 2, 9};
  buildings.footprint_area_m2 = {100.5F, 400, 400};
  const std::vector<PointMm> entrances(3);
  return tall_buildings(scenario, buildings, 7, {}, entrances, depth_m);
}

TEST(TallBuildings, HoldAPersonASquareMetreOfTheirDryStoreys) {
  // 4 m of water stand in two storeys of 3 m: three of five are dry, none of two; what the third is made of is unknown.
  const std::vector<TallBuilding> tall = tall_in(4, 1);
  ASSERT_EQ(tall.size(), 1U);
  EXPECT_EQ(tall[0].row, 7U);
  EXPECT_EQ(tall[0].capacity, 301);  // 3 × 100.5
  EXPECT_EQ(tall_in(4, 2).at(0).capacity, 150);
  EXPECT_EQ(tall_in(3, 1).size(), 2U);
  EXPECT_EQ(tall_in(3, 1).at(1).capacity, 400);
  EXPECT_TRUE(tall_in(13, 1).empty());
}

}  // namespace
}  // namespace machi
