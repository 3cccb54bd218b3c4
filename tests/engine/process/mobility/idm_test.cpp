// V10: platoons of the Intelligent Driver Model keep their equilibrium gap, never collide, and damp disturbances where
// the law is stable.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/process/mobility/idm_lane.hpp"

namespace machi {
namespace {

const kernels::IdmDriver town{};                        // T 1 s, s0 2 m, a 1 m/s², b 1.5 m/s²
const kernels::IdmDriver calm{1.5F, 2.0F, 2.0F, 1.5F};  // accelerates fast enough to be string stable

IdmLane platoon(const kernels::IdmDriver& driver, std::size_t vehicles, double speed_m_s, double gap_m) {
  IdmLane lane(driver, 0);
  for (std::size_t k = 0; k < vehicles; ++k) lane.add(-static_cast<double>(k) * (5 + gap_m), 5, 30, speed_m_s);
  return lane;
}

double least_gap_m(const IdmLane& lane) {
  double least = 1e9;
  for (std::size_t k = 1; k < lane.size(); ++k) least = std::min(least, lane.gap_m(k));
  return least;
}

TEST(IdmPlatoon, SettlesAtTheEquilibriumGap) {
  for (const double dt_s : {0.1, 0.25, 0.5, 1.0}) {
    for (const double speed_m_s : {5.0, 12.0, 20.0}) {
      IdmLane lane = platoon(town, 10, speed_m_s, 40);
      lane.lead(speed_m_s);
      for (double t = 0; t < 900; t += dt_s) lane.step(dt_s);
      for (std::size_t k = 1; k < lane.size(); ++k) {
        EXPECT_NEAR(lane.speed_m_s(k), speed_m_s, 0.01 * speed_m_s);
        const double expected_m = idm_equilibrium_gap_m(town, lane.speed_m_s(k), 30);
        EXPECT_NEAR(lane.gap_m(k), expected_m, 0.01 * expected_m) << speed_m_s << " m/s, dt " << dt_s << " s";
      }
    }
  }
}

TEST(IdmPlatoon, NeverCollides) {
  for (const double dt_s : {0.1, 0.25, 0.5, 1.0}) {
    IdmLane lane = platoon(town, 50, 20, idm_equilibrium_gap_m(town, 20, 30));
    double least_m = 1e9;
    for (double t = 0; t < 900; t += dt_s) {
      // The leader brakes to 3 m/s, speeds up again, and all but stands in the end.
      lane.lead(t < 60 ? 20 : t < 120 ? 3 : t < 300 ? 25 : 0.01);
      lane.step(dt_s);
      least_m = std::min(least_m, least_gap_m(lane));
    }
    EXPECT_GT(least_m, 1.0) << "dt " << dt_s << " s";
    EXPECT_LT(lane.gap_m(49), 2 * town.min_gap_m) << "all have closed up";
  }
}

TEST(IdmPlatoon, DoesNotCollideEvenWithAWall) {
  for (const double dt_s : {0.1, 0.5, 1.0}) {
    IdmLane lane = platoon(town, 20, 20, idm_equilibrium_gap_m(town, 20, 30));
    lane.lead(1e-3);
    for (double t = 0; t < 60; t += dt_s) {
      lane.stop_leader();
      lane.step(dt_s);
      EXPECT_GE(least_gap_m(lane), -1e-4) << "dt " << dt_s << " s";
    }
  }
}

/// How much of a dip in the leader's speed is left at the last of a platoon, as part of that of the second vehicle.
double dip_passed_on(const kernels::IdmDriver& driver) {
  constexpr double dt_s = 0.1;
  IdmLane lane = platoon(driver, 100, 15, idm_equilibrium_gap_m(driver, 15, 30));
  lane.lead(15);
  for (double t = 0; t < 600; t += dt_s) lane.step(dt_s);
  double second = 15;
  double last = 15;
  for (double t = 0; t < 900; t += dt_s) {
    lane.lead(t < 5 ? 12 : 15);
    lane.step(dt_s);
    second = std::min(second, lane.speed_m_s(1));
    last = std::min(last, lane.speed_m_s(99));
  }
  return (15 - last) / (15 - second);
}

// The condition of Treiber and Kesting (Traffic Flow Dynamics, 2013, ch. 15) holds for the second, not for the first.
TEST(IdmPlatoon, DampsADipWhereItIsStringStable) {
  EXPECT_LT(dip_passed_on(calm), 0.9);
  EXPECT_GT(dip_passed_on({0.5F, 2.0F, 0.3F, 1.5F}), 1.1) << "and makes it grow where it is not";
}

TEST(IdmRing, FlowsAsItsEquilibriumSays) {
  for (const std::size_t vehicles : {20U, 50U, 90U}) {
    IdmLane lane(calm, 1000);
    for (std::size_t k = 0; k < vehicles; ++k)
      lane.add(1000 - 1000.0 * static_cast<double>(k) / static_cast<double>(vehicles), 5, 30, 1);
    for (int s = 0; s < 4000; ++s) lane.step(0.5);
    const double gap_m = 1000.0 / static_cast<double>(vehicles) - 5;
    double low = 0;
    double high = 30;
    while (high - low > 1e-9) {
      const double v = 0.5 * (low + high);
      (idm_equilibrium_gap_m(calm, v, 30) < gap_m ? low : high) = v;
    }
    for (std::size_t k = 0; k < vehicles; ++k) EXPECT_NEAR(lane.speed_m_s(k), low, 0.01 * low) << vehicles;
  }
}

}  // namespace
}  // namespace machi
