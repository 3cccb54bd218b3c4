// People in vehicles that others drive: exact times, room, who is first, and one answer on any ranks and threads.
#include "tests/engine/process/mobility/rides.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>
#include <memory>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;
using Steps = std::vector<std::uint32_t>;

/// Five links of 100 m one behind the other, 10 s each and one for the node.
Traffic street() {
  Traffic traffic;
  traffic.network = network_of(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}});
  return traffic;
}

/// Calls at the ends of links 1 and 3, stands 10 and 11, on leg 1.
std::vector<SketchedCall> two_calls(bool blocks = true, std::uint32_t not_before = 0) {
  return {{{1, 1, 10, blocks}, not_before}, {{3, 1, 11, blocks}, 0}};
}

// The bus sets off in 100, passes the node in 101, is through on link 1 in 111. Doors open (111), the two get on in 112
// and 113, doors close in 114, and it goes into the buffer in 115; two links of 10 + 1 s later it is through on link 3,
// in 137: it opened 137, lets off in 138 and 139, closed 140, drives on in 141.
TEST(Rides, TakesPeopleWhereTheyWantToGo) {
  Traffic traffic = street();
  FixedCalls bus(2, {two_calls()});
  traffic.runs = &bus;
  traffic.plans = {ride(0, 20, 10, 1, 11, 3), ride(1, 10, 10, 1, 11, 3), service(2, 100, {0, 1, 2, 3, 4})};
  traffic.run(Comm::world(), 1000);
  EXPECT_EQ(traffic.driver_steps(Kind::arrives_at_stop, 2), (Steps{111, 137}));
  EXPECT_EQ(traffic.steps_of(Kind::boards, 2, 1), (Steps{112})) << "who came first";
  EXPECT_EQ(traffic.steps_of(Kind::boards, 2, 0), (Steps{113}));
  EXPECT_EQ(traffic.driver_steps(Kind::departs_from_stop, 2), (Steps{115, 141}));
  EXPECT_EQ(traffic.steps_of(Kind::arrival, 3, 1), (Steps{138}));
  EXPECT_EQ(traffic.steps_of(Kind::arrival, 3, 0), (Steps{139}));
  EXPECT_EQ(traffic.driver_steps(Kind::arrival, 2), (Steps{152}));
  EXPECT_EQ(traffic.totals.persons, 2);
  EXPECT_EQ(traffic.totals.arrived, 2);
  EXPECT_EQ(traffic.totals.active, 0);
  EXPECT_EQ(traffic.totals.in_service, 0);
  ASSERT_EQ(traffic.visits.size(), 2U);
  EXPECT_EQ(traffic.visits[0].boarded, 2U);
  EXPECT_EQ(traffic.visits[0].load, 2U);
  EXPECT_EQ(traffic.visits[0].waited_steps, 112U - 10 + 113 - 20);
  EXPECT_EQ(traffic.visits[1].alighted, 2U);
  EXPECT_EQ(traffic.visits[1].load, 0U);
}

// Nobody there: a stop costs no time. It waits for its departure where one is given.
TEST(Rides, WaitsForItsDeparture) {
  Traffic traffic = street();
  FixedCalls bus(0, {two_calls(true, 0), two_calls(true, 250)});
  traffic.runs = &bus;
  traffic.plans = {service(0, 100, {0, 1, 2, 3, 4}), service(1, 200, {0, 1, 2, 3, 4})};
  traffic.run(Comm::world(), 1000);
  EXPECT_EQ(traffic.driver_steps(Kind::departs_from_stop, 0), (Steps{111, 133}));
  EXPECT_EQ(traffic.driver_steps(Kind::departs_from_stop, 1), (Steps{250, 272}));
}

// Whoever comes while it waits for its departure gets on; then it is late.
TEST(Rides, TakesWhoComesMeanwhile) {
  Traffic traffic = street();
  FixedCalls bus(1, {two_calls(true, 250)});
  traffic.runs = &bus;
  traffic.plans = {ride(0, 240, 10, 1, 11, 3), service(1, 200, {0, 1, 2, 3, 4})};
  traffic.run(Comm::world(), 1000);
  // Through on link 1 in 211, it looks again in 250: doors open, on in 251, close in 252, away in 253.
  EXPECT_EQ(traffic.steps_of(Kind::boards), (Steps{251}));
  EXPECT_EQ(traffic.driver_steps(Kind::departs_from_stop, 1).front(), 253U);
}

// Three wait, one seat: the other two take the next buses; the last one's never comes.
TEST(Rides, LeavesBehindWhoHasNoRoom) {
  Traffic traffic = street();
  FixedCalls bus(3, {two_calls(), two_calls()}, 1);
  traffic.runs = &bus;
  for (std::uint32_t p = 0; p < 3; ++p) traffic.plans.push_back(ride(p, 50, 10, 1, 11, 3));
  traffic.plans.push_back(service(3, 100, {0, 1, 2, 3, 4}));
  traffic.plans.push_back(service(4, 300, {0, 1, 2, 3, 4}));
  traffic.run(Comm::world(), 2000);
  EXPECT_EQ(traffic.steps_of(Kind::boards, 3, 0), (Steps{112})) << "of one step in the order of persons";
  EXPECT_EQ(traffic.steps_of(Kind::boards, 4, 1), (Steps{312}));
  EXPECT_EQ(traffic.steps_of(Kind::boards, no_index, 2), Steps{});
  EXPECT_EQ(traffic.steps_of(Kind::stuck, 1, 2).size(), 1U);
  ASSERT_EQ(traffic.visits.size(), 4U);
  EXPECT_EQ(traffic.visits[0].left_behind, 2U);
  EXPECT_EQ(traffic.visits[2].left_behind, 1U);
  EXPECT_EQ(traffic.totals.arrived, 2);
  EXPECT_LT(traffic.times.steps, 600U) << "nobody else can come: the run ends";
}

// A car behind the bus: a call that blocks holds it up, one beside the link does not.
TEST(Rides, BlockTheLaneOrStandBesideIt) {
  for (const bool blocks : {true, false}) {
    Traffic traffic = street();
    FixedCalls bus(2, {two_calls(blocks, 150)});
    traffic.runs = &bus;
    traffic.bin_steps = 60;
    RunningPlan car{1, {0, 103, no_index}};
    Traffic::add_drive(car.words, {0, 1, 2}, 0);
    car.words.insert(car.words.end(), {2, no_index, no_index});
    traffic.plans = {ride(0, 20, 10, 1, 11, 3), car, service(2, 100, {0, 1, 2, 3, 4})};
    traffic.run(Comm::world(), 1000);
    // The car enters link 1 in 104 and could go on in 115; a second behind the bus where that blocks (1 car a second).
    EXPECT_EQ(traffic.steps_of(Kind::enters_link, 2, 1), (Steps{blocks ? 152U : 115U}));
    EXPECT_EQ(traffic.driver_steps(Kind::departs_from_stop, 2).front(), 150U);
    for (const LinkRecord& record : traffic.links) {
      if (record.link != 1) continue;
      EXPECT_EQ(record.entered, 2U);
      EXPECT_EQ(record.passed, 1U) << "a stop is no time of traffic";
    }
  }
}

// Off the road: teleported from stand to stand.
TEST(Rides, RunOffTheRoad) {
  Traffic traffic = street();
  // Activities 0, 2, 4 on links 0, 2, 4, with teleports of 100 and 50 steps between them.
  FixedCalls train(1, {{{{0, 0, 1, false}, 0}, {{2, 2, 2, false}, 0}, {{4, 4, 3, false}, 0}}});
  traffic.runs = &train;
  traffic.plans = {ride(0, 20, 1, 0, 3, 4),
                   {1, {0, 60, no_index, 0, 100, 2, no_index, no_index, 0, 50, 4, no_index, no_index}}};
  traffic.run(Comm::world(), 1000);
  EXPECT_EQ(traffic.driver_steps(Kind::arrives_at_stop, 1), (Steps{60, 163, 213}));
  EXPECT_EQ(traffic.steps_of(Kind::boards), (Steps{61}));
  EXPECT_EQ(traffic.steps_of(Kind::arrival), (Steps{214}));
  EXPECT_EQ(traffic.totals.active, 0);
}

/// A ring of streets with cars, buses that go round and people who ride, and now and then a jam.
struct Ring {
  std::unique_ptr<FixedCalls> buses;
  Traffic traffic;
};
Ring ring() {
  Ring made;
  Traffic& traffic = made.traffic;
  constexpr std::uint32_t nodes = 24;
  constexpr std::uint32_t drivers = 8;
  constexpr std::uint32_t persons = 600;
  std::vector<LinkSketch> links;
  for (std::uint32_t n = 0; n < nodes; ++n)
    links.push_back({n, (n + 1) % nodes, 40.0 + 10 * (n % 4), 10, 0.3 + 0.2 * (n % 3)});
  traffic.network = network_of(nodes, links);
  traffic.classes = {{one_pcu, one_pcu, 1e9}, {2 * one_pcu, 2 * one_pcu, 9}};
  traffic.bin_steps = 60;
  std::vector<std::vector<SketchedCall>> calls(drivers);
  std::vector<RunningPlan> services;
  for (std::uint32_t d = 0; d < drivers; ++d) {
    std::vector<std::uint32_t> route;
    for (std::uint32_t hop = 0; hop < 60; ++hop) {
      route.push_back((3 * d + hop) % nodes);
      // Every fourth link has a stand; every second of these blocks.
      if (route.back() % 4 == 1)
        calls[d].push_back({{route.back(), 1, route.back(), route.back() % 8 == 1}, 200 + 30 * hop});
    }
    services.push_back(service(persons + d, 100 + 10 * d, route, 1));
  }
  for (std::uint32_t p = 0; p < persons; ++p) {
    RandomStream random(3, p, 1);
    if (p % 3 == 0) {
      std::vector<std::uint32_t> route{random.below(nodes)};
      while (route.size() < 20) route.push_back((route.back() + 1) % nodes);
      RunningPlan car{p, {route.front(), random.below(400), no_index}};
      Traffic::add_drive(car.words, route, 0);
      car.words.insert(car.words.end(), {route.back(), no_index, no_index});
      traffic.plans.push_back(car);
      continue;
    }
    const std::uint32_t from = 1 + 4 * random.below(6);
    traffic.plans.push_back(ride(p, random.below(900), from, from, (from + 8) % nodes, (from + 8) % nodes));
  }
  traffic.plans.insert(traffic.plans.end(), services.begin(), services.end());
  made.buses = std::make_unique<FixedCalls>(persons, calls, 12);
  made.buses->doors = {1500, 700, DoorOperation::serial, false};
  traffic.runs = made.buses.get();
  return made;
}

template <class Row>
bool same(const std::vector<Row>& a, const std::vector<Row>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Row)) == 0);
}

TEST(Rides, GiveOneAnswerOnAnyRanksAndThreads) {
  for (const TrafficDynamics dynamics : {TrafficDynamics::queue, TrafficDynamics::kinematic_waves}) {
    Ring made = ring();
    Traffic& traffic = made.traffic;
    traffic.rules.dynamics = dynamics;
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    traffic.run(Comm::null(), 20000);
    const Traffic expected = traffic;
    EXPECT_EQ(expected.totals.in_service, 0);
    std::uint32_t boarded = 0;
    std::uint32_t alighted = 0;
    std::uint32_t left = 0;
    std::uint32_t load = 0;
    for (const StopVisit& visit : expected.visits) {
      boarded += visit.boarded;
      alighted += visit.alighted;
      left += visit.left_behind;
      load = std::max(load, visit.load);
    }
    EXPECT_GT(boarded, 100U);
    EXPECT_EQ(boarded, alighted) << "everybody who got on got off";
    EXPECT_GT(left, 0U);
    EXPECT_EQ(load, 12U);
    EXPECT_EQ(expected.totals.waiting, 0) << "those who still waited are stuck";
    EXPECT_EQ(expected.totals.arrived + expected.totals.removed, 600);
    for (const int count : {1, 2}) {
      omp_set_num_threads(count);
      for (const CutRule cut : {CutRule::even, CutRule::skewed}) {
        traffic.cut = cut;
        traffic.run(Comm::world(), 20000);
        EXPECT_TRUE(same(traffic.events, expected.events));
        EXPECT_TRUE(same(traffic.driver_events, expected.driver_events));
        EXPECT_TRUE(same(traffic.visits, expected.visits));
        EXPECT_TRUE(same(traffic.links, expected.links));
      }
      if (count == 2) expect_a_stop_does_not_show(traffic, expected, 780);
    }
    omp_set_num_threads(threads);
  }
}

// A vehicle that is taken off the road takes its passengers' trips with it.
TEST(Rides, FailWithTheVehicle) {
  Traffic traffic;
  // Link 3 holds one car, and after the first it lets one go in 1,000 s.
  traffic.network = network_of(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4, 7.5, 10, 0.001}, {4, 5}});
  traffic.rules.stuck = StuckRule::remove;
  FixedCalls bus(4, {{{{1, 1, 10, true}, 0}, {{4, 1, 11, true}, 0}}});
  traffic.runs = &bus;
  traffic.plans = {ride(0, 0, 10, 1, 11, 4)};
  for (std::uint32_t p = 1; p < 4; ++p) {
    RunningPlan car{p, {2, 10, no_index}};
    Traffic::add_drive(car.words, {2, 3, 4}, 0);
    car.words.insert(car.words.end(), {4, no_index, no_index});
    traffic.plans.push_back(car);
  }
  traffic.plans.push_back(service(4, 60, {0, 1, 2, 3, 4}));
  traffic.run(Comm::world(), 4000);
  EXPECT_EQ(traffic.steps_of(Kind::boards, 4, 0).size(), 1U);
  EXPECT_EQ(traffic.steps_of(Kind::stuck, 2, 0).size(), 1U);
  EXPECT_EQ(traffic.driver_steps(Kind::stuck, 4).size(), 1U);
  EXPECT_EQ(traffic.visits.size(), 1U);
  EXPECT_EQ(traffic.totals.active, 0);
  EXPECT_EQ(traffic.totals.in_service, 0);
  EXPECT_EQ(traffic.totals.arrived + traffic.totals.removed, 4);
}

}  // namespace
}  // namespace machi
