// NIST TN 1822, tests 2.5 and 2.6, by hand.
#include "engine/hazard/smoke.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

TEST(Smoke, SlowsDownAsCalculatedByHand) {  // NIST 2.5
  EXPECT_EQ(smoke_factor(SmokeSpeedLaw::fds_evac, 0), 1);
  EXPECT_NEAR(smoke_factor(SmokeSpeedLaw::fds_evac, 1), 0.919263, 1e-6);
  EXPECT_NEAR(smoke_factor(SmokeSpeedLaw::fds_evac, 5), 0.596317, 1e-6);
  EXPECT_NEAR(smoke_factor(SmokeSpeedLaw::fds_evac, 10), 0.192635, 1e-6);
  EXPECT_EQ(smoke_factor(SmokeSpeedLaw::fds_evac, 12), 0.1) << "the floor";
  EXPECT_EQ(smoke_factor(SmokeSpeedLaw::fridolf, 0), 1);
  EXPECT_NEAR(smoke_factor(SmokeSpeedLaw::fridolf, 1), 0.6, 1e-12) << "sees 3 m";
  EXPECT_NEAR(smoke_factor(SmokeSpeedLaw::fridolf, 3), 1.0 / 3, 1e-12) << "sees 1 m";
  EXPECT_NEAR(smoke_factor(SmokeSpeedLaw::fridolf, 2, 8), 2.0 / 3, 1e-12) << "lit signs";
}

TEST(Smoke, DoseRatesAreThoseCalculatedByHand) {
  const double breathing = 7.3920 / 7.1;  // exp(2.0004) = 7.3920
  // 1000^1.036 = 10^3.108 = 1282.33.
  EXPECT_NEAR(fed_rate_1_min({.co_ppm = 1000}), 2.764e-5 * 1282.33 * breathing, 1e-6);
  // exp(100 / 43) = 10.2326.
  EXPECT_NEAR(fed_rate_1_min({.hcn_ppm = 100}), (10.2326 / 220 - 0.0045) * breathing, 1e-6);
  // 5 % CO2: exp(2.9519) = 19.1423, so 2.69610 times as much.
  EXPECT_NEAR(fed_rate_1_min({.co_ppm = 1000, .co2_percent = 5}), 2.764e-5 * 1282.33 * 2.69610, 2e-6);
  // 12 % O2: exp(8.13 - 0.54 * 8.9) = exp(3.324) = 27.7712 min.
  EXPECT_NEAR(fed_rate_1_min({.o2_percent = 12}), 1 / 27.7712, 1e-6);
  EXPECT_EQ(fed_rate_1_min({.o2_percent = 19.5}), 0);
  EXPECT_EQ(fed_rate_1_min({}), 0) << "free air";
}

TEST(Smoke, IncapacitatesInTheStepCalculatedByHand) {  // NIST 2.6
  // 0.0955574 / min from 1,000 ppm CO and 5 % CO2: FED 1 after 10.4649 min = 627.9 s.
  const SmokeGas gas{.co_ppm = 1000, .co2_percent = 5};
  for (const double dt_s : {0.05, 0.1, 1.0}) {
    const Dose step = dose_of_step(fed_rate_1_min(gas), dt_s);
    Dose dose = 0;
    int steps = 0;
    for (; !is_incapable(dose); ++steps) dose = add_dose(dose, step);
    EXPECT_NEAR(steps * dt_s, 627.9, 1 * dt_s + 0.05) << dt_s;
    EXPECT_EQ(add_dose(dose, step), incapacitating_dose) << "stays";
  }
  EXPECT_EQ(dose_of_step(1e9, 1), incapacitating_dose) << "no overflow";
}

}  // namespace
}  // namespace machi
