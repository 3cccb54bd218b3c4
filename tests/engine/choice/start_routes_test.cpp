/// \file  Start routes: equilibria worked out by hand, what stays as it was, turns, signals, slices of the day.
#include "engine/choice/start_routes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/assignment/equilibrium.hpp"
#include "engine/choice/start_network.hpp"

namespace machi {
namespace {

enum : std::uint32_t { in, out, quick, wide };  // rows of links

/// From `in` to `out` by a road of 600 s through which 0.5 vehicles a second pass, or by one of 900 s and 5 a second.
TrafficNetwork two_roads() {
  TrafficNetwork network;
  network.modes = {"car"};
  for (const char* id : {"town", "fork", "meet", "works"}) network.node_id.emplace_back(id);
  network.x_m = {0, 200, 12200, 12400};
  network.y_m = {0, 0, 0, 0};
  const auto add = [&](const char* id, std::uint32_t from, std::uint32_t to, double length_m, double flow_1_s) {
    network.link_id.emplace_back(id);
    network.from.push_back(from);
    network.to.push_back(to);
    network.length_m.push_back(length_m);
    network.free_speed_m_s.push_back(20);
    network.flow_capacity_1_s.push_back(flow_1_s);
    network.lanes.push_back(1);
    network.link_modes.push_back(1);
  };
  add("in", 0, 1, 200, 5);
  add("out", 2, 3, 200, 5);
  add("quick", 1, 2, 12000, 0.5);
  add("wide", 1, 2, 18000, 5);
  return network;
}

/// One trip each, which leaves at a time and was given the quick road.
TravelDemand commuters(const std::vector<double>& leaves_s) {
  TravelDemand demand;
  demand.activity_types = {"home", "work"};
  demand.modes = {"car", "walk"};
  for (const double leave_s : leaves_s) {
    Activity home;
    home.link = in;
    home.end_s = leave_s;
    Activity work;
    work.type = 1;
    work.link = out;
    demand.activities.insert(demand.activities.end(), {home, work});
    Leg& leg = demand.legs.emplace_back();
    leg.kind = RouteKind::links;
    leg.found = true;
    leg.route_begin = demand.route.size();
    demand.route.insert(demand.route.end(), {in, quick, out});
    leg.route_end = demand.route.size();
    demand.person_id.push_back(std::to_string(demand.persons()));
    demand.activity_begin.push_back(demand.activities.size());
  }
  return demand;
}

std::vector<std::uint32_t> route_of(const TravelDemand& demand, std::uint64_t leg) {
  return {demand.route.begin() + static_cast<std::ptrdiff_t>(demand.legs[leg].route_begin),
          demand.route.begin() + static_cast<std::ptrdiff_t>(demand.legs[leg].route_end)};
}

std::int64_t on_the(std::uint32_t road, const TravelDemand& demand) {
  return std::count(demand.route.begin(), demand.route.end(), road);
}

/// A delay of 0.1 of the slice at capacity, rising with the flow: 0.2 s a vehicle on the quick road, 0.02 on the wide.
StartRouteRules linear_delay() {
  StartRouteRules rules;
  rules.mode = "car";
  rules.settings.method = StartRoutes::equilibrium;
  rules.settings.relative_gap = 1e-12;
  rules.settings.b = 0;
  rules.settings.b_slice = 0.1;
  rules.settings.power = 1;
  return rules;
}

TEST(StartRoutes, ShareTwoRoadsByTheirCosts) {
  // 2,160 in the hour: 600 + 0.2 x = 900 + 0.02 (2160 - x), x = 1560.
  TravelDemand demand = commuters(std::vector<double>(2160, 7.5 * 3600));
  const StartFacts facts = draw_start_routes(Comm::null(), two_roads(), linear_delay(), 0, demand);
  ASSERT_EQ(facts.slices.size(), 1u);
  EXPECT_EQ(facts.slices[0].slice, 7);
  EXPECT_EQ(facts.slices[0].trips, 2160);
  EXPECT_LE(facts.slices[0].relative_gap, 1e-12);
  EXPECT_NEAR(facts.slices[0].tstt, 2160 * 912, 1e-4);
  EXPECT_NEAR(facts.slices[0].objective, 600 * 1560 + 0.1 * 1560 * 1560 + 900 * 600 + 0.01 * 600 * 600, 1e-4);
  const double share = 1560.0 / 2160;
  EXPECT_NEAR(static_cast<double>(on_the(quick, demand)), 1560, 3 * std::sqrt(2160 * share * (1 - share)));
  EXPECT_EQ(on_the(quick, demand) + on_the(wide, demand), 2160);
  for (std::uint64_t leg = 0; leg < demand.legs.size(); ++leg) {
    const std::vector<std::uint32_t> route = route_of(demand, leg);
    ASSERT_EQ(route.size(), 3u);
    EXPECT_EQ(route.front(), in);
    EXPECT_EQ(route.back(), out);
  }
}

TEST(StartRoutes, DependOnSeedPersonAndLegAlone) {
  TravelDemand all = commuters(std::vector<double>(2160, 7.5 * 3600));
  TravelDemand again = all;
  TravelDemand other = all;
  draw_start_routes(Comm::null(), two_roads(), linear_delay(), 0, all);
  draw_start_routes(Comm::null(), two_roads(), linear_delay(), 0, again);
  EXPECT_EQ(all.route, again.route);
  StartRouteRules rules = linear_delay();
  rules.seed = 2;
  draw_start_routes(Comm::null(), two_roads(), rules, 0, other);
  EXPECT_NE(all.route, other.route);
}

TEST(StartRoutes, OfAQuietHourAreTheFastest) {
  std::vector<double> leaves_s(2160, 7.5 * 3600);
  leaves_s.resize(2260, 9.5 * 3600);
  TravelDemand demand = commuters(leaves_s);
  const StartFacts facts = draw_start_routes(Comm::null(), two_roads(), linear_delay(), 0, demand);
  ASSERT_EQ(facts.slices.size(), 2u);
  EXPECT_EQ(facts.slices[1].slice, 9);
  EXPECT_EQ(facts.slices[1].trips, 100);
  EXPECT_EQ(facts.total().trips, 2260);
  EXPECT_NEAR(facts.total().tstt, facts.slices[0].tstt + facts.slices[1].tstt, 1e-6);
  for (std::uint64_t leg = 2160; leg < 2260; ++leg) EXPECT_EQ(route_of(demand, leg)[1], quick);
}

TEST(StartRoutes, LeaveGivenRoutesAndOtherModesAsTheyWere) {
  TravelDemand demand = commuters(std::vector<double>(2160, 7.5 * 3600));
  for (std::uint64_t leg = 0; leg < 2160; leg += 3) demand.legs[leg].found = false;
  for (std::uint64_t leg = 1; leg < 2160; leg += 3) demand.legs[leg].mode = 1;
  const StartFacts facts = draw_start_routes(Comm::null(), two_roads(), linear_delay(), 0, demand);
  EXPECT_EQ(facts.total().trips, 720);
  for (std::uint64_t leg = 0; leg < 2160; leg += leg % 3 + 1) EXPECT_EQ(route_of(demand, leg)[1], quick) << leg;
}

TEST(StartRoutes, WithFewerCarsBehindEachPersonNeedLessRoad) {
  // A tenth of the people on a tenth of the capacity: the same shares.
  TravelDemand demand = commuters(std::vector<double>(216, 7.5 * 3600));
  StartRouteRules rules = linear_delay();
  rules.flow_factor = 0.1;
  const StartFacts facts = draw_start_routes(Comm::null(), two_roads(), rules, 0, demand);
  EXPECT_NEAR(facts.total().tstt, 216 * 912, 1e-5);
}

TEST(StartRoutes, TakeTurnsThatAreThere) {
  TrafficNetwork network = two_roads();
  network.exits.begin = {0, 1, 2, 3, 4};
  network.exits.capacity_1_s = {5, 5, 0.5, 5};
  network.exits.turn_begin = {0, 1, 1, 2, 3};
  network.exits.turn_to = {quick, out, out};
  network.exits.turn_modes = {1, 1, 1};
  network.exits.turn_signal.assign(3, LinkExits::no_signal);
  TravelDemand demand = commuters(std::vector<double>(2160, 7.5 * 3600));
  draw_start_routes(Comm::null(), network, linear_delay(), 0, demand);
  EXPECT_EQ(on_the(quick, demand), 2160) << "no turn leads to the wide road";

  network.exits.turn_begin = {0, 2, 2, 3, 4};
  network.exits.turn_to = {quick, wide, out, out};
  network.exits.turn_modes = {1, 1, 1, 1};
  network.exits.turn_signal.assign(4, LinkExits::no_signal);
  TravelDemand both = commuters(std::vector<double>(2160, 7.5 * 3600));
  const StartFacts facts = draw_start_routes(Comm::null(), network, linear_delay(), 0, both);
  EXPECT_NEAR(facts.total().tstt, 2160 * 912, 1e-4) << "as without turns";
  EXPECT_EQ(on_the(quick, both) + on_the(wide, both), 2160);

  // Green for half of the time at the end of the quick road: 600 + 0.4 x = 900 + 0.02 (2160 - x), x = 343.2 / 0.42.
  network.signals.push_back({60'000, 0, {{0, 30'000}}});
  network.exits.turn_signal[2] = 0;
  TravelDemand halved = commuters(std::vector<double>(2160, 7.5 * 3600));
  const StartFacts slow = draw_start_routes(Comm::null(), network, linear_delay(), 0, halved);
  EXPECT_NEAR(slow.total().tstt, 2160 * (600 + 0.4 * 343.2 / 0.42), 1e-4);
}

/// A town of side × side crossings, slow and fast streets, few of which let many through.
TrafficNetwork town(std::uint32_t side) {
  TrafficNetwork network;
  network.modes = {"car"};
  for (std::uint32_t n = 0; n < side * side; ++n) {
    network.node_id.push_back(std::to_string(n));
    network.x_m.push_back(400.0 * (n % side));
    network.y_m.push_back(400.0 * (n / side));
  }
  const auto street = [&](std::uint32_t a, std::uint32_t b) {
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      network.link_id.push_back(std::to_string(network.links()));
      network.from.push_back(from);
      network.to.push_back(to);
      network.length_m.push_back(400);
      network.free_speed_m_s.push_back(8 + (a + b) % 5);
      network.flow_capacity_1_s.push_back(0.05 + 0.03 * ((a + b) % 3));
      network.lanes.push_back(1);
      network.link_modes.push_back(1);
    }
  };
  for (std::uint32_t n = 0; n < side * side; ++n) {
    if (n % side + 1 < side) street(n, n + 1);
    if (n + side < side * side) street(n, n + side);
  }
  return network;
}

// The volumes that drawn routes lay on links are in the mean those of an assignment of the same trips by bushes.
TEST(StartRoutes, LoadLinksWithTheFlowOfTheEquilibriumInTheMean) {
  const TrafficNetwork network = town(8);
  TravelDemand demand = commuters(std::vector<double>(3000, 7.5 * 3600));
  demand.route.clear();
  for (std::uint32_t p = 0; p < 3000; ++p) {  // from one of 10 streets to one of 7
    const std::uint32_t first = 11 * (p % 10);
    const std::uint32_t last = 150 + 7 * (p / 10 % 7);
    demand.activities[2 * p].link = first;
    demand.activities[2 * p + 1].link = last;
    demand.legs[p].route_begin = demand.route.size();
    demand.route.insert(demand.route.end(), {first, last});
    demand.legs[p].route_end = demand.route.size();
  }
  StartRouteRules rules = linear_delay();
  rules.settings = {};
  rules.settings.relative_gap = 1e-9;
  rules.settings.max_iterations = 300;
  const StartNetwork start = start_network(network, 1, rules.settings, 1);
  std::vector<std::vector<double>> trips(network.nodes(), std::vector<double>(network.nodes()));
  for (std::uint32_t p = 0; p < 3000; ++p)
    trips[network.to[demand.activities[2 * p].link]][network.from[demand.activities[2 * p + 1].link]] += 1;
  TripTable table;
  for (const std::vector<double>& row : trips) {
    for (std::uint32_t node = 0; node < network.nodes(); ++node) {
      table.destination.push_back(node);
      table.trips.push_back(row[node]);
    }
    table.begin.push_back(table.trips.size());
  }
  const AssignmentResult expected =
      assign_equilibrium(start.graph, table, {.relative_gap = 1e-11, .max_iterations = 300, .observe = {}});
  ASSERT_TRUE(expected.converged);
  constexpr std::uint32_t draws = 12;
  std::vector<double> volume(network.links());
  std::vector<double> squares(network.links());
  for (std::uint32_t seed = 1; seed <= draws; ++seed) {
    rules.seed = seed;
    TravelDemand drawn = demand;
    const StartFacts facts = draw_start_routes(Comm::null(), network, rules, 0, drawn);
    EXPECT_NEAR(facts.total().objective / expected.last.objective, 1, 1e-8);
    std::vector<double> once(network.links());
    for (std::uint64_t leg = 0; leg < 3000; ++leg) {
      const std::vector<std::uint32_t> route = route_of(drawn, leg);
      for (std::size_t k = 1; k + 1 < route.size(); ++k) {
        ASSERT_EQ(network.to[route[k - 1]], network.from[route[k]]);
        once[route[k]] += 1;
      }
    }
    for (std::uint32_t l = 0; l < network.links(); ++l) {
      volume[l] += once[l] / draws;
      squares[l] += once[l] * once[l] / draws;
    }
  }
  int compared = 0;
  int beyond = 0;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const double error = std::sqrt(std::max(squares[l] - volume[l] * volume[l], 0.0) / (draws - 1));
    if (error == 0) {
      EXPECT_NEAR(volume[l], expected.flow[l], 0.5) << "link " << l << ": nothing to draw";
      continue;
    }
    ++compared;
    if (std::abs(volume[l] - expected.flow[l]) > 3 * error) ++beyond;
  }
  EXPECT_GT(compared, 60);
  EXPECT_LE(beyond, compared / 20) << "of " << compared << "; Student's t of 12 draws: 1.2 % beyond three";
}

TEST(StartRoutes, OfNobodyAreNone) {
  TravelDemand demand = commuters({});
  EXPECT_TRUE(draw_start_routes(Comm::null(), two_roads(), linear_delay(), 0, demand).slices.empty());
}

}  // namespace
}  // namespace machi
