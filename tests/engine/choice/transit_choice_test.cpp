// Trips by transit in plans: from a demand to words and back, carried out by the timetable, and what they are worth.
#include <gtest/gtest.h>

#include "engine/choice/replan.hpp"
#include "engine/choice/score_day.hpp"
#include "engine/choice/transit_ahead.hpp"
#include "engine/population/transit_trips.hpp"
#include "engine/population/trips.hpp"
#include "engine/transit/place_stops.hpp"
#include "tests/engine/transit/made_timetable.hpp"

namespace machi {
namespace {

/// A road of 4 km along x in both directions, with nodes each kilometre.
TrafficNetwork road() {
  TrafficNetwork network;
  network.modes = {"car"};
  for (int k = 0; k <= 4; ++k) {
    network.node_id.push_back(std::to_string(k));
    network.x_m.push_back(1000 * k);
    network.y_m.push_back(0);
  }
  for (std::uint32_t k = 0; k < 4; ++k)
    for (const bool back : {false, true}) {
      network.link_id.push_back(std::to_string(network.links()));
      network.from.push_back(back ? k + 1 : k);
      network.to.push_back(back ? k : k + 1);
      network.length_m.push_back(1000);
      network.free_speed_m_s.push_back(10);
      network.flow_capacity_1_s.push_back(1);
      network.lanes.push_back(1);
      network.link_modes.push_back(1);
    }
  return network;
}

/// Two lines from x = 0 to 2 km and on to 4 km, each every 600 s from 6:00 on; the second from across the street.
std::shared_ptr<Timetable> two_lines() {
  MadeTimetable made;
  made.stop(0, 10, 60).stop(2000, 10, 60).stop(2000, -10, 60).stop(4000, -10, 60);
  for (const bool second : {false, true}) {
    std::vector<MadeTimetable::Times> trips;
    for (std::int32_t at = 21600; at < 79200; at += 600) trips.push_back({{at, at}, {at + 200, at + 200}});
    made.route(second ? std::vector<std::uint32_t>{2, 3} : std::vector<std::uint32_t>{0, 1}, trips);
  }
  made.transfer(1, 2, 40).transfer(2, 1, 40);
  return std::make_shared<Timetable>(made.take());
}

class TransitChoice : public testing::Test {
 protected:
  TransitChoice() : network_(road()) {
    const std::shared_ptr<const Timetable> timetable = two_lines();
    TransitRules rules;
    rules.walk = {1, 1};
    transit_ = std::make_unique<TransitWorld>(timetable, rules, stop_places(*timetable, network_, 1));
    world_.network = &network_;
    world_.modes.resize(3);
    world_.modes[0].name = "walk";
    world_.modes[0].chosen = true;
    world_.modes[0].speed_m_s = 1;
    world_.modes[0].utility.travelling_1_s = -1.0 / 3600;
    world_.modes[1].name = "pt";
    world_.modes[1].transit = world_.modes[1].chosen = true;
    world_.modes[1].utility = {-0.5, -4.0 / 3600, -1e-4};
    world_.modes[2].name = "car";
    world_.modes[2].driven = true;
    world_.modes[2].mode_bits = 1;
    world_.scoring.waiting_at_stop_1_h = -8;
    world_.scoring.line_switch = -0.25;
    world_.activities.resize(3);
    world_.rules.clock = {1, 0, {false, false, true}};
    world_.rules.transit = transit_.get();
  }

  /// At 7:00 from 30 m off the first stop to 50 m off the last one, without a route.
  static TravelDemand demand() {
    TravelDemand given;
    given.activity_types = {"home", "work"};
    given.modes = {"walk", "pt", "car"};
    given.person_id = {"a"};
    given.activities.push_back({0, 0, 0, 40, 25200, not_given, 1});
    given.activities.push_back({1, 6, 4000, -60, not_given, not_given, 1});
    given.activity_begin.push_back(2);
    Leg leg;
    leg.mode = leg.routing_mode = 1;
    given.legs.push_back(leg);
    return given;
  }

  TrafficNetwork network_;
  std::unique_ptr<TransitWorld> transit_;
  ChoiceWorld world_;
};

TEST_F(TransitChoice, StopsLieOnTheNearestLink) {
  EXPECT_EQ(transit_->stop_place, (std::vector<std::uint32_t>{0, 2, 2, 6}));
}

// Walk 30 s, a stage of a second, the bus of 7:10 (7:13:20), a stage, 40 s across the street, a stage, the bus of 7:20
// (7:23:20), a stage, walk 50 s.
TEST_F(TransitChoice, APlanWithoutARouteGetsItsJourney) {
  const TransitRouting routing = route_transit_trips(demand(), network_, *transit_, 1);
  EXPECT_EQ(routing.routed, 1U);
  EXPECT_EQ(routing.activity, (std::vector<std::uint32_t>{0, no_index, no_index, no_index, no_index, 1}));
  ASSERT_EQ(routing.demand.legs.size(), 5U);
  const double times[] = {30, 569 + 200, 40, 1200 - 842 + 200, 50};
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_EQ(routing.demand.legs[k].mode, k % 2) << k;
    EXPECT_EQ(routing.demand.legs[k].travel_time_s, times[k]) << k;
  }
  EXPECT_EQ(routing.demand.legs[1].distance_m, 2000);
  EXPECT_EQ(routing.demand.activity_types.back(), "pt interaction");
  EXPECT_EQ(routing.demand.activities[3].link, 2U);
}

TEST_F(TransitChoice, IsCarriedOutAsPlannedAndComesBackFromItsBytes) {
  const TravelDemand routed = complete_trips(route_transit_trips(demand(), network_, *transit_, 1).demand, network_,
                                             {{"car"}, RoutingRule::as_planned, AccessRule::as_planned, 1, 1});
  Chains chains(0, 1);
  std::vector<std::uint32_t> words;
  append_chain(routed, 0, network_, world_.modes, world_.rules, {0}, words);
  const std::uint32_t* at = words.data();
  const DayPlan plan = chains.add(at, world_.modes);
  EXPECT_EQ(at, words.data() + words.size());
  ASSERT_EQ(plan.trips.size(), 1U);
  EXPECT_EQ(plan.trips[0].rides, (std::vector<PlannedRide>{{0, 0, 1}, {1, 0, 1}}));
  EXPECT_EQ(plan.trips[0].access_s, 30U);
  EXPECT_EQ(plan.trips[0].egress_s, 50U);
  const std::vector<std::uint32_t> departures{25200};
  EXPECT_EQ(running_plan(chains, 0, plan, world_.modes, world_.rules, departures).words,
            running_plan(routed, 0, world_.rules.clock).words);

  const RouteCode code(network_);
  const KnownPlans known{{plan}, 0};
  const std::vector<bool> driven{false, false, true};
  EXPECT_EQ(unpack_plans(pack_plans(known, code, driven, {0}), code, driven, {0})->plans[0].trips, plan.trips);
}

TEST_F(TransitChoice, WhoIsLateTakesTheNextTrip) {
  TripPlan trip;
  trip.mode = 1;
  trip.rides = {{0, 0, 1}};
  trip.access_s = 30;
  trip.egress_s = 5;
  const std::vector<TransitLegAhead> legs = transit_legs(world_.rules, trip, 25200 + 569);
  EXPECT_EQ(legs[1].departure, 25800U);
  EXPECT_EQ(legs[1].waiting, 0U);
  EXPECT_EQ(transit_legs(world_.rules, trip, 25200 + 570)[1].waiting, 599U);
  EXPECT_EQ(transit_arrival(world_.rules, trip, 25200 + 570), 26400U + 200 + 1 + 5);
  EXPECT_EQ(transit_legs(world_.rules, trip, 80'000)[1].steps, 86'400U) << "no more today";
}

TEST_F(TransitChoice, IsWorthWhatItsWalksWaitsAndRidesAre) {
  Chains chains(0, 1);
  const TravelDemand routed = route_transit_trips(demand(), network_, *transit_, 1).demand;
  std::vector<std::uint32_t> words;
  append_chain(routed, 0, network_, world_.modes, world_.rules, {0}, words);
  const std::uint32_t* at = words.data();
  const DayPlan plan = chains.add(at, world_.modes);
  const std::vector<ChainLeg> legs = legs_of(chains, 0, plan, world_.modes, world_.rules);
  ASSERT_EQ(legs.size(), 5U);
  std::vector<LegRecord> records;
  for (const TransitLegAhead& leg : transit_legs(world_.rules, plan.trips[0], 25200))
    records.push_back({leg.departure, no_index, leg.departure + leg.steps, no_index});
  const double walks = -1.0 / 3600 * (30 + 40 + 50);
  const double rides = -0.5 - 0.25 - 4.0 / 3600 * 400 - 8.0 / 3600 * (569 + 358) - 1e-4 * 4000;
  DayPlan still = plan;
  const double whole = day_score(world_, chains, 0, plan, legs, records);
  // What the activities are worth does not depend on the legs' utilities.
  ChoiceWorld free = world_;
  free.modes[0].utility = free.modes[1].utility = {};
  free.scoring.waiting_at_stop_1_h = 0;
  free.scoring.line_switch = 0;
  EXPECT_NEAR(whole - day_score(free, chains, 0, still, legs, records), walks + rides, 1e-6);
}

TEST_F(TransitChoice, ModesAreDrawnByWhatTheyAreWorth) {
  Chains chains(0, 1);
  TravelDemand given = demand();
  given.legs[0].mode = 0;
  given.legs[0].kind = RouteKind::generic;
  given.legs[0].travel_time_s = 4100;
  std::vector<std::uint32_t> words;
  append_chain(given, 0, network_, world_.modes, world_.rules, {0}, words);
  const std::uint32_t* at = words.data();
  KnownPlans known;
  known.plans.push_back(chains.add(at, world_.modes));
  known.plans[0].scored = true;
  world_.replanning = {};
  world_.replanning.max_iterations = 10;
  world_.replanning.select_weight = world_.replanning.reroute_weight = world_.replanning.time_weight = 0;
  world_.replanning.mode_weight = 1;
  world_.replanning.mode_scale = 100;  // all but certain
  const TravelKnowledge knowledge(world_);
  PlanAhead ahead(world_, knowledge, chains);
  EXPECT_EQ(replan(world_, chains, ahead, 0, 1, known), Strategy::choose_mode);
  EXPECT_EQ(known.plans[known.selected].trips[0].mode, 1);
  EXPECT_EQ(known.plans[known.selected].trips[0].rides.size(), 2U);
  world_.modes[1].utility.constant = -100;
  EXPECT_EQ(replan(world_, chains, ahead, 0, 2, known), Strategy::choose_mode);
  EXPECT_EQ(known.plans[known.selected].trips[0].mode, 0);
  EXPECT_TRUE(known.plans[known.selected].trips[0].rides.empty());
}

}  // namespace
}  // namespace machi
