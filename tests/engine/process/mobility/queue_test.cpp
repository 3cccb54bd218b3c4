// The rules of links and nodes, against what they must give exactly: V1 to V4, V7 and V8 of the literature's list
// (docs/models/mobility.md), on 1, 2 and 4 ranks.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;
using Steps = std::vector<std::uint32_t>;

TEST(Queue, FreeFlowTakesTheWholeStepsOfALinkAndOneForItsBuffer) {
  Traffic traffic;
  traffic.network = network_of(4, {{0, 1}, {1, 2, 10000, 27.78}, {2, 3, 35000, 27.78}});
  traffic.drives = {{21601, {0, 1, 2}}};
  traffic.run(40000);
  EXPECT_EQ(traffic.steps_of(Kind::enters_traffic), Steps{21601});
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 1), Steps{21602});
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2), Steps{21602 + 359 + 1});
  EXPECT_EQ(traffic.steps_of(Kind::arrival), Steps{21962 + 1259});
}

TEST(Queue, TenthsOfASecondAreWholeStepsToo) {
  Traffic traffic;
  traffic.rules.steps_per_s = 10;
  traffic.network = network_of(4, {{0, 1}, {1, 2, 10000, 27.78}, {2, 3, 5000, 27.78}});
  traffic.drives = {{100, {0, 1, 2}}};
  traffic.run(40000);
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2), Steps{101 + 3599 + 1});
  EXPECT_EQ(traffic.steps_of(Kind::arrival), Steps{3701 + 1799});
}

TEST(Queue, ASlowVehicleTakesItsOwnTime) {
  Traffic traffic;
  traffic.network = network_of(3, {{0, 1}, {1, 2}});
  traffic.classes = {{one_pcu, one_pcu, 4}};
  traffic.drives = {{0, {0, 1}}};
  traffic.run(1000);
  EXPECT_EQ(traffic.steps_of(Kind::arrival), Steps{1 + 25});
}

TEST(Queue, AWayThatEndsWhereItBeginsTakesNoTime) {
  Traffic traffic;
  traffic.network = network_of(2, {{0, 1}});
  traffic.drives = {{5, {0}}};
  traffic.run(100);
  EXPECT_EQ(traffic.steps_of(Kind::enters_traffic), Steps{5});
  EXPECT_EQ(traffic.steps_of(Kind::arrival), Steps{5});
}

/// 1,000 vehicles through a bottleneck; the largest distance of departures in any window from what its flow allows.
double worst_of_bottleneck(double capacity_1_s, const VehicleClass& vehicle) {
  Traffic traffic;
  traffic.network =
      network_of(4, {{0, 1, 100, 10, 100, 1000}, {1, 2, 1000, 10, capacity_1_s, 100}, {2, 3, 100, 10, 100}});
  traffic.classes = {vehicle};
  for (int k = 0; k < 1000; ++k) traffic.drives.push_back({0, {0, 1, 2}});
  traffic.run(100000);
  const Steps leaves = traffic.steps_of(Kind::enters_link, 2);
  EXPECT_EQ(leaves.size(), 1000U);
  const double per_step = capacity_1_s * static_cast<double>(one_pcu) / static_cast<double>(vehicle.flow);
  double worst = 0;
  for (std::size_t i = 0; i < leaves.size(); ++i)
    for (std::size_t j = i + 1; j < leaves.size(); ++j)
      worst = std::max(worst, std::abs(static_cast<double>(j - i) - per_step * (leaves[j] - leaves[i])));
  return worst;
}

TEST(Queue, ABottleneckPassesItsFlowInEveryWindow) {
  const VehicleClass car{one_pcu, one_pcu, 1e9};
  EXPECT_LE(worst_of_bottleneck(0.5, car), 1);
  EXPECT_LE(worst_of_bottleneck(0.3, car), 1);
  EXPECT_LE(worst_of_bottleneck(1000 / 3600.0, car), 1.000001);  // a capacity that nine decimals do not hold
  EXPECT_LE(worst_of_bottleneck(0.3, {one_pcu / 2, one_pcu / 2, 1e9}), 1);
  EXPECT_LE(worst_of_bottleneck(0.3, {3 * one_pcu, 3 * one_pcu, 1e9}), 1);
}

TEST(Queue, SpillbackLetsTheFourthVehicleGoAtItsSecond) {
  // The case and the second are those of MATSim's FlowStorageSpillbackTest, with its fast update of capacities.
  Traffic traffic;
  traffic.network = network_of(
      5,
      {{0, 1, 500, 500, 3, 100}, {1, 2, 500, 10, 0.1, 100}, {2, 3, 7.5, 500, 1 / 60.0, 1}, {3, 4, 500, 500, 3, 100}});
  traffic.drives = {{99, {2, 3}}, {99, {1, 2, 3}}, {99, {0, 1, 2}}, {100, {0, 1, 2}}};
  traffic.run(1000);
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2, 3), Steps{169});
}

TEST(Queue, StorageIsFullOnlyOnceNothingIsLeft) {
  Traffic traffic;
  // Room for 15 / 7.5 = 2 cars; trucks of 1.5 cars: the second is let in with half a car's room left, the third waits.
  traffic.network = network_of(4, {{0, 1, 100, 10, 10, 10}, {1, 2, 15, 15, 0.01, 1}, {2, 3}});
  traffic.classes = {{3 * one_pcu / 2, one_pcu, 1e9}};
  traffic.rules.stuck_s = 1e6;
  traffic.drives = {{0, {0, 1}}, {0, {0, 1, 2}}, {0, {0, 1, 2}}, {0, {0, 1, 2}}, {0, {0, 1, 2}}};
  traffic.run(2000);
  const Steps entered = traffic.steps_of(Kind::enters_link, 1);
  const Steps left = traffic.steps_of(Kind::enters_link, 2);
  ASSERT_EQ(entered.size(), 5U);
  ASSERT_EQ(left.size(), 4U);
  EXPECT_EQ(entered[1], 1U);
  // Person 0 arrives on the link in step 2, which makes room in step 3.
  EXPECT_EQ(entered[2], 3U);
  // A vehicle leaves the queue for the buffer one step before it passes the node: its room counts in that same step.
  EXPECT_EQ(entered[3], left[0]);
}

/// Three streams that meet before a link of 2 vehicles a second: NodeTransitionTest of MATSim.
Traffic merge(NodeRule rule) {
  Traffic traffic;
  traffic.rules.node_rule = rule;
  traffic.rules.stuck_s = 86400;
  const LinkSketch one{0, 0, 1000, 10, 1, 1};
  const LinkSketch two{0, 0, 1000, 10, 2, 2};
  const auto from_to = [](LinkSketch link, std::uint32_t from, std::uint32_t to) {
    link.from = from;
    link.to = to;
    return link;
  };
  traffic.network = network_of(9, {from_to(one, 0, 1), from_to(one, 1, 6), from_to(two, 2, 3), from_to(two, 3, 6),
                                   from_to(two, 4, 5), from_to(two, 5, 6), from_to(two, 6, 7), from_to(two, 7, 8)});
  for (std::uint32_t k = 0; k < 500; ++k) traffic.drives.push_back({k, {0, 1, 6, 7}});
  for (std::uint32_t k = 0; k < 1000; ++k) traffic.drives.push_back({(k + 1) / 2, {2, 3, 6, 7}});
  for (std::uint32_t k = 0; k < 500; ++k) traffic.drives.push_back({250 + (k + 1) / 2, {4, 5, 6, 7}});
  return traffic;
}

/// Mean vehicles a step that leave links 1, 3 and 5 for link 6 in the steps [from, to).
std::array<double, 3> shares_of(const Traffic& traffic, std::uint32_t from, std::uint32_t to) {
  std::array<double, 3> shares{};
  for (const TravelEvent& event : traffic.events) {
    if (event.kind != Kind::enters_link || event.link != 6 || event.step < from || event.step >= to) continue;
    const std::size_t stream = event.person < 500 ? 0 : event.person < 1500 ? 1 : 2;
    shares[stream] += 1.0 / (to - from);
  }
  return shares;
}

TEST(Queue, StreamsThatMeetShareTheRoomByCapacityAndNodeRule) {
  struct Expected {
    NodeRule rule;
    double delta;
    std::array<double, 3> two;
    std::array<double, 3> three;
  };
  const Expected cases[] = {
      {NodeRule::empty_buffers, 0.1, {1 / 3.0, 5 / 3.0, 0}, {1 / 5.0, 9 / 10.0, 9 / 10.0}},
      {NodeRule::vehicle_by_vehicle, 0.04, {5 / 9.0, 13 / 9.0, 0}, {9 / 25.0, 41 / 50.0, 41 / 50.0}}};
  for (const Expected& expected : cases) {
    std::array<double, 3> two{};
    std::array<double, 3> three{};
    constexpr int seeds = 5;  // more than the original's one, for the tolerance of the smaller sample
    for (int seed = 1; seed <= seeds; ++seed) {
      Traffic traffic = merge(expected.rule);
      traffic.rules.seed = static_cast<std::uint64_t>(seed);
      traffic.run(2000);
      const auto free = shares_of(traffic, 110, 180);
      EXPECT_DOUBLE_EQ(std::round(1e9 * free[0]), 1e9);
      EXPECT_DOUBLE_EQ(std::round(1e9 * free[1]), 2e9);
      for (std::size_t stream = 0; stream < 3; ++stream) {
        two[stream] += shares_of(traffic, 210, 340)[stream] / seeds;
        three[stream] += shares_of(traffic, 360, 500)[stream] / seeds;
      }
    }
    for (std::size_t stream = 0; stream < 3; ++stream) {
      EXPECT_NEAR(two[stream], expected.two[stream], expected.delta) << stream;
      EXPECT_NEAR(three[stream], expected.three[stream], expected.delta) << stream;
    }
  }
}

/// A ring of links with room for ten cars each, into which twenty depart from each before the first is through.
Traffic ring_full(std::uint32_t links) {
  Traffic traffic;
  std::vector<LinkSketch> sketch;
  for (std::uint32_t l = 0; l < links; ++l) sketch.push_back({l, (l + 1) % links, 75, 1.5, 0.2, 1});
  traffic.network = network_of(links, sketch);
  traffic.classes = {{one_pcu, one_pcu / 10, 1e9}};
  for (std::uint32_t l = 0; l < links; ++l) {
    for (std::uint32_t k = 0; k < 20; ++k) {
      Drive drive{0, {}};
      for (std::uint32_t hop = 0; hop < 40; ++hop) drive.route.push_back((l + hop) % links);
      traffic.drives.push_back(drive);
    }
  }
  return traffic;
}

TEST(Queue, AGridlockStandsUntilStuckTimeAndThenDrains) {
  Traffic traffic = ring_full(8);
  traffic.rules.stuck_s = 200;
  traffic.run(100000);
  const Steps moves = traffic.steps_of(Kind::enters_link);
  std::uint32_t first_gap = 0;
  for (std::size_t i = 1; i < moves.size() && first_gap <= 50; ++i) first_gap = moves[i] - moves[i - 1];
  EXPECT_EQ(moves.front(), 1U);
  EXPECT_GE(first_gap, 195U) << "all links are full within some steps, and then nothing moves for stuck_s";
  EXPECT_GT(traffic.totals.forced, 0);
  EXPECT_EQ(traffic.totals.arrived, 160);
  EXPECT_EQ(traffic.totals.active, 0);
}

TEST(Queue, StuckVehiclesCanBeTakenAway) {
  Traffic traffic = ring_full(8);
  traffic.rules.stuck = StuckRule::remove;
  traffic.run(100000);
  EXPECT_GT(traffic.totals.removed, 0);
  EXPECT_EQ(traffic.totals.forced, 0);
  EXPECT_EQ(traffic.totals.arrived + traffic.totals.removed, 160);
  EXPECT_EQ(static_cast<std::int64_t>(traffic.steps_of(Kind::stuck).size()), traffic.totals.removed);
  EXPECT_EQ(traffic.totals.active, 0);
}

}  // namespace
}  // namespace machi
