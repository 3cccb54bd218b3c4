// Intervals are those of the tables, and pairing is worth what the correlation of the pairs says.
#include "engine/study/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/study/student_t.hpp"

namespace machi {
namespace {

TEST(StudentT, HasTheQuantilesOfTheTables) {
  EXPECT_NEAR(student_t_quantile(0.975, 1), 12.7062047, 1e-6);
  EXPECT_NEAR(student_t_quantile(0.975, 2), 4.30265273, 1e-7);
  EXPECT_NEAR(student_t_quantile(0.95, 10), 1.81246112, 1e-7);
  EXPECT_NEAR(student_t_quantile(0.995, 30), 2.74999565, 1e-7);
  EXPECT_NEAR(student_t_quantile(0.975, 1e6), 1.95996636, 1e-6);
  EXPECT_NEAR(student_t_quantile(0.025, 2), -4.30265273, 1e-7);
}

// One degree of freedom is Cauchy's law, two have a closed form.
TEST(StudentT, FollowsTheClosedForms) {
  for (const double p : {0.51, 0.6, 0.75, 0.9, 0.999}) {
    EXPECT_NEAR(student_t_quantile(p, 1), std::tan(3.14159265358979 * (p - 0.5)), 1e-8 * std::tan(3.14159 * (p - 0.5)));
    const double a = 2 * p - 1;
    EXPECT_NEAR(student_t_quantile(p, 2), a * std::sqrt(2 / (1 - a * a)), 1e-8);
  }
}

TEST(Samples, OneRunHasNoInterval) {
  const std::vector<double> one{3};
  EXPECT_EQ(sample_of(one).mean, 3);
  EXPECT_FALSE(half_width(sample_of(one), 0.95).has_value());
  const PairedSamples paired = compare_pairs(one, std::vector<double>{5}, 0.95);
  EXPECT_EQ(paired.difference.mean, 2);
  EXPECT_FALSE(paired.half_width.has_value());
}

TEST(Samples, IntervalOfThreeValuesByHand) {
  const std::vector<double> values{1, 2, 6};  // mean 3, sd sqrt(7)
  EXPECT_DOUBLE_EQ(sample_of(values).sd, std::sqrt(7.0));
  EXPECT_NEAR(*half_width(sample_of(values), 0.95), 4.30265273 * std::sqrt(7.0 / 3), 1e-6);
}

TEST(Pairs, TheSameRunsDifferByExactlyNothing) {
  const std::vector<double> values{0.1, 0.7, 1e9};
  const PairedSamples paired = compare_pairs(values, values, 0.95);
  EXPECT_EQ(paired.difference.mean, 0);
  EXPECT_EQ(*paired.half_width, 0);
  EXPECT_GT(*paired.half_width_apart, 0);
  EXPECT_FALSE(paired.seeds_saved.has_value());
}

// x + e1 against x + 1 + e2 with a common x: the variance of the difference is that of e1 and e2 alone.
TEST(Pairs, SaveSeedsByTheCommonPart) {
  std::vector<double> base, proposal;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    RandomStream draw(7, seed, 1);
    const double common = 3 * draw.uniform();
    base.push_back(common + draw.uniform());
    proposal.push_back(common + 1 + draw.uniform());
  }
  const PairedSamples paired = compare_pairs(base, proposal, 0.95);
  EXPECT_NEAR(paired.difference.mean, 1, 0.02);
  EXPECT_NEAR(*paired.seeds_saved, 10, 0.5);  // (9 + 1) of either to 1 + 1 of the difference
  EXPECT_NEAR(*paired.half_width_apart / *paired.half_width, std::sqrt(*paired.seeds_saved), 0.01);
}

// The interval holds the truth as often as it says.
TEST(Pairs, IntervalHoldsTheTruthInNineteenOfTwentyStudies) {
  int held = 0;
  constexpr int studies = 4000;
  for (std::uint64_t study = 0; study < studies; ++study) {
    RandomStream draw(11, study, 2);
    std::vector<double> base, proposal;
    for (int seed = 0; seed < 6; ++seed) {
      base.push_back(draw.uniform());
      proposal.push_back(0.25 + draw.uniform());
    }
    const PairedSamples paired = compare_pairs(base, proposal, 0.95);
    if (std::fabs(paired.difference.mean - 0.25) <= *paired.half_width) ++held;
  }
  EXPECT_NEAR(held / static_cast<double>(studies), 0.95, 0.012);
}

}  // namespace
}  // namespace machi
