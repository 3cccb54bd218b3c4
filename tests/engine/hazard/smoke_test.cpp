// NIST TN 1822, tests 2.5 and 2.6, by hand, and which smoke lies where and when.
#include "engine/hazard/smoke.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "tests/engine/hazard/town.hpp"

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

TaggedPolygons squares() {  // cells 0 … 9 of both axes; 20 … 39 of x, all of y up to 9
  TaggedPolygons two;
  for (const std::int32_t west : {0, 20'000}) {
    const std::int32_t east = west + (west == 0 ? 10'000 : 20'000);
    PolygonTable& table = two.polygons;
    table.kind.push_back(SurfaceKind::surface);
    table.lod.push_back(0);
    table.part.push_back(0);
    for (const PointMm& p :
         {PointMm{west, 0, 0}, PointMm{east, 0, 0}, PointMm{east, 10'000, 0}, PointMm{west, 10'000, 0}})
      table.points.push_back(p);
    table.point_begin.push_back(static_cast<std::uint32_t>(table.points.size()));
    table.ring_begin.push_back(static_cast<std::uint32_t>(table.point_begin.size() - 1));
    two.tags.push_back({west == 0 ? 0U : 1U, 0, 0, 0});
  }
  return two;
}

TEST(Smoke, LiesInItsAreaAndChangesLinearly) {
  const LeafDomain leaves = hazard_town::domain_of(Comm::null());
  const std::vector<SmokeZone> areas{{{0}, {1}, {.co_ppm = 1000}}, {{60, 120}, {0, 4}, {}}};
  Smoke smoke(leaves, squares(), areas, SmokeSpeedLaw::fridolf, 0.1);
  const auto factor = [&](int x, int y) { return smoke.factor(leaves.find({x / 8, y / 8}), y % 8 * 8 + x % 8); };
  EXPECT_FLOAT_EQ(factor(9, 9), 0.6F);
  EXPECT_EQ(factor(10, 9), 1);
  EXPECT_EQ(factor(25, 5), 1) << "no smoke yet";
  EXPECT_EQ(smoke.dose(leaves.find({0, 0}), 0), dose_of_step(fed_rate_1_min({.co_ppm = 1000}), 0.1));
  EXPECT_EQ(smoke.dose(leaves.find({1, 0}), 7), 0u);
  smoke.set_time(90);
  EXPECT_FLOAT_EQ(factor(25, 5), 1.5F / 3.5F) << "K = 2";
  smoke.set_time(1e6);
  EXPECT_FLOAT_EQ(factor(25, 5), 0.75F / 2.75F) << "K = 4 stays";
  smoke.set_time(0);
  EXPECT_EQ(factor(25, 5), 1) << "a function of the time alone";
}

TEST(Smoke, AreasThatMakeNoSenseAreRefused) {
  const LeafDomain leaves = hazard_town::domain_of(Comm::null());
  const std::vector<SmokeZone> wrong{
      {{0, 0}, {1, 1}, {}}, {{0}, {-1}, {}}, {{0, 1}, {1}, {}}, {{}, {}, {}}, {{0}, {1}, {.o2_percent = 30}}};
  for (const SmokeZone& area : wrong) EXPECT_THROW(Smoke(leaves, {}, {area}, SmokeSpeedLaw::fridolf, 0.1), UsageError);
}

}  // namespace
}  // namespace machi
