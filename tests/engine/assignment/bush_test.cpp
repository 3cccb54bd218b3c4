/// \file  What holds for a bush after it was renewed and its flow was moved.
#include "engine/assignment/bush.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/assignment/bush_renew.hpp"
#include "engine/assignment/bush_shift.hpp"
#include "tests/engine/assignment/networks.hpp"

namespace machi {
namespace {

/// A town in which every third street costs nothing in either direction, and the bush of its first zone.
struct Town {
  Town() {
    for (std::uint32_t link = 20; link + 1 < network.links(); link += 6) {
      network.cost[link] = network.cost[link + 1] = {};
    }
    ShortestPaths tree(network);
    tree.solve(0, loads.cost());
    bush = bush_of_tree(0, tree, network);
    lay();
    for (std::size_t slot = 0; slot < bush.link.size(); ++slot) loads.add(bush.link[slot], bush.flow[slot]);
  }
  void lay() {
    std::vector<std::uint32_t> place(network.nodes);
    lay_trips(bush, destinations, trips, place);
  }
  /// Renews the bush and moves its flow, some times over.
  void settle(int rounds) {
    BushRenewal renewal(network);
    BushShift shift;
    ShiftPlan plan;
    BushLabels labels;
    for (int round = 0; round < rounds; ++round) {
      renewal.renew(bush, loads.cost());
      plan.make(bush, loads.cost(), labels);
      shift.follow(plan, bush, loads);
    }
  }

  AssignmentNetwork network{networks::lattice(10, 10)};
  std::vector<std::uint32_t> destinations{3, 5, 9};
  std::vector<double> trips{300, 20, 150};
  LinkLoads loads{network};
  Bush bush;
};

TEST(Bush, OfATreeHasOneLinkIntoEachNodeButTheOrigin) {
  const Town town;
  EXPECT_EQ(town.bush.places(), town.network.nodes);
  EXPECT_EQ(town.bush.link.size(), town.network.nodes - 1);
  EXPECT_EQ(town.bush.node[0], 0u);
}

TEST(Bush, EveryLinkLeadsForwardAndJoinsItsNodes) {
  Town town;
  town.settle(30);
  const Bush& bush = town.bush;
  EXPECT_GT(bush.link.size(), town.network.nodes) << "several ways into some nodes";
  EXPECT_EQ(bush.in_begin.size(), bush.places() + std::size_t{1});
  for (std::uint32_t head = 0; head < bush.places(); ++head) {
    for (std::uint32_t slot = bush.in_begin[head]; slot < bush.in_begin[head + 1]; ++slot) {
      EXPECT_LT(bush.tail[slot], head);
      EXPECT_EQ(town.network.from[bush.link[slot]], bush.node[bush.tail[slot]]);
      EXPECT_EQ(town.network.to[bush.link[slot]], bush.node[head]);
    }
  }
}

TEST(Bush, KeepsTheTripsWhateverMoves) {
  Town town;
  town.settle(30);
  const Bush& bush = town.bush;
  std::vector<double> kept(town.network.nodes);
  for (std::uint32_t head = 0; head < bush.places(); ++head) {
    for (std::uint32_t slot = bush.in_begin[head]; slot < bush.in_begin[head + 1]; ++slot) {
      EXPECT_GE(bush.flow[slot], 0);
      kept[bush.node[head]] += bush.flow[slot];
      kept[bush.node[bush.tail[slot]]] -= bush.flow[slot];
    }
  }
  EXPECT_NEAR(kept[0], -470, 1e-9);
  EXPECT_NEAR(kept[3], 300, 1e-9);
  EXPECT_NEAR(kept[5], 20, 1e-9);
  EXPECT_NEAR(kept[9], 150, 1e-9);
  for (std::uint32_t node = 10; node < town.network.nodes; ++node) EXPECT_NEAR(kept[node], 0, 1e-9);
}

TEST(Bush, LayingTripsAgainKeepsSharesAndMendsWhatIsOff) {
  Town town;
  town.settle(30);
  const std::vector<double> before = town.bush.flow;
  town.lay();
  for (std::size_t slot = 0; slot < before.size(); ++slot) EXPECT_NEAR(town.bush.flow[slot], before[slot], 1e-9);
  for (double& flow : town.bush.flow) flow *= 7;
  town.lay();
  for (std::size_t slot = 0; slot < before.size(); ++slot) EXPECT_NEAR(town.bush.flow[slot], before[slot], 1e-9);
}

TEST(Bush, AMoveEvensTwoRoadsAndLowersTheObjective) {
  AssignmentNetwork network;
  network.zones = network.nodes = 2;
  networks::add_link(network, 0, 1, networks::linear(0, 1));
  networks::add_link(network, 0, 1, networks::linear(4, 0.5));
  index_links(network);
  Bush bush{.origin = 0, .node = {0, 1}, .in_begin = {0, 0, 2}, .link = {0, 1}, .tail = {0, 0}, .flow = {10, 0}};
  LinkLoads loads(network);
  loads.set({10, 0});
  const double before = loads.beckmann();
  ShiftPlan plan;
  BushLabels labels;
  plan.make(bush, loads.cost(), labels);
  ASSERT_EQ(plan.moves.size(), 1u);
  EXPECT_EQ(plan.moves[0].slot, 0u);
  EXPECT_NEAR(BushShift().follow(plan, bush, loads), 4 * 6, 1e-12) << "4 trips, at a difference of 10 - 4";
  EXPECT_NEAR(bush.flow[0], 6, 1e-12);
  EXPECT_NEAR(bush.flow[1], 4, 1e-12);
  EXPECT_NEAR(loads.cost()[0], loads.cost()[1], 1e-12);
  EXPECT_LT(loads.beckmann(), before);
}

}  // namespace
}  // namespace machi
