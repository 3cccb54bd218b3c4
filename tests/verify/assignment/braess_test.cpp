/// \file  The paradox of Braess, whose equilibria are known exactly.
#include <gtest/gtest.h>

#include "engine/assignment/equilibrium.hpp"
#include "tests/engine/assignment/networks.hpp"

namespace machi {
namespace {

TEST(Braess, TheNewRoadOfBraessMakesEverybodySlower) {
  const AssignmentOptions to_the_last_bit{.relative_gap = 1e-14, .max_iterations = 300, .observe = {}};
  const TripTable trips = networks::braess_trips();
  const AssignmentResult before = assign_equilibrium(networks::braess(false), trips, to_the_last_bit);
  const AssignmentResult after = assign_equilibrium(networks::braess(true), trips, to_the_last_bit);
  EXPECT_TRUE(before.converged);
  EXPECT_TRUE(after.converged);
  for (std::size_t link = 0; link < 4; ++link) EXPECT_NEAR(before.flow[link], 3, 1e-12);
  const std::vector<double> expected{4, 2, 2, 4, 2};
  for (std::size_t link = 0; link < 5; ++link) EXPECT_NEAR(after.flow[link], expected[link], 1e-12);
  EXPECT_NEAR(before.last.tstt, 6 * 83, 1e-10);
  EXPECT_NEAR(after.last.tstt, 6 * 92, 1e-10);
  EXPECT_NEAR(after.last.objective, 386, 1e-10);
}

}  // namespace
}  // namespace machi
