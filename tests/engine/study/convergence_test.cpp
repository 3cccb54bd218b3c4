// Criteria of convergence by hand, and that they say when.
#include "engine/study/convergence.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

using Curves = std::vector<std::vector<double>>;

TEST(Convergence, TwoCurvesByHand) {
  const auto measures = convergence_of(Curves{{1, 2, 4}, {3, 4, 8}});  // means: (1, 2, 4), then (2, 3, 6)
  ASSERT_EQ(measures.size(), 1U);
  EXPECT_DOUBLE_EQ(measures[0].tet, 2.0 / 6);
  EXPECT_DOUBLE_EQ(measures[0].erd, std::sqrt((1.0 + 1 + 4) / (4 + 9 + 36)));
  EXPECT_DOUBLE_EQ(measures[0].epc, std::fabs(1 - (2.0 + 6 + 24) / 49));
  EXPECT_DOUBLE_EQ(measures[0].sc, std::fabs(1 - (1 + 6) / std::sqrt(5.0 * 10)));  // steps (1, 2) and (1, 3)
  EXPECT_DOUBLE_EQ(measures[0].sd, 1);                                             // from nothing to something
}

TEST(Convergence, TheSameRunAgainChangesNothing) {
  for (const Convergence& measure : convergence_of(Curves(5, {0.1, 0.3, 7}))) {
    EXPECT_EQ(measure.tet, 0);
    EXPECT_EQ(measure.sd, 0);
    EXPECT_EQ(measure.erd, 0);
    EXPECT_EQ(measure.epc, 0);
    EXPECT_EQ(measure.sc, 0);
  }
}

TEST(Convergence, CountsRunsInARow) {
  std::vector<Convergence> measures(6);
  measures[2].tet = 0.5;
  ConvergenceLimits limits;
  limits.tet = 0.01;
  limits.consecutive = 2;
  EXPECT_EQ(runs_until_converged(measures, limits), 3U);
  limits.consecutive = 3;
  EXPECT_EQ(runs_until_converged(measures, limits), 7U);
  limits.consecutive = 4;
  EXPECT_FALSE(runs_until_converged(measures, limits).has_value());
  limits.consecutive = 1;
  limits.tet = 0;  // strictly below
  EXPECT_FALSE(runs_until_converged(measures, limits).has_value());
}

// Runs that scatter more take more runs.
TEST(Convergence, ComesLaterWhereRunsScatterMore) {
  ConvergenceLimits limits;
  limits.tet = 0.01;
  limits.erd = 0.01;
  limits.consecutive = 5;
  std::size_t before = 0;
  for (const double scatter : {0.05, 0.5, 2.0}) {
    Curves curves;
    for (std::uint64_t run = 0; run < 2000; ++run) {
      RandomStream draw(3, run, 1);
      const double u = draw.uniform();
      curves.push_back({1 + scatter * u, 2 + scatter * u, 3 + scatter * u});
    }
    const auto runs = runs_until_converged(convergence_of(curves), limits);
    ASSERT_TRUE(runs.has_value());
    EXPECT_GT(*runs, before);
    before = *runs;
  }
}

}  // namespace
}  // namespace machi
