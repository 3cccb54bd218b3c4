// Loss laws against their published points; the table against the formula.
#include "engine/hazard/casualty.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "engine/hazard/plain_math.hpp"

namespace machi {
namespace {

LossRules with(CasualtyLaw law) {
  LossRules rules;
  rules.law = law;
  return rules;
}

TEST(PlainMath, AgreesWithTheLibrary) {
  for (double x = -60; x <= 60; x += 0.37) EXPECT_NEAR(plain_exp(x) / std::exp(x), 1, 1e-10) << x;
  for (double x = 1e-3; x < 2e5; x *= 1.7) EXPECT_NEAR(plain_log(x), std::log(x), 1e-9) << x;
  for (double z = -5; z <= 5; z += 0.1) EXPECT_NEAR(plain_normal_share(z), std::erfc(-z / std::sqrt(2.0)) / 2, 1e-9);
}

TEST(Loss, CabinetOfficeCurveMeetsThePublishedShares) {
  const LossRules rules = with(CasualtyLaw::cabinet_office_2012);
  const auto percent = [&](double depth_m) { return 100 * loss_probability(rules, WaterClass::adult, depth_m, 0); };
  EXPECT_EQ(percent(0.29), 0);
  EXPECT_NEAR(percent(0.3), 0.01, 0.006);
  EXPECT_NEAR(percent(0.4), 0.3, 0.05);
  EXPECT_NEAR(percent(0.5), 4.8, 0.05);
  EXPECT_NEAR(percent(0.6), 28.9, 0.06);
  EXPECT_NEAR(percent(0.7), 71.1, 0.06);
  EXPECT_NEAR(percent(0.8), 95.2, 0.05);
  EXPECT_NEAR(percent(0.9), 99.7, 0.05);
  EXPECT_EQ(percent(1.0), 100);
}

TEST(Loss, TunamiEvacPedestriansAreLostFromTheDepthsOfItsLogistic) {
  for (const CasualtyLaw law : {CasualtyLaw::tunami_evac, CasualtyLaw::tunami_evac_curve}) {
    const LossRules rules = with(law);
    const std::pair<double, double> half[]{{1.0, 0.74}, {1.5, 0.48}, {2.0, 0.22}};
    for (const auto& [velocity, depth] : half) {
      EXPECT_LE(loss_probability(rules, WaterClass::adult, depth - 0.01, velocity), 0.5) << velocity;
      EXPECT_GT(loss_probability(rules, WaterClass::adult, depth + 0.01, velocity), 0.5) << velocity;
    }
    EXPECT_LT(loss_probability(rules, WaterClass::adult, 0.85, 0.2), 0.5);
    EXPECT_EQ(loss_probability(rules, WaterClass::adult, 0.86, 0), 1);
    EXPECT_EQ(loss_probability(rules, WaterClass::car, 0.5, 2), 0);
    EXPECT_EQ(loss_probability(rules, WaterClass::car, 0.51, 0), 1);
  }
}

TEST(Loss, LimitsOfDepthTimesVelocityGoByClass) {
  const LossRules arr = with(CasualtyLaw::arr);
  EXPECT_EQ(loss_probability(arr, WaterClass::child, 0.4, 0.99), 0);
  EXPECT_EQ(loss_probability(arr, WaterClass::child, 0.4, 1.01), 1);
  EXPECT_EQ(loss_probability(arr, WaterClass::adult, 0.8, 1.49), 0);
  EXPECT_EQ(loss_probability(arr, WaterClass::adult, 0.8, 1.51), 1);
  EXPECT_EQ(loss_probability(arr, WaterClass::adult, 1.21, 0), 1) << "still, but too deep";
  LossRules rating = with(CasualtyLaw::uk_hazard_rating);
  EXPECT_EQ(loss_probability(rating, WaterClass::child, 0.5, 0.99), 0);
  EXPECT_EQ(loss_probability(rating, WaterClass::child, 0.5, 1.01), 1);
  EXPECT_EQ(loss_probability(rating, WaterClass::adult, 0.5, 1.01), 0);
  rating.debris = 1;
  EXPECT_EQ(loss_probability(rating, WaterClass::adult, 0.5, 1.01), 1);
  EXPECT_EQ(loss_probability(with(CasualtyLaw::jonkman), WaterClass::adult, 0.5, 2.4), 0);
  EXPECT_EQ(loss_probability(with(CasualtyLaw::jonkman), WaterClass::adult, 0.5, 2.6), 1);
}

TEST(Loss, NobodyIsLostOnDryGroundAndTheTableIsTheFormula) {
  for (int law = 0; law <= static_cast<int>(CasualtyLaw::jonkman); ++law)
    for (int who = 0; who < water_class_count; ++who) {
      const LossRules rules = with(static_cast<CasualtyLaw>(law));
      const LossTable table(rules, static_cast<WaterClass>(who));
      EXPECT_EQ(table.probability(0, 500), 0u);
      for (const std::uint16_t velocity : std::initializer_list<std::uint16_t>{0, 50, 137, 200, 400})
        for (std::uint16_t depth = 0; depth < 300; ++depth) {
          const double wanted = loss_probability(rules, static_cast<WaterClass>(who), depth / 100.0, velocity / 100.0);
          ASSERT_NEAR(static_cast<double>(table.probability(depth, velocity)) * 0x1p-32, wanted, 0.0026)
              << name_of(rules.law) << " class " << who << " " << depth << " cm " << velocity << " cm/s";
        }
      EXPECT_EQ(table.probability(40, LossTable::unknown_velocity), table.probability(40, 200));
    }
}

TEST(Loss, DeeperWaterNeverSavesAnyone) {
  for (int law = 0; law <= static_cast<int>(CasualtyLaw::jonkman); ++law) {
    const LossTable table(with(static_cast<CasualtyLaw>(law)), WaterClass::adult);
    for (std::uint64_t person = 0; person < 50; ++person) {
      bool lost = false;
      for (std::uint16_t depth = 0; depth < 2000; ++depth) {
        const bool now = table.lost(depth, 100, loss_threshold(5, person));
        ASSERT_TRUE(now || !lost) << name_of(static_cast<CasualtyLaw>(law)) << " " << depth;
        lost = now;
      }
      EXPECT_TRUE(lost) << "20 m";
    }
  }
}

TEST(Loss, TheShareOfPersonsLostIsTheProbability) {
  const LossTable table(with(CasualtyLaw::cabinet_office_2012), WaterClass::adult);
  int lost = 0;
  constexpr int persons = 100'000;
  for (std::uint64_t person = 0; person < persons; ++person) lost += table.lost(60, 0, loss_threshold(1, person));
  EXPECT_NEAR(lost / static_cast<double>(persons), 0.2893, 3 * std::sqrt(0.2893 * 0.7107 / persons));
}

TEST(Loss, AnImpossibleVelocityIsRefused) {
  LossRules rules;
  rules.unknown_velocity_m_s = -1;
  EXPECT_THROW(LossTable(rules, WaterClass::adult), UsageError);
}

}  // namespace
}  // namespace machi
