// Plans are made ready to be carried out: walks to and from the road, routes, vehicles.
#include "engine/population/trips.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

/// Two ways from link 0 to link 5 that take the same time, and a longer one.
TrafficNetwork diamond() {
  TrafficNetwork network;
  network.modes = {"car", "bike"};
  network.node_id = {"a", "b", "c", "d", "e", "f"};
  network.x_m = {0, 100, 200, 200, 300, 400};
  network.y_m = {0, 0, 50, -50, 0, 0};
  network.link_id = {"first", "down", "up", "up end", "down end", "last"};
  network.from = {0, 1, 1, 2, 3, 4};
  network.to = {1, 3, 2, 4, 4, 5};
  network.length_m.assign(6, 100);
  network.free_speed_m_s.assign(6, 10);
  network.flow_capacity_1_s.assign(6, 1);
  network.lanes.assign(6, 1);
  network.link_modes.assign(6, 1);
  return network;
}

/// One person who goes from link 0 to link 5 by one leg.
TravelDemand demand_of(const Leg& leg, const std::string& mode) {
  TravelDemand demand;
  demand.path = "plans.xml";
  demand.activity_types = {"home", "work"};
  demand.modes = {mode};
  demand.person_id = {"p"};
  demand.activity_begin = {0, 2};
  Activity home;
  home.link = 0;
  home.x_m = 30;
  home.y_m = 40;
  home.end_s = 0;
  Activity work;
  work.type = 1;
  work.link = 5;
  demand.activities = {home, work};
  demand.legs = {leg};
  demand.legs[0].line = 7;
  return demand;
}

std::string refusal(TravelDemand demand, const TripRules& rules) {
  return sentence_of([&] { complete_trips(std::move(demand), diamond(), rules); });
}

TEST(Trips, TakeTheLowerLinkOfEqualWays) {
  const TravelDemand made = complete_trips(demand_of({}, "car"), diamond(), {});
  // Seen from the destination, "up end" stands before "down end".
  EXPECT_EQ(made.route, (std::vector<std::uint32_t>{0, 2, 3, 5}));
  TrafficNetwork network = diamond();
  network.free_speed_m_s[1] = 11;
  EXPECT_EQ(complete_trips(demand_of({}, "car"), network, {}).route, (std::vector<std::uint32_t>{0, 1, 4, 5}));
}

TEST(Trips, KeepPlannedRoutesUnlessToldOtherwise) {
  Leg leg;
  leg.kind = RouteKind::links;
  leg.route_end = 4;
  TravelDemand demand = demand_of(leg, "car");
  demand.route = {0, 1, 4, 5};
  EXPECT_EQ(complete_trips(demand, diamond(), {}).route, demand.route);
  TripRules rules;
  rules.routing = RoutingRule::free_speed;
  EXPECT_EQ(complete_trips(demand, diamond(), rules).route, (std::vector<std::uint32_t>{0, 2, 3, 5}));
}

TEST(Trips, BeginAndEndWithAWalkAtRightAnglesToTheLink) {
  TripRules rules;
  rules.access = AccessRule::walk;
  const TravelDemand made = complete_trips(demand_of({}, "car"), diamond(), rules);
  ASSERT_EQ(made.activities.size(), 4U);
  ASSERT_EQ(made.legs.size(), 3U);
  EXPECT_EQ(made.activity_types[made.activities[1].type], "car interaction");
  EXPECT_EQ(made.activities[1].x_m, 30);
  EXPECT_EQ(made.activities[1].y_m, 0);
  EXPECT_EQ(made.activities[1].duration_s, 0);
  EXPECT_EQ(made.modes[made.legs[0].mode], "walk");
  EXPECT_EQ(made.modes[made.legs[0].routing_mode], "car");
  EXPECT_DOUBLE_EQ(made.legs[0].distance_m, 1.3 * 40);
  EXPECT_DOUBLE_EQ(made.legs[0].travel_time_s, 1.3 * 40 * 3.6 / 3);
  EXPECT_EQ(made.legs[2].travel_time_s, 0) << "work is where its link ends";
}

TEST(Trips, GiveEveryDriverAVehicleOfItsMode) {
  TravelDemand demand = demand_of({}, "car");
  demand.vehicle_types.push_back({"saloon", 5, 30, 2, 1, "car"});
  const TravelDemand made = complete_trips(demand, diamond(), {});
  EXPECT_EQ(made.vehicle_id, (std::vector<std::string>{"p_car"}));
  EXPECT_EQ(made.vehicle_types[made.vehicle_type[0]].id, "saloon");
  const TravelDemand plain = complete_trips(demand_of({}, "car"), diamond(), {});
  EXPECT_EQ(plain.vehicle_types[plain.vehicle_type[0]].pcu, 1);
}

TEST(Trips, AreRefusedWhereTheyCannotBeMade) {
  Leg generic;
  generic.kind = RouteKind::generic;
  generic.travel_time_s = 5;
  EXPECT_EQ(refusal(demand_of(generic, "car"), {}),
            "plans.xml:7: person 'p': mode 'car' is driven on the network, but the route has no links. Give a route of "
            "links, or leave the mode out of mobility.network_modes");
  EXPECT_EQ(
      refusal(demand_of({}, "ride"), {}),
      "plans.xml:7: person 'p': a leg of mode 'ride' is not driven on the network and has no travel time. Give it "
      "one, or name the mode in mobility.network_modes");
  TripRules bikes;
  bikes.network_modes = {"bike"};
  EXPECT_EQ(
      refusal(demand_of({}, "bike"), bikes),
      "plans.xml:7: person 'p': no way leads from link 'first' to link 'last' by mode 'bike'. Join the parts of the "
      "network");
  Leg elsewhere;
  elsewhere.kind = RouteKind::links;
  elsewhere.route_end = 1;
  TravelDemand demand = demand_of(elsewhere, "car");
  demand.route = {1};
  EXPECT_EQ(
      refusal(demand, {}),
      "plans.xml:7: person 'p': the route leads from link 'down' to link 'down', but the activities are at 'first' "
      "and 'last'. Correct the route");
  TripRules boats;
  boats.network_modes = {"boat"};
  EXPECT_THROW(complete_trips(demand_of({}, "car"), diamond(), boats), UsageError);
}

}  // namespace
}  // namespace machi
