// Shared vehicles in the traffic: times to the step, promises in free flow, and one answer on any ranks and threads.
#include <gtest/gtest.h>
#include <omp.h>

#include <memory>

#include "engine/core/rng.hpp"
#include "engine/process/mobility/deal_plans.hpp"
#include "engine/process/mobility/fleet_operator.hpp"
#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {
namespace {

using Kind = TravelEventKind;
using Steps = std::vector<std::uint32_t>;

/// A run of traffic with one fleet; every rank gets everything.
struct FleetTraffic : Traffic {
  FleetRules fleet_rules{FleetMode::drt, 4, 600, 2, 200, 20, RejectionRule::walk, RelocationRule::none, 300};
  std::vector<FleetVehicleStart> starts;
  std::uint32_t dispatch_steps{10};

  std::unique_ptr<DriveTimes> drive_times;
  std::unique_ptr<FleetOperator> fleet;

  void run_fleet(const Comm& comm, std::uint64_t steps) {
    const TrafficShares shares = deal_traffic(network, rules.steps_per_s, comm.size(), cut);
    drive_times = std::make_unique<DriveTimes>(network, 1, LinkTurns{}, 1000, rules.steps_per_s);
    FleetPlan plan;
    plan.rules = fleet_rules;
    plan.times = drive_times.get();
    plan.vehicles = starts;
    plan.first_driver = static_cast<std::uint32_t>(plans.size());
    fleet = std::make_unique<FleetOperator>(plan);
    std::vector<RunningPlan> everybody = plans;
    for (std::uint32_t v = 0; v < starts.size(); ++v) everybody.push_back(fleet->first_plan(v));
    std::vector<RunningPlan> mine =
        deal_plans(comm, network, shares, comm.first() ? everybody : std::vector<RunningPlan>());
    MobilityWorld world{&network, &shares, rules, classes, true, false, false, bin_steps};
    world.operators = {fleet.get()};
    world.fleets = {fleet.get()};
    world.dispatch_steps = dispatch_steps;
    Mobility mobility(comm, std::move(world), std::move(mine));
    times = run_steps(
        comm, mobility, 0, steps, [](std::uint64_t) { return true; }, true);
    mobility.close_fleets(comm);
    mobility.give_up_waiting(static_cast<std::uint32_t>(times.steps));
    events = comm.all_gather_of<TravelEvent>(mobility.take_events());
    std::sort(events.begin(), events.end());
    totals = mobility.total(comm);
  }
  const std::vector<RideRequest>& requests() const { return fleet->dispatcher().requests(); }
  const std::vector<RideOutcome>& outcomes() const { return fleet->dispatcher().outcomes(); }
};

/// Someone who calls on a link in a step; where nobody comes the walk takes `walk_steps`.
RunningPlan caller(std::uint32_t person, std::uint32_t step, std::uint32_t from, std::uint32_t to,
                   std::uint32_t walk_steps) {
  return {person, {from, step, no_index, ride_bit, walk_steps, from, to, 0, to, no_index, no_index}};
}

/// Five links of 100 m in a ring: 10 s each and one for the node.
FleetTraffic ring() {
  FleetTraffic traffic;
  traffic.network = network_of(5, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}});
  return traffic;
}

// Calls are answered after steps 9, 19, …. The vehicle stands at the end of link 0 and sets off in 20: through the
// node in 21, at the end of link 1 in 31, off the road and doors in 32; it stays 20 s. From 52 on two links of 11 s
// lead to the end of link 3, in 74, where the person gets off in 75.
TEST(Fleet, ComesAsItIsCalled) {
  FleetTraffic traffic = ring();
  traffic.starts = {{0, 0, 10000}};
  traffic.plans = {caller(0, 12, 1, 3, 500)};
  traffic.run_fleet(Comm::world(), 2000);
  EXPECT_EQ(traffic.steps_of(Kind::departure), (Steps{12}));
  EXPECT_EQ(traffic.steps_of(Kind::boards), (Steps{32}));
  EXPECT_EQ(traffic.steps_of(Kind::arrival, 3), (Steps{75}));
  ASSERT_EQ(traffic.outcomes().size(), 1U);
  EXPECT_EQ(traffic.outcomes()[0].answered, 19U);
  EXPECT_EQ(traffic.outcomes()[0].promised_pickup, 32U);
  EXPECT_EQ(traffic.outcomes()[0].promised_dropoff, 75U);
  EXPECT_EQ(traffic.outcomes()[0].picked_up, 32U);
  EXPECT_EQ(traffic.outcomes()[0].set_down, 75U);
  ASSERT_EQ(traffic.fleet->dispatcher().visits().size(), 2U);
  EXPECT_EQ(traffic.fleet->dispatcher().visits()[0].driven_mm, 100'000U);
  EXPECT_EQ(traffic.fleet->dispatcher().visits()[0].load, 0U);
  EXPECT_EQ(traffic.fleet->dispatcher().visits()[1].driven_mm, 200'000U);
  EXPECT_EQ(traffic.fleet->dispatcher().visits()[1].load, 1U);
  EXPECT_EQ(traffic.totals.arrived, 1);
  EXPECT_LT(traffic.times.steps, 200U) << "the run ends once the vehicle parks";
}

// The second call comes while the vehicle drives along link 1 (which it entered in 21) on its way to link 3: it turns
// aside nowhere, but stops at link 2 before, which lies on its way.
TEST(Fleet, StopsOnItsWay) {
  FleetTraffic traffic = ring();
  traffic.starts = {{0, 0, 10000}};
  traffic.plans = {caller(0, 12, 3, 0, 900), caller(1, 25, 2, 0, 900)};
  traffic.run_fleet(Comm::world(), 2000);
  EXPECT_EQ(traffic.steps_of(Kind::boards, no_index, 1), (Steps{43}));
  EXPECT_EQ(traffic.steps_of(Kind::boards, no_index, 0), (Steps{75}));
  EXPECT_EQ(traffic.steps_of(Kind::arrival, 0), (Steps{118, 118}));
  EXPECT_TRUE(traffic.outcomes()[0].shared);
}

TEST(Fleet, WhoIsRejectedWalksOrGivesUp) {
  for (const RejectionRule rule : {RejectionRule::walk, RejectionRule::stuck}) {
    FleetTraffic traffic = ring();
    traffic.starts = {{0, 0, 10000}};
    traffic.fleet_rules.max_wait = 5;
    traffic.fleet_rules.if_rejected = rule;
    traffic.plans = {caller(0, 12, 3, 1, 500)};
    traffic.run_fleet(Comm::world(), 2000);
    EXPECT_EQ(traffic.outcomes()[0].state, RideState::rejected);
    const bool walks = rule == RejectionRule::walk;
    EXPECT_EQ(traffic.steps_of(Kind::arrival), walks ? Steps{520} : Steps{});
    EXPECT_EQ(traffic.steps_of(Kind::stuck), walks ? Steps{} : Steps{19});
    EXPECT_EQ(traffic.totals.arrived, walks ? 1 : 0);
    EXPECT_EQ(traffic.totals.active, 0);
  }
}

/// Streets in both directions, callers all over, and cars that fill the streets where `cars` are many.
FleetTraffic town(std::uint32_t cars) {
  constexpr std::uint32_t side = 7;
  FleetTraffic traffic;
  std::vector<LinkSketch> links;
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    links.push_back({a, b, 60 + 10.0 * (a % 5), 12, 0.3, 1});
    links.push_back({b, a, 60 + 10.0 * (a % 5), 12, 0.3, 1});
  };
  for (std::uint32_t n = 0; n < side * side; ++n) {
    if (n % side + 1 < side) join(n, n + 1);
    if (n / side + 1 < side) join(n, n + side);
  }
  traffic.network = network_of(side * side, links);
  for (std::uint32_t n = 0; n < side * side; ++n) {
    traffic.network.x_m[n] = 100 * (n % side);
    traffic.network.y_m[n] = 100 * (n / side);
  }
  const DriveTimes times(traffic.network, 1, {}, 1000, 1);
  TimedRoutes routes(times.planner());
  RandomStream random(4, 4, 4);
  const std::uint32_t all = traffic.network.links();
  for (std::uint32_t p = 0; p < 90; ++p) {
    const std::uint32_t from = random.below(all);
    std::uint32_t to = random.below(all);
    if (to == from) to = (to + 1) % all;
    traffic.plans.push_back(caller(p, random.below(900), from, to, 200 + random.below(300)));
  }
  for (std::uint32_t p = 0; p < cars; ++p) {
    const std::uint32_t from = random.below(all);
    const std::uint32_t to = random.below(all);
    RunningPlan plan{90 + p, {from, random.below(700), no_index}};
    Traffic::add_drive(plan.words, routes.route(from, to, 0).links, 0);
    plan.words.insert(plan.words.end(), {to, no_index, no_index});
    if (plan.words[4] > 0) traffic.plans.push_back(plan);
  }
  for (std::uint32_t p = 0; p < traffic.plans.size(); ++p) traffic.plans[p].person = p;
  for (std::uint32_t v = 0; v < 6; ++v) traffic.starts.push_back({random.below(all), v < 3 ? 0U : 120U, 5000});
  traffic.fleet_rules.relocation = RelocationRule::demand;
  return traffic;
}

// What the dispatcher knows is what happened to people.
void expect_told_as_lived(const FleetTraffic& traffic) {
  for (std::size_t k = 0; k < traffic.requests().size(); ++k) {
    const RideOutcome& outcome = traffic.outcomes()[k];
    const std::uint32_t person = traffic.requests()[k].person;
    const Steps boarded = traffic.steps_of(Kind::boards, no_index, person);
    if (outcome.state == RideState::rejected) {
      EXPECT_EQ(boarded, Steps{});
      continue;
    }
    ASSERT_EQ(outcome.state, RideState::served);
    EXPECT_EQ(boarded, Steps{outcome.picked_up});
    EXPECT_EQ(traffic.steps_of(Kind::arrival, no_index, person), Steps{outcome.set_down});
  }
}

TEST(Fleet, KeepsItsPromisesInFreeFlow) {
  FleetTraffic traffic = town(0);
  for (double& capacity : traffic.network.flow_capacity_1_s) capacity = 10;
  traffic.run_fleet(Comm::world(), 5000);
  ASSERT_EQ(traffic.requests().size(), 90U);
  expect_told_as_lived(traffic);
  std::int64_t served = 0;
  for (std::size_t k = 0; k < traffic.requests().size(); ++k) {
    const RideOutcome& outcome = traffic.outcomes()[k];
    if (outcome.state != RideState::served) continue;
    ++served;
    EXPECT_LE(outcome.picked_up, traffic.requests()[k].latest_pickup);
    EXPECT_LE(outcome.set_down, traffic.requests()[k].latest_dropoff);
  }
  EXPECT_GT(served, 50);
  EXPECT_EQ(traffic.totals.arrived, 90);
}

TEST(Fleet, IsTheSameOnAnyRanksAndThreads) {
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  FleetTraffic alone = town(900);
  alone.run_fleet(Comm::null(), 6000);
  expect_told_as_lived(alone);
  std::int64_t shared = 0;
  std::int64_t late = 0;
  for (std::size_t k = 0; k < alone.outcomes().size(); ++k) {
    shared += alone.outcomes()[k].shared ? 1 : 0;
    late += alone.outcomes()[k].state == RideState::served &&
            alone.outcomes()[k].set_down > alone.outcomes()[k].promised_dropoff;
  }
  EXPECT_GT(shared, 10);
  EXPECT_GT(late, 5) << "traffic holds it up";
  for (const int team : {1, 3}) {
    omp_set_num_threads(team);
    FleetTraffic together = town(900);
    together.run_fleet(Comm::world(), 6000);
    ASSERT_EQ(together.events.size(), alone.events.size());
    for (std::size_t k = 0; k < alone.events.size(); ++k) {
      const TravelEvent& a = alone.events[k];
      const TravelEvent& b = together.events[k];
      ASSERT_TRUE(a.step == b.step && a.person == b.person && a.kind == b.kind && a.link == b.link) << k;
    }
    for (std::size_t k = 0; k < alone.outcomes().size(); ++k) {
      EXPECT_EQ(together.outcomes()[k].vehicle, alone.outcomes()[k].vehicle);
      EXPECT_EQ(together.outcomes()[k].set_down, alone.outcomes()[k].set_down);
    }
    EXPECT_EQ(together.totals.length_mm, alone.totals.length_mm);
    EXPECT_EQ(together.totals.arrived, alone.totals.arrived);
  }
  omp_set_num_threads(threads);
}

}  // namespace
}  // namespace machi
