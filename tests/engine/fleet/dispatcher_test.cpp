// A fleet in free flow: promises are kept, the best vehicle is found, threads do not matter.
#include "engine/fleet/dispatcher.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>

#include "engine/fleet/least_cost_matching.hpp"
#include "tests/engine/fleet/fleet_day.hpp"

namespace machi {
namespace {

void expect_promises_kept(const Day& day) {
  for (std::size_t k = 0; k < day.fleet->requests().size(); ++k) {
    const RideRequest& request = day.fleet->requests()[k];
    const RideOutcome& outcome = day.fleet->outcomes()[k];
    if (outcome.state == RideState::rejected) continue;
    ASSERT_EQ(outcome.state, RideState::served);
    ASSERT_LE(outcome.picked_up, request.latest_pickup);
    ASSERT_LE(outcome.set_down, request.latest_dropoff);
    ASSERT_GE(outcome.set_down, outcome.picked_up + request.direct);
  }
  for (const FleetVisit& visit : day.fleet->visits()) ASSERT_LE(visit.load, day.rules.capacity);
}

TEST(Dispatcher, KeepsAllPromisesInFreeFlow) {
  std::int64_t shared = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    for (const RelocationRule relocation : {RelocationRule::none, RelocationRule::demand}) {
      Day day;
      day.seed = seed;
      day.rules.relocation = relocation;
      day.run();
      expect_promises_kept(day);
      EXPECT_GT(day.count(RideState::served), 150);
      EXPECT_EQ(day.count(RideState::served) + day.count(RideState::rejected), 300);
      for (const RideOutcome& outcome : day.fleet->outcomes()) shared += outcome.shared ? 1 : 0;
    }
  }
  EXPECT_GT(shared, 100);
}

TEST(Dispatcher, ATaxiHasOnePartyAtATime) {
  Day day;
  day.rules.mode = FleetMode::taxi;
  day.run();
  expect_promises_kept(day);
  for (const FleetVisit& visit : day.fleet->visits()) ASSERT_LE(visit.load, 1);
  for (const RideOutcome& outcome : day.fleet->outcomes()) ASSERT_FALSE(outcome.shared);
  EXPECT_GT(day.count(RideState::served), 50);
}

TEST(Dispatcher, ServesEverybodyWhereLimitsDoNotHold) {
  Day day;
  day.vehicles = 6;
  day.rules.max_wait = 60;
  day.run();
  EXPECT_GT(day.count(RideState::rejected), 100);
  day.rules.if_rejected = RejectionRule::wait;
  day.calls = 60;
  day.run();
  EXPECT_EQ(day.count(RideState::served), 60);
}

TEST(Dispatcher, MoreVehiclesRejectFewer) {
  std::int64_t rejected = 301;
  for (const std::uint32_t vehicles : {4U, 10U, 30U}) {
    Day day;
    day.vehicles = vehicles;
    day.run();
    EXPECT_LT(day.count(RideState::rejected), rejected);
    rejected = day.count(RideState::rejected);
  }
}

TEST(Dispatcher, IsTheSameOnManyThreads) {
  const int threads = omp_get_max_threads();
  Day one;
  one.vehicles = 4200;  // as many as are looked at by all threads
  one.calls = 40;
  Day two = {};
  two.vehicles = one.vehicles;
  two.calls = one.calls;
  omp_set_num_threads(1);
  one.run();
  omp_set_num_threads(3);
  two.run();
  omp_set_num_threads(threads);
  for (std::size_t k = 0; k < one.fleet->outcomes().size(); ++k) {
    ASSERT_EQ(one.fleet->outcomes()[k].vehicle, two.fleet->outcomes()[k].vehicle);
    ASSERT_EQ(one.fleet->outcomes()[k].set_down, two.fleet->outcomes()[k].set_down);
  }
}

TEST(Dispatcher, FindsTheVehicleThatLookingAtAllOfThemFinds) {
  const TrafficNetwork network = crooked_town(9, 2);
  const DriveTimes times(network, 1, {}, 100, 1);
  RandomStream random(5, 5, 5);
  std::vector<FleetVehicleStart> starts;
  for (std::uint32_t v = 0; v < 40; ++v) starts.push_back({random.below(network.links()), 0, 7200});
  const FleetRules rules{FleetMode::drt, 4, 400, 1.8, 120, 20, RejectionRule::walk, RelocationRule::none, 300};
  Dispatcher fleet(rules, times, starts);
  DrivesOf pickup(times);
  DrivesOf dropoff(times);
  std::uint64_t all = 0;
  for (std::uint32_t k = 0; k < 120; ++k) {
    FleetCall call{9, k, random.below(network.links()), 0};
    do call.to = random.below(network.links());
    while (call.to == call.from);
    // Schedules as the dispatcher will have them when it answers: times as of step 9.
    fleet.dispatch(9, {});
    RideRequest request;
    request.from = call.from;
    request.to = call.to;
    pickup.set(call.from);
    dropoff.set(call.to);
    request.direct = pickup.to(call.to);
    request.latest_pickup = 9 + rules.max_wait;
    request.latest_dropoff =
        9 + static_cast<std::uint32_t>(std::min(rules.detour_factor * request.direct + rules.detour, 1e9));
    ExactDrives exact(pickup, dropoff, request.direct);
    std::int64_t cost = Insertion::impossible;
    std::uint32_t best = 0;
    for (std::uint32_t v = 0; v < 40; ++v, ++all) {
      const Insertion found = best_insertion(fleet.vehicles()[v].schedule, request, rules.stop_steps, exact);
      if (found.cost >= cost) continue;
      cost = found.cost;
      best = v;
    }
    fleet.dispatch(9, std::span(&call, 1));
    const RideOutcome& outcome = fleet.outcomes().back();
    ASSERT_EQ(outcome.state == RideState::rejected, cost == Insertion::impossible);
    if (outcome.state != RideState::rejected) {
      ASSERT_EQ(outcome.vehicle, best);
    }
  }
  EXPECT_LT(fleet.looked_at() * 3, all);
}

TEST(LeastCostMatching, IsTheLeastOfAllPermutations) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    RandomStream random(seed, 1, 1);
    const std::uint32_t rows = 1 + random.below(4);
    const std::uint32_t columns = rows + random.below(3);
    std::vector<std::int64_t> cost(std::size_t{rows} * columns);
    for (std::int64_t& value : cost) value = random.below(50);
    const std::vector<std::uint32_t> found =
        least_cost_matching(rows, columns, [&](std::uint32_t r, std::uint32_t c) { return cost[r * columns + c]; });
    std::vector<std::uint32_t> order(columns);
    for (std::uint32_t c = 0; c < columns; ++c) order[c] = c;
    std::int64_t least = 1 << 30;
    do {
      std::int64_t sum = 0;
      for (std::uint32_t r = 0; r < rows; ++r) sum += cost[r * columns + order[r]];
      least = std::min(least, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    std::int64_t sum = 0;
    std::vector<bool> taken(columns, false);
    for (std::uint32_t r = 0; r < rows; ++r) {
      sum += cost[r * columns + found[r]];
      ASSERT_FALSE(taken[found[r]]);
      taken[found[r]] = true;
    }
    ASSERT_EQ(sum, least);
  }
}

}  // namespace
}  // namespace machi
