#include <gtest/gtest.h>

#include "engine/process/mobility/emission_factors.hpp"

namespace machi {
namespace {

TEST(Emissions, OfTrucksAreThoseThatTheGuidebookGivesAtItsLargestSpeed) {
  const Emissions truck = truck_emissions_1_km(86 / 3.6);
  EXPECT_NEAR(truck.nox_g, 1.25724, 5e-6);
  EXPECT_NEAR(truck.pm_g, 0.01627, 5e-6);
  EXPECT_NEAR(truck.co2_g / (44.011 / (12.011 + 1.008 * 1.86)), 153.97675, 5e-6) << "fuel";
}

// By hand, with a calculator: (174 + 18.2 + 21.85) / (1 + 3.425 - 0.6175) = 56.22 g of fuel at 50 km/h.
TEST(Emissions, OfCarsFollowTheEquation) {
  const Emissions car = car_emissions_1_km(50 / 3.6);
  EXPECT_NEAR(car.co2_g, 178.2, 0.1);
  EXPECT_NEAR(car.nox_g, 3.639 / 147.9, 1e-4);
  EXPECT_NEAR(car.pm_g, 0.0013, 2e-4);
}

TEST(Emissions, AreLeastBetweenCrawlAndMotorwaySpeed) {
  const auto co2 = [](double km_h) { return car_emissions_1_km(km_h / 3.6).co2_g; };
  EXPECT_GT(co2(10), 1.5 * co2(30));
  EXPECT_GT(co2(30), co2(60));
  EXPECT_GT(co2(130), co2(70));
  for (double km_h = 1; km_h < 200; ++km_h) {
    const Emissions car = car_emissions_1_km(km_h / 3.6);
    const Emissions truck = truck_emissions_1_km(km_h / 3.6);
    EXPECT_GT(car.nox_g, 0) << km_h;
    EXPECT_GT(car.pm_g, 0) << km_h;
    EXPECT_GT(truck.nox_g, car.nox_g) << km_h;
    EXPECT_GT(truck.co2_g, car.co2_g) << km_h;
  }
  EXPECT_EQ(co2(1), co2(10));
}

TEST(Emissions, GrowWithVehiclesAndLength) {
  const Emissions one = link_emissions(1, 1000, 10, 0);
  const Emissions mixed = link_emissions(20, 500, 10, 0.25);
  EXPECT_NEAR(one.co2_g, car_emissions_1_km(10).co2_g, 1e-9);
  EXPECT_NEAR(mixed.nox_g, 10 * (0.75 * one.nox_g + 0.25 * truck_emissions_1_km(10).nox_g), 1e-9);
}

}  // namespace
}  // namespace machi
