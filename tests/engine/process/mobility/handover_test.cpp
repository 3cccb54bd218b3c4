// Another process takes people over: they are out of the traffic wherever they were, some drive on for it, and links
// change in ways that nobody knew before; the same on any ranks and threads.
#include "engine/process/mobility/handover.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>

#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;
using Why = LeftCar::Why;

/// Four links of 100 m one behind the other, 10 s each and one for the node. The way leads to the end of link 3.
Traffic street() {
  Traffic traffic;
  traffic.network = network_of(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}});
  traffic.handover_step = 100;
  const WayFrom way = [](std::uint32_t link) {
    std::vector<std::uint32_t> links;
    for (std::uint32_t l = link; l < 4; ++l) links.push_back(l);
    return links;
  };
  traffic.handover.ways = {way, way};
  return traffic;
}

TEST(Handover, TakesPeopleOutWhereverTheyAre) {
  Traffic traffic = street();
  // On link 2, in the queue to get into the traffic, at home; the last one stays, behind where others stood.
  traffic.network.flow_capacity_1_s[0] = 0.02;
  traffic.drives = {{85, {0, 1, 2}}, {99, {0, 1, 2}}, {99, {0, 1, 2}}, {500, {0, 1, 2}}, {600, {0, 1, 2}}};
  traffic.handover.leave = {0, 1, 2, 3};
  traffic.run(3000);
  EXPECT_EQ(traffic.totals.taken_over, 4);
  EXPECT_EQ(traffic.totals.active, 0);
  EXPECT_EQ(traffic.totals.arrived, 1);
  EXPECT_EQ(traffic.vehicles, 0);
  EXPECT_TRUE(traffic.left_cars.empty());
  EXPECT_EQ(traffic.steps_of(Kind::enters_traffic, 0, 4), std::vector<std::uint32_t>{600}) << "nobody is before it";
  for (const TravelEvent& event : traffic.events) EXPECT_TRUE(event.person == 4 || event.step < 100);
}

TEST(Handover, LetsCarsDriveOnUntilTheyArriveOrMeetWater) {
  Traffic traffic = street();
  traffic.drives = {{95, {0, 1}}, {5000, {1, 2}}, {5000, {0, 1, 2}}};
  traffic.handover.leave = {0, 1, 2};
  traffic.handover.errands = {{0, no_index, 0, 0}, {1, 1, 120, 0}, {2, 0, 200, 0}};
  traffic.flood = {{217, 2, {true, true, 1, 1}}};
  traffic.run(3000);
  ASSERT_EQ(traffic.left_cars.size(), 3U);
  // On link 1 from step 96, it goes on to the end of link 3 instead of arriving there.
  EXPECT_EQ(traffic.left_cars[0].why, Why::arrived);
  EXPECT_EQ(traffic.left_cars[0].link, 3U);
  EXPECT_EQ(traffic.left_cars[0].step, 96U + 3 * 11 - 1);
  EXPECT_EQ(traffic.left_cars[1].why, Why::arrived);
  EXPECT_EQ(traffic.left_cars[1].step, 121U + 2 * 11 - 1);
  EXPECT_EQ(traffic.left_cars[2].why, Why::water);
  EXPECT_EQ(traffic.left_cars[2].link, 2U);
  EXPECT_EQ(traffic.left_cars[2].step, 217U);
  EXPECT_NEAR(static_cast<double>(traffic.left_cars[2].along), 0.5, 1e-6);  // entered in 212
  EXPECT_EQ(traffic.totals.errands, 0);
  EXPECT_EQ(traffic.totals.lost_vehicles, 1);
  EXPECT_EQ(traffic.totals.trips, 1) << "an errand is no trip";
}

TEST(Handover, WalkersTakeTheirPartOfTheCapacity) {
  Traffic traffic = street();
  traffic.network.flow_capacity_1_s = {1, 0.5, 1, 1};
  for (std::uint32_t p = 0; p < 100; ++p) {
    traffic.drives.push_back({5000, {0, 1, 2}});
    traffic.handover.leave.push_back(p);
    traffic.handover.errands.push_back({p, 0, 100 + p, 0});
  }
  traffic.shares_then = {{1, 0.4}};
  traffic.run(5000);
  ASSERT_EQ(traffic.left_cars.size(), 100U);
  std::vector<std::uint32_t> steps;
  for (const LeftCar& car : traffic.left_cars) steps.push_back(car.step);
  std::sort(steps.begin(), steps.end());
  EXPECT_NEAR(static_cast<double>(steps[90] - steps[10]), 80 / 0.2, 5);
}

TEST(Handover, CarsTurnToAnotherGoalWhereverTheyAre) {
  Traffic traffic = street();
  traffic.network = network_of(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {1, 5}, {2, 5}});
  traffic.network.flow_capacity_1_s[1] = 0.01;
  traffic.handover.leave = {0, 1, 2, 3, 4, 5};
  // On link 1; on link 2, from where no other goal is reached; waiting to get into the traffic of link 1; at the kerb;
  // at its goal; on link 2.
  traffic.drives.assign(6, {5000, {0, 1, 2}});
  traffic.handover.errands = {{0, 0, 100, 0}, {1, 1, 100, 0}, {2, 1, 101, 0},
                              {3, 0, 900, 0}, {4, 3, 100, 0}, {5, 2, 100, 0}};
  traffic.redirect_step = 105;
  traffic.redirect_goals = {3};
  traffic.redirect_way = [](std::uint32_t link) -> std::vector<std::uint32_t> {
    if (link == 0) return {0, 4};
    if (link == 1) return {1, 5};
    return {};
  };
  traffic.run(3000);
  EXPECT_EQ(traffic.redirected, 3);
  ASSERT_EQ(traffic.left_cars.size(), 6U);
  const std::uint32_t ends[] = {5, 3, 5, 4, 3, 3};
  for (std::size_t k = 0; k < 6; ++k) {
    EXPECT_EQ(traffic.left_cars[k].link, ends[k]) << k;
    EXPECT_EQ(traffic.left_cars[k].why, Why::arrived) << k;
  }
}

TEST(Handover, KeepsCarsOfOneKindOfGoalFromAnother) {
  Traffic traffic = street();
  traffic.handover.leave = {0, 1};
  traffic.drives.assign(2, {5000, {0, 1, 2}});
  traffic.handover.errands = {{0, 1, 900, 0, 0}, {1, 1, 900, 0, 1}};
  traffic.redirect_step = 105;
  traffic.redirect_goals = {3};
  traffic.redirect_way = [](std::uint32_t link) -> std::vector<std::uint32_t> { return {link, 2}; };
  traffic.run(3000);
  EXPECT_EQ(traffic.redirected, 1);
  ASSERT_EQ(traffic.left_cars.size(), 2U);
  EXPECT_EQ(traffic.left_cars[0].link, 2U);
  EXPECT_EQ(traffic.left_cars[1].link, 3U);
}

TEST(Handover, TellsHowLongLinksTakeAndWhoSetsOffSoonTakesAnotherWay) {
  Traffic traffic = street();
  traffic.network = network_of(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {1, 5}, {2, 5}});
  traffic.network.flow_capacity_1_s[1] = 0.1;
  for (std::uint32_t p = 0; p < 22; ++p) {
    traffic.drives.push_back({5000, {0, 1, 2}});
    traffic.handover.leave.push_back(p);
    const std::uint32_t from_step = p < 20 ? 100 + p : p == 20 ? 200 : 400;
    traffic.handover.errands.push_back({p, 0, from_step, 0, 1});
  }
  traffic.redirect_step = 150;
  traffic.renew_before_step = 300;
  traffic.redirect_way = [](std::uint32_t link) -> std::vector<std::uint32_t> { return {link, 4}; };
  traffic.run(3000);
  ASSERT_EQ(traffic.slow_links.size(), 1U);
  EXPECT_EQ(traffic.slow_links[0].link, 1U);
  EXPECT_GT(traffic.slow_links[0].time_us, 100'000'000U) << "more than ten cars at one in ten seconds";
  EXPECT_LT(traffic.slow_links[0].time_us, 200'000'000U);
  ASSERT_EQ(traffic.left_cars.size(), 22U);
  for (const LeftCar& car : traffic.left_cars) EXPECT_EQ(car.link, car.person == 20 ? 4U : 3U) << car.person;
}

TEST(Handover, IsTheSameOnAnyRanksAndThreads) {
  Traffic traffic = square_town(1200);
  traffic.handover_step = 150;
  traffic.bin_steps = 60;
  for (std::uint32_t p = 0; p < 1200; p += 2) traffic.handover.leave.push_back(p);
  for (std::uint32_t p = 0; p < 1200; p += 6)
    traffic.handover.errands.push_back({p, p % 4 == 0 ? no_index : traffic.drives[p].route.front(), 150 + p % 97, 0});
  RoadEvent flood;
  flood.begin_s = 220;
  for (std::uint32_t l = 0; l < traffic.network.links(); l += 9) flood.links.push_back(l);
  flood.closed = flood.flooded = true;
  traffic.flood = link_changes(std::vector<RoadEvent>{flood}, 1);
  for (std::uint32_t l = 3; l < traffic.network.links(); l += 5) traffic.shares_then.push_back({l, 0.3});
  // The way: the first link from each node that has a higher row, which ends in the last node.
  const TrafficNetwork network = traffic.network;
  const WayFrom way = [&network](std::uint32_t link) {
    std::vector<std::uint32_t> links{link};
    while (network.to[links.back()] + 1 < network.nodes())
      for (std::uint32_t l = 0; l < network.links(); ++l)
        if (network.from[l] == network.to[links.back()] && network.to[l] > network.from[l]) {
          links.push_back(l);
          break;
        }
    return links;
  };
  traffic.handover.ways = {way};
  // Who drives to the last node turns round and goes to the first one.
  traffic.redirect_step = 235;
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if (network.to[l] + 1 == network.nodes()) traffic.redirect_goals.push_back(l);
  traffic.redirect_way = [&network](std::uint32_t link) {
    std::vector<std::uint32_t> links{link};
    while (network.to[links.back()] > 0)
      for (std::uint32_t l = 0; l < network.links(); ++l)
        if (network.from[l] == network.to[links.back()] && network.to[l] < network.from[l]) {
          links.push_back(l);
          break;
        }
    return links;
  };
  traffic.run(Comm::null(), 20000);
  const Traffic expected = traffic;
  EXPECT_GT(expected.redirected, 10);
  EXPECT_FALSE(expected.slow_links.empty());
  EXPECT_EQ(expected.totals.active, 0);
  EXPECT_GT(expected.totals.taken_over, 300);
  const auto ended = [&](Why why) {
    return std::count_if(expected.left_cars.begin(), expected.left_cars.end(),
                         [&](const LeftCar& car) { return car.why == why; });
  };
  EXPECT_GT(ended(Why::arrived), 10);
  EXPECT_GT(ended(Why::water), 0);
  const int threads = omp_get_max_threads();
  omp_set_num_threads(2);
  for (const CutRule cut : {CutRule::weighted, CutRule::skewed}) {
    traffic.cut = cut;
    traffic.run(20000);
    ASSERT_EQ(traffic.events.size(), expected.events.size());
    EXPECT_EQ(std::memcmp(traffic.events.data(), expected.events.data(), traffic.events.size() * sizeof(TravelEvent)),
              0);
    ASSERT_EQ(traffic.left_cars.size(), expected.left_cars.size());
    for (std::size_t k = 0; k < traffic.left_cars.size(); ++k) {
      const LeftCar &car = traffic.left_cars[k], &same = expected.left_cars[k];
      EXPECT_TRUE(car.person == same.person && car.link == same.link && car.step == same.step && car.why == same.why &&
                  car.along == same.along)
          << k;
    }
    EXPECT_EQ(traffic.totals.taken_over, expected.totals.taken_over);
    EXPECT_EQ(traffic.redirected, expected.redirected);
    ASSERT_EQ(traffic.slow_links.size(), expected.slow_links.size());
    for (std::size_t k = 0; k < traffic.slow_links.size(); ++k)
      EXPECT_TRUE(traffic.slow_links[k].link == expected.slow_links[k].link &&
                  traffic.slow_links[k].time_us == expected.slow_links[k].time_us)
          << k;
    EXPECT_EQ(traffic.totals.rerouted, expected.totals.rerouted);
  }
  omp_set_num_threads(threads);
  // Left before people are taken over, and behind: while cars set off, and when the water is there.
  for (const std::uint64_t step : {120, 180, 240}) {
    EXPECT_EQ(traffic.state_before(Comm::world(), step).totals.taken_over > 0, step > 150);
    expect_a_stop_does_not_show(traffic, expected, step);
  }
}

}  // namespace
}  // namespace machi
