/// \file  Equilibria by paths: those of bushes, with paths that sum to their flow and cost what the cheapest ones do.
#include "engine/assignment/path_equilibrium.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include "engine/assignment/shortest_paths.hpp"
#include "engine/core/error.hpp"
#include "tests/engine/assignment/networks.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

AssignmentOptions to_gap_of(double gap) {
  return {.relative_gap = gap, .max_iterations = 300, .observe = {}};
}

double cost_along(const UsedPath& path, const std::vector<double>& cost) {
  double sum = 0;
  for (const std::uint32_t link : path.links) sum += cost[link];
  return sum;
}

TEST(PathEquilibrium, OfBraessHasThreePathsThatCostTheSame) {
  const PathAssignment made = assign_paths(networks::braess(true), networks::braess_trips(), to_gap_of(1e-14));
  EXPECT_NEAR(made.last.objective, 386, 1e-9);
  EXPECT_NEAR(made.last.tstt, 552, 1e-9);
  const std::vector<UsedPath>& paths = made.paths[1];  // from 0 to 1
  ASSERT_EQ(paths.size(), 3u);
  for (const UsedPath& path : paths) {
    EXPECT_NEAR(path.flow, 2, 1e-9);
    EXPECT_NEAR(cost_along(path, made.cost), 92, 1e-9);
  }
  const PathAssignment before = assign_paths(networks::braess(false), networks::braess_trips(), to_gap_of(1e-14));
  ASSERT_EQ(before.paths[1].size(), 2u);
  for (const UsedPath& path : before.paths[1]) EXPECT_NEAR(cost_along(path, before.cost), 83, 1e-9);
}

struct BusyTown {
  static constexpr std::uint32_t zones = 12;
  AssignmentNetwork network{networks::lattice(8, zones)};
  TripTable table{networks::lattice_trips(zones, 12)};
};

TEST(PathEquilibrium, IsThatOfBushes) {
  const BusyTown town;
  const PathAssignment by_paths = assign_paths(town.network, town.table, to_gap_of(1e-9));
  const AssignmentResult by_bushes = assign_equilibrium(town.network, town.table, to_gap_of(1e-12));
  ASSERT_TRUE(by_bushes.converged);
  EXPECT_LE(by_paths.last.relative_gap, 1e-9);
  EXPECT_GE(by_paths.last.iteration, 2u) << "the town is busy";
  EXPECT_NEAR(by_paths.last.objective / by_bushes.last.objective, 1, 1e-9);
  for (std::uint32_t link = 0; link < town.network.links(); ++link)
    EXPECT_NEAR(by_paths.flow[link], by_bushes.flow[link], 0.05) << link;
}

TEST(PathEquilibrium, PathsLeadFromOriginToDestinationAtTheLeastCostAndSumToTripsAndFlow) {
  const BusyTown town;
  const PathAssignment made = assign_paths(town.network, town.table, to_gap_of(1e-9));
  std::vector<double> flow(town.network.links());
  ShortestPaths least(town.network);
  std::size_t several = 0;
  for (std::uint32_t origin = 0; origin < BusyTown::zones; ++origin) {
    least.solve(origin, made.cost);
    for (std::size_t pair = town.table.begin[origin]; pair < town.table.begin[origin + 1]; ++pair) {
      if (town.table.destination[pair] == origin) {
        EXPECT_TRUE(made.paths[pair].empty());
        continue;
      }
      double trips = 0;
      for (const UsedPath& path : made.paths[pair]) {
        EXPECT_GT(path.flow, 0);
        trips += path.flow;
        std::uint32_t at = origin;
        for (const std::uint32_t link : path.links) {
          ASSERT_EQ(town.network.from[link], at);
          at = town.network.to[link];
          flow[link] += path.flow;
        }
        ASSERT_EQ(at, town.table.destination[pair]);
        EXPECT_NEAR(cost_along(path, made.cost) / least.label()[at], 1, 1e-5);
      }
      EXPECT_NEAR(trips, town.table.trips[pair], 1e-9);
      several += made.paths[pair].size() > 1 ? 1 : 0;
    }
  }
  EXPECT_GT(several, 20u);
  for (std::uint32_t link = 0; link < town.network.links(); ++link) EXPECT_NEAR(flow[link], made.flow[link], 1e-9);
}

TEST(PathEquilibrium, IsTheSameOnAnyThreads) {
  const AssignmentNetwork network = networks::lattice(30, 16);
  const TripTable trips = networks::lattice_trips(16, 30);
  const int before = omp_get_max_threads();
  std::vector<std::vector<double>> flows;
  for (const int threads : {1, 3}) {
    omp_set_num_threads(threads);
    flows.push_back(assign_paths(network, trips, {.relative_gap = 0, .max_iterations = 2, .observe = {}}).flow);
  }
  omp_set_num_threads(before);
  EXPECT_EQ(flows[0], flows[1]);
}

TEST(PathEquilibrium, NamesZonesWithoutAPath) {
  AssignmentNetwork network = networks::braess(false);
  EXPECT_EQ(sentence_of([&] {
              assign_paths(network, networks::all_to_all(2, {0, 6, 1, 0}), {});
            }),
            "trips from zone 2 to zone 1: no path leads there. Connect the zones, or remove these trips");
}

TEST(ShortestPaths, UpToTargetsAreThoseToAll) {
  const AssignmentNetwork network = networks::lattice(20, 30);
  std::vector<double> cost;
  for (const LinkCost& law : network.cost) cost.push_back(law.at(0).cost);
  ShortestPaths all(network);
  ShortestPaths some(network);
  const std::vector<std::uint32_t> targets{3, 9, 9, 40};
  all.solve(5, cost);
  some.solve_to(5, cost, targets);
  for (const std::uint32_t node : targets) {
    EXPECT_EQ(some.label()[node], all.label()[node]);
    EXPECT_EQ(some.in_link()[node], all.in_link()[node]);
  }
  EXPECT_LT(some.settled().size(), all.settled().size());
  some.solve(5, cost);
  EXPECT_EQ(some.label(), all.label()) << "targets are forgotten";
}

}  // namespace
}  // namespace machi
