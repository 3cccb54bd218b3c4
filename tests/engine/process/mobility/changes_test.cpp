// Links that change while traffic runs: closed, flooded, slow, narrow, open again; the same on any ranks and threads.
#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>

#include "engine/core/rng.hpp"
#include "engine/process/mobility/road_changes.hpp"
#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;

const LinkState shut{true, false, 1, 1};
const LinkState under_water{true, true, 1, 1};
const LinkState open_again{};

TEST(LinkChanges, UniteWhatHoldsAtATime) {
  std::vector<RoadEvent> events(2);
  events[0].begin_s = 1.2;
  events[0].end_s = 10;
  events[0].links = {4, 7};
  events[0].closed = true;
  events[1].begin_s = 5;
  events[1].links = {4};
  events[1].speed_factor = 0.5;
  const std::vector<LinkChange> changes = link_changes(events, 2);
  ASSERT_EQ(changes.size(), 5U);
  EXPECT_EQ(changes[0].step, 3U) << "rounded up to whole steps";
  EXPECT_EQ(changes[1].link, 7U);
  EXPECT_EQ(changes[2].step, 10U);
  EXPECT_EQ(changes[2].state, (LinkState{true, false, 1, 0.5}));
  EXPECT_EQ(changes[3].state, (LinkState{false, false, 1, 0.5}));
  EXPECT_EQ(changes[4].state, open_again);
}

/// Two ways from node 1 to node 2: link 1 takes 10 s, links 2 and 3 over node 4 take 15 s each. Link 4 leads on.
Traffic two_ways() {
  Traffic traffic;
  traffic.network = network_of(5, {{0, 1}, {1, 2}, {1, 4, 150}, {4, 2, 150}, {2, 3}});
  traffic.network.x_m[4] = 150;
  traffic.network.y_m[4] = 100;
  return traffic;
}

std::vector<std::uint32_t> links_of(const Traffic& traffic, std::uint32_t person) {
  std::vector<std::uint32_t> links;
  for (const TravelEvent& event : traffic.events)
    if (event.person == person && event.kind == Kind::enters_link) links.push_back(event.link);
  return links;
}

TEST(Closure, IsDrivenAroundAndOpensAgain) {
  for (const TrafficDynamics dynamics : {TrafficDynamics::queue, TrafficDynamics::kinematic_waves}) {
    Traffic traffic = two_ways();
    traffic.rules.dynamics = dynamics;
    for (const std::uint32_t step : {10U, 98U, 100U, 150U, 200U}) traffic.drives.push_back({step, {0, 1, 4}});
    traffic.changes = {{100, 1, shut}, {180, 1, open_again}};
    traffic.run(1000);
    const std::vector<std::uint32_t> straight{1, 4};
    const std::vector<std::uint32_t> around{2, 3, 4};
    EXPECT_EQ(links_of(traffic, 0), straight);
    EXPECT_EQ(links_of(traffic, 1), straight) << "was on it in time, and leaves it";
    EXPECT_EQ(links_of(traffic, 2), around);
    EXPECT_EQ(links_of(traffic, 3), around);
    EXPECT_EQ(links_of(traffic, 4), straight);
    EXPECT_EQ(traffic.totals.rerouted, 2);
    EXPECT_EQ(traffic.totals.on_foot, 0);
    EXPECT_EQ(traffic.totals.arrived, 5);
  }
}

TEST(Closure, IsSeenAtTheEndOfTheLinkBefore) {
  Traffic traffic = two_ways();
  traffic.drives = {{10, {0, 1, 4}}};
  traffic.changes = {{11, 1, shut}};  // the driver stands in the buffer of link 0
  traffic.run(1000);
  EXPECT_EQ(links_of(traffic, 0), (std::vector<std::uint32_t>{2, 3, 4}));
  EXPECT_EQ(traffic.totals.rerouted, 1);
}

TEST(Closure, WithoutAnotherWayIsWalkedAround) {
  Traffic traffic = two_ways();
  traffic.drives = {{10, {0, 1, 4}}, {200, {0, 1, 4}}};
  traffic.changes = {{15, 4, shut}};
  traffic.run(5000);
  EXPECT_EQ(traffic.totals.on_foot, 2);
  EXPECT_EQ(traffic.totals.lost_vehicles, 0);
  EXPECT_EQ(traffic.totals.arrived, 2);
  // The first leaves the car at the end of link 1, 21 s after it set off, and walks 1.3 · 100 m at 3 km/h in 156 s.
  EXPECT_EQ(traffic.steps_of(Kind::leaves_traffic, 1, 0), std::vector<std::uint32_t>{21});
  EXPECT_EQ(traffic.steps_of(Kind::arrival, 4, 0), std::vector<std::uint32_t>{21 + 60 + 156});
  // The second does not even set off: 1.3 · 200 m from the end of link 0.
  EXPECT_TRUE(traffic.steps_of(Kind::enters_traffic, no_index, 1).empty());
  EXPECT_EQ(traffic.steps_of(Kind::arrival, 4, 1), std::vector<std::uint32_t>{200 + 60 + 312});
}

TEST(Water, TakesTheCarsThatAreThere) {
  Traffic traffic = two_ways();
  traffic.network.flow_capacity_1_s[1] = 0.01;  // a queue on link 1
  for (std::uint32_t p = 0; p < 6; ++p) traffic.drives.push_back({2 * p, {0, 1, 4}});
  traffic.drives.push_back({2000, {0, 1, 4}});
  traffic.changes = {{50, 1, under_water}, {1000, 1, open_again}};
  traffic.run(20000);
  EXPECT_EQ(traffic.totals.lost_vehicles, 5) << "one had passed";
  EXPECT_EQ(traffic.totals.on_foot, 5);
  EXPECT_EQ(traffic.totals.arrived, 7);
  EXPECT_EQ(traffic.steps_of(Kind::leaves_traffic, 1), std::vector<std::uint32_t>(5, 50));
  EXPECT_EQ(links_of(traffic, 6), (std::vector<std::uint32_t>{1, 4})) << "the link is empty and open again";
  EXPECT_EQ(traffic.vehicles, 0);
}

TEST(SpeedAndCapacity, HoldForWhoEntersAndLeavesThen) {
  Traffic traffic;
  traffic.network = network_of(4, {{0, 1}, {1, 2, 200}, {2, 3}});
  traffic.bin_steps = 60;
  traffic.drives = {{10, {0, 1, 2}}, {100, {0, 1, 2}}, {300, {0, 1, 2}}};
  traffic.changes = {{20, 1, {false, false, 1, 0.25}}, {200, 1, {false, false, 1, 4}}};
  traffic.run(2000);
  // Enters one step after its departure, and the next link one step after it is through.
  EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2), (std::vector<std::uint32_t>{11 + 21, 101 + 81, 301 + 6}));
  ASSERT_EQ(traffic.links.size(), 6U);
  EXPECT_EQ(traffic.links[0].link, 1U);
  EXPECT_EQ(traffic.links[0].bin, 0U);
  EXPECT_EQ(traffic.links[0].steps, 21);
  EXPECT_EQ(traffic.links[1].bin, 1U);
  EXPECT_EQ(traffic.links[1].steps, 81) << "times on the link are those since the entry, whatever speed held then";
  EXPECT_EQ(traffic.links[2].steps, 6);
}

TEST(SpeedAndCapacity, OfABottleneckHalvesItsFlow) {
  Traffic traffic;
  traffic.network = network_of(4, {{0, 1, 100, 10, 5}, {1, 2, 4000, 20, 0.5}, {2, 3, 100, 10, 5}});
  for (std::uint32_t p = 0; p < 400; ++p) traffic.drives.push_back({p, {0, 1, 2}});
  traffic.changes = {{400, 1, {false, false, 0.5, 1}}, {800, 1, open_again}};
  traffic.run(20000);
  const std::vector<std::uint32_t> steps = traffic.steps_of(Kind::enters_link, 2);
  const auto between = [&](std::uint32_t from, std::uint32_t to) {
    return std::count_if(steps.begin(), steps.end(), [&](std::uint32_t s) { return s >= from && s < to; });
  };
  EXPECT_NEAR(static_cast<double>(between(300, 400)), 50, 1);
  EXPECT_NEAR(static_cast<double>(between(402, 802)), 100, 1);
  EXPECT_NEAR(static_cast<double>(between(802, 902)), 50, 1);
  EXPECT_EQ(traffic.totals.arrived, 400);
}

/// With changes of links now and then.
Traffic town_with_changes(std::uint32_t persons) {
  Traffic traffic = square_town(persons);
  RandomStream random(11, 0, 1);
  std::vector<RoadEvent> events;
  for (std::uint32_t k = 0; k < 24; ++k) {
    RoadEvent event;
    event.begin_s = 20.0 + random.below(300);
    event.end_s = event.begin_s + 30 + random.below(300);
    event.links = {random.below(traffic.network.links()), random.below(traffic.network.links())};
    event.closed = k % 4 == 0;
    event.flooded = k % 4 == 1;
    if (k % 4 == 2) event.speed_factor = k % 8 == 2 ? 0.3 : 3;
    if (k % 4 == 3) event.capacity_factor = k % 8 == 3 ? 0.2 : 4;
    events.push_back(event);
  }
  traffic.changes = link_changes(events, 1);
  traffic.bin_steps = 60;
  return traffic;
}

bool same_events(const std::vector<TravelEvent>& a, const std::vector<TravelEvent>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(TravelEvent)) == 0;
}

TEST(Changes, AreTheSameOnAnyRanksAndThreads) {
  for (const TrafficDynamics dynamics :
       {TrafficDynamics::queue, TrafficDynamics::holes, TrafficDynamics::kinematic_waves}) {
    Traffic traffic = town_with_changes(1500);
    traffic.rules.dynamics = dynamics;
    traffic.run(Comm::null(), 20000);
    const Traffic expected = traffic;
    EXPECT_EQ(expected.totals.active, 0);
    EXPECT_EQ(expected.totals.arrived, 1500);
    EXPECT_GT(expected.totals.rerouted, 50);
    EXPECT_GT(expected.totals.lost_vehicles, 0);
    const int threads = omp_get_max_threads();
    omp_set_num_threads(2);
    for (const CutRule cut : {CutRule::weighted, CutRule::skewed}) {
      traffic.cut = cut;
      traffic.run(20000);
      EXPECT_TRUE(same_events(traffic.events, expected.events)) << static_cast<int>(dynamics) << static_cast<int>(cut);
      EXPECT_EQ(traffic.totals.rerouted, expected.totals.rerouted);
      EXPECT_EQ(traffic.totals.on_foot, expected.totals.on_foot);
      ASSERT_EQ(traffic.links.size(), expected.links.size());
      EXPECT_EQ(std::memcmp(traffic.links.data(), expected.links.data(), traffic.links.size() * sizeof(LinkRecord)), 0);
    }
    expect_a_stop_does_not_show(traffic, expected, 240);
    omp_set_num_threads(threads);
  }
}

}  // namespace
}  // namespace machi
