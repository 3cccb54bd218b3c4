/// \file  Least costs, from nothing and from labels that are too high.
#include "engine/assignment/shortest_paths.hpp"

#include <gtest/gtest.h>

#include "tests/engine/assignment/networks.hpp"

namespace machi {
namespace {

std::vector<double> costs(const AssignmentNetwork& network, double flow) {
  std::vector<double> cost;
  for (const LinkCost& law : network.cost) cost.push_back(law.at(flow).cost);
  return cost;
}

TEST(ShortestPaths, NoLinkWouldShortenThemAndTheTreeAttainsThem) {
  const AssignmentNetwork network = networks::lattice(15, 9);
  const std::vector<double> cost = costs(network, 80);
  ShortestPaths paths(network);
  for (std::uint32_t origin = 0; origin < network.zones; ++origin) {
    paths.solve(origin, cost);
    EXPECT_EQ(paths.settled().size(), network.nodes);
    for (std::uint32_t link = 0; link < network.links(); ++link) {
      if (network.from[link] < network.first_through && network.from[link] != origin) continue;
      EXPECT_LE(paths.label()[network.to[link]], paths.label()[network.from[link]] + cost[link]);
    }
    for (std::uint32_t node = 0; node < network.nodes; ++node) {
      if (node == origin) continue;
      const std::uint32_t link = paths.in_link()[node];
      EXPECT_EQ(paths.label()[node], paths.label()[network.from[link]] + cost[link]);
    }
  }
}

TEST(ShortestPaths, AreReachedFromLabelsOfOtherPathsToTheSameBits) {
  const AssignmentNetwork network = networks::lattice(15, 9);
  const std::vector<double> cost = costs(network, 80), dearer = costs(network, 200);
  ShortestPaths paths(network), again(network);
  for (std::uint32_t origin = 0; origin < network.zones; ++origin) {
    // The cost of the paths that would be shortest if all flows were greater.
    paths.solve(origin, dearer);
    std::vector<double> labels(network.nodes, 0);
    for (const std::uint32_t node : paths.settled()) {
      const std::uint32_t link = paths.in_link()[node];
      if (link != no_link) labels[node] = labels[network.from[link]] + cost[link];
    }
    again.lower(origin, cost, labels);
    paths.solve(origin, cost);
    EXPECT_NE(labels, paths.label());
    EXPECT_EQ(again.label(), paths.label());
  }
}

TEST(ShortestPaths, NodesThatNoLinkReachesHaveNone) {
  AssignmentNetwork network = networks::braess(true);
  ShortestPaths paths(network);
  paths.solve(1, costs(network, 1));
  EXPECT_EQ(paths.label(), (std::vector<double>{cost_never, 0, cost_never, cost_never}));
  EXPECT_EQ(paths.settled(), (std::vector<std::uint32_t>{1}));
}

}  // namespace
}  // namespace machi
