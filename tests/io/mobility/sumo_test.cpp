// SUMO's networks and vehicles: what is read, what becomes of it, and the sentence for each thing that cannot be.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "engine/network/free_speed_routes.hpp"
#include "engine/network/link_turns.hpp"
#include "io/mobility/population_file.hpp"
#include "io/mobility/sumo_classes.hpp"
#include "io/mobility/sumo_demand.hpp"
#include "io/mobility/sumo_network.hpp"
#include "tests/io/mobility/text_file.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

/// West (w) leads to a junction with a light, from which go north (n, from both lanes), east (e, left lane only, two
/// lanes of which one is for buses) and west again (r). r leads to w. A lane within the junction is there too.
std::string net(const std::string& from = "", const std::string& to = "") {
  std::string text = R"(<?xml version="1.0"?>
<net version="1.20">
<location netOffset="-10.5,20.00" projParameter="+proj=utm +zone=32"/>
<edge id=":b_0" function="internal"><lane id=":b_0_0" index="0" speed="5" length="9"/></edge>
<edge id="w" from="a" to="b"><lane id="w_0" index="0" speed="10" length="100"/>
<lane id="w_1" index="1" speed="13.9" length="100"/></edge>
<edge id="n" from="b" to="c"><lane id="n_0" index="0" disallow="bus" speed="10" length="50"/></edge>
<edge id="e" from="b" to="d"><lane id="e_0" index="0" allow="bus taxi" speed="8" length="70"/>
<lane id="e_1" index="1" speed="14" length="70"/></edge>
<edge id="r" from="b" to="a"><lane id="r_0" index="0" speed="10" length="100"/></edge>
<tlLogic id="t" type="static" programID="0" offset="7">
<phase duration="30" state="Gr"/>
<phase duration="3" state="yG"/>
<phase duration="4.5" state="rg"/>
</tlLogic>
<junction id="a" type="priority" x="0" y="0"/><junction id="b" type="traffic_light" x="100" y="0"/>
<junction id="c" type="dead_end" x="100" y="50"/><junction id="d" type="dead_end" x="170" y="0"/>
<junction id=":b_1" type="internal" x="1" y="1"/>
<connection from="w" to="n" fromLane="0" toLane="0" tl="t" linkIndex="0"/>
<connection from="w" to="n" fromLane="1" toLane="0" tl="t" linkIndex="0"/>
<connection from="w" to="e" fromLane="1" toLane="0" tl="t" linkIndex="1"/>
<connection from="w" to="e" fromLane="1" toLane="1" tl="t" linkIndex="1"/>
<connection from="w" to="r" fromLane="1" toLane="0"/>
<connection from="r" to="w" fromLane="0" toLane="0"/>
<connection from=":b_0" to="e" fromLane="0" toLane="0"/>
</net>
)";
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  return text;
}

SumoNet read_net(const std::string& text) {
  return read_sumo_net(*open_memory(text), "x.net.xml");
}

TEST(SumoNetwork, BecomesLinksExitsAndSignals) {
  const TrafficNetwork network = sumo_network(read_net(net()));
  EXPECT_EQ(network.link_id, (std::vector<std::string>{"w", "n", "e", "r"}));
  EXPECT_EQ(network.node_id, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(network.lanes, (std::vector<double>{2, 1, 1, 1})) << "cars have one lane to the east";
  EXPECT_EQ(network.free_speed_m_s, (std::vector<double>{13.9, 10, 14, 10}));
  EXPECT_EQ(network.link_modes[1] & sumo_mode_bit("bus"), 0U);
  EXPECT_EQ(network.crs, "+proj=utm +zone=32");
  EXPECT_EQ(network.crs_offset_x_m, -10.5);
  EXPECT_EQ(network.crs_offset_y_m, 20);
  // Lane 0 leads north; lane 1 north, east and back.
  const LinkExits& exits = network.exits;
  EXPECT_EQ(exits.begin, (std::vector<std::uint32_t>{0, 2, 2, 2, 3}));
  EXPECT_EQ(exits.turn_begin, (std::vector<std::uint32_t>{0, 1, 4, 5}));
  EXPECT_EQ(exits.turn_to, (std::vector<std::uint32_t>{1, 1, 2, 3, 0}));
  EXPECT_EQ(exits.turn_signal, (std::vector<std::uint32_t>{0, 0, 1, LinkExits::no_signal, LinkExits::no_signal}));
  EXPECT_NEAR(exits.capacity_1_s[0], 1900.0 / 3600, 1e-12);
  ASSERT_EQ(network.signals.size(), 2U);
  EXPECT_EQ(network.signals[0].cycle_ms, 37'500);
  EXPECT_EQ(network.signals[0].offset_ms, 7'000);
  ASSERT_EQ(network.signals[1].greens.size(), 1U) << "G and g follow one another";
  EXPECT_EQ(network.signals[1].greens[0].begin_ms, 30'000);
  EXPECT_EQ(network.signals[1].greens[0].end_ms, 37'500);
  const TrafficNetwork at_yellow = sumo_network(read_net(net()), {1800, true});
  EXPECT_EQ(at_yellow.signals[0].greens[0].end_ms, 33'000);
  EXPECT_EQ(at_yellow.exits.capacity_1_s[0], 0.5);
}

TEST(SumoNetwork, RoutesTakeOnlyTurnsThatAreThere) {
  const TrafficNetwork network = sumo_network(read_net(net()));
  EXPECT_EQ(FreeSpeedRoutes(network, sumo_mode_bit("car")).route(3, 2), (std::vector<std::uint32_t>{3, 0, 2}));
  EXPECT_EQ(FreeSpeedRoutes(network, sumo_mode_bit("car")).route(0, 0), (std::vector<std::uint32_t>{0}));
  EXPECT_TRUE(FreeSpeedRoutes(network, sumo_mode_bit("car")).route(1, 2).empty()) << "north is a dead end";
  EXPECT_TRUE(FreeSpeedRoutes(network, sumo_mode_bit("bus")).route(0, 1).empty()) << "closed to buses";
  EXPECT_EQ(link_turns(network, ~0U).to, (std::vector<std::uint32_t>{1, 2, 3, 0}));
  TrafficNetwork open = network;
  open.exits = {};
  EXPECT_EQ(link_turns(open, ~0U).to, (std::vector<std::uint32_t>{1, 2, 3, 0})) << "where no exits are given, all";
}

TEST(SumoNetwork, AlikeLanesAreOneExit) {
  const TrafficNetwork network = sumo_network(
      read_net(net("<connection from=\"w\" to=\"e\" fromLane=\"1\" toLane=\"0\" tl=\"t\" linkIndex=\"1\"/>\n"
                   "<connection from=\"w\" to=\"e\" fromLane=\"1\" toLane=\"1\" tl=\"t\" linkIndex=\"1\"/>\n"
                   "<connection from=\"w\" to=\"r\" fromLane=\"1\" toLane=\"0\"/>\n")));
  EXPECT_EQ(network.exits.begin[1], 1U);
  EXPECT_NEAR(network.exits.capacity_1_s[0], 3800.0 / 3600, 1e-12);
}

std::string refusal(const std::string& from, const std::string& to) {
  const std::string text = net(from, to);
  return sentence_of([&] { sumo_network(read_net(text)); });
}

TEST(SumoNetwork, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal("<edge id=\"n\"", "<edge id=\"w\""),
            "x.net.xml:7: edge 'w' is there twice. Give each edge its own id");
  EXPECT_EQ(refusal("length=\"50\"", "length=\"0\""),
            "x.net.xml:7: length of a lane of edge 'n' is 0, not above 0. Correct it or remove the edge");
  EXPECT_EQ(refusal("disallow=\"bus\"", "disallow=\"bus hovercraft\""),
            "x.net.xml:7: a lane of edge 'n' names 'hovercraft', which is no vehicle class of SUMO. Correct allow or "
            "disallow");
  EXPECT_EQ(refusal("duration=\"3\"", "duration=\"-3\""),
            "x.net.xml:13: a phase of traffic light 't' lasts -3000 ms, not above 0. Correct its duration");
  EXPECT_EQ(refusal("state=\"rg\"", "state=\"rgg\""),
            "x.net.xml:14: a phase of traffic light 't' has 3 states where the first has 2. Give one for each index");
  EXPECT_EQ(refusal("state=\"rg\"", "state=\"rx\""),
            "x.net.xml:14: traffic light 't' has a state 'x', which SUMO does not know. Use G, g, y, r, u, o, O or s");
  EXPECT_EQ(refusal("to=\"e\" fromLane=\"1\" toLane=\"0\" tl=\"t\" linkIndex=\"1\"",
                    "to=\"e\" fromLane=\"1\" toLane=\"0\" tl=\"t\" linkIndex=\"2\""),
            "x.net.xml:21: a connection obeys state 2 of traffic light 't', which has 2 (x.net.xml:11). Correct "
            "linkIndex or the states");
  EXPECT_EQ(refusal("<tlLogic id=\"t\"", "<tlLogic id=\"s\""),
            "x.net.xml:19: a connection obeys traffic light 't', which is not there. Add its tlLogic");
  EXPECT_EQ(refusal("<junction id=\"d\"", "<junction id=\"f\""),
            "x.net.xml:8: edge 'e' joins junction 'd', which is not there. Add the junction or remove the edge");
  EXPECT_EQ(refusal("to=\"n\" fromLane=\"0\"", "to=\"n\" fromLane=\"2\""),
            "x.net.xml:19: a connection names lane 2 of edge 'w', which has 2. Correct it");
  EXPECT_EQ(refusal("fromLane=\"0\" toLane=\"0\" tl", "fromLane=\"0.5\" toLane=\"0\" tl"),
            "x.net.xml:19: fromLane of a connection is 0.5, not a whole number from 0. Correct it");
  EXPECT_EQ(refusal("<phase duration=\"30\" state=\"Gr\"/>\n<phase duration=\"3\" state=\"yG\"/>\n"
                    "<phase duration=\"4.5\" state=\"rg\"/>\n",
                    ""),
            "x.net.xml:11: traffic light 't' has no phase. Add one");
  EXPECT_EQ(refusal("netOffset=\"-10.5,20.00\"", "netOffset=\"here\""),
            "x.net.xml:3: netOffset 'here' is not two numbers. Correct it");
}

TEST(SumoNetwork, KeepsSelfLoopsAndTakesLaterPrograms) {
  SumoNet read = read_net(net("from=\"b\" to=\"a\"", "from=\"b\" to=\"b\""));
  const TextFile file(
      "<add><tlLogic id=\"t\" type=\"actuated\"><phase duration=\"20\" state=\"GG\"/><phase duration=\"20\" "
      "state=\"rG\"/></tlLogic><busStop id=\"s\" lane=\"w_0\"/></add>");
  read_sumo_lights(file.path(), read);
  const TrafficNetwork network = sumo_network(read);
  EXPECT_EQ(network.from[3], network.to[3]);
  EXPECT_EQ(network.signals.size(), 1U) << "index 1 is always green";
  EXPECT_EQ(network.signals[0].cycle_ms, 40'000);
  EXPECT_EQ(read.report.repaired.size(), 1U);
}

SumoDemand read_demand(const std::string& text) {
  static const TrafficNetwork network = sumo_network(read_net(net()));
  return read_sumo_demand(*open_memory(text), "x.rou.xml", network, 5);
}

TEST(SumoDemand, BecomesPeopleInTheOrderOfDepartures) {
  const TravelDemand demand = read_demand(R"(<routes>
<vType id="slow" length="5" minGap="1.5" maxSpeed="8"/><vType id="tram" vClass="bus" length="18" minGap="2"/>
<route id="round" edges="r w e"/><busStop id="s" lane="w_1"/>
<vehicle id="late" depart="0:01:40" route="round" type="slow"/>
<trip id="trip" depart="7.5" from="r" to="n"/>
<vehicle id="bus" depart="1:00:00:00" type="tram"><route edges="r w e"/><stop busStop="s" duration="20"/></vehicle>
<flow id="f" begin="10" end="70" number="3" from="w" to="e" via="r"/>
</routes>)")
                                  .demand;
  EXPECT_EQ(demand.person_id, (std::vector<std::string>{"trip", "f.0", "f.1", "f.2", "late", "bus"}));
  std::vector<double> departures;
  for (std::uint64_t p = 0; p < demand.persons(); ++p)
    departures.push_back(demand.activities[demand.activity_begin[p]].end_s);
  EXPECT_EQ(departures, (std::vector<double>{7.5, 10, 30, 50, 100, 86400}));
  EXPECT_EQ(demand.legs[0].kind, RouteKind::none) << "a trip's route is left to be found";
  const Leg& flow = demand.legs[1];
  EXPECT_EQ(std::vector<std::uint32_t>(demand.route.begin() + static_cast<std::ptrdiff_t>(flow.route_begin),
                                       demand.route.begin() + static_cast<std::ptrdiff_t>(flow.route_end)),
            (std::vector<std::uint32_t>{0, 3, 0, 2}));
  // The bus goes on from its stop.
  const std::uint64_t bus = demand.activity_begin[5];
  EXPECT_EQ(demand.activity_types[demand.activities[bus + 1].type], "stop interaction");
  EXPECT_EQ(demand.activities[bus + 1].duration_s, 20);
  EXPECT_EQ(demand.activities[bus + 1].link, 0U);
  EXPECT_EQ(demand.activity_begin[6] - bus, 3U);
  const VehicleType& tram = demand.vehicle_types[demand.vehicle_type[5]];
  EXPECT_NEAR(tram.pcu, 20 / 7.5, 1e-12);
  EXPECT_NEAR(tram.pcu / tram.flow_efficiency, 2, 1e-12);
  EXPECT_EQ(tram.network_mode, "bus");
  const VehicleType& slow = demand.vehicle_types[demand.vehicle_type[4]];
  EXPECT_NEAR(slow.pcu, 6.5 / 7.5, 1e-12);
  EXPECT_NEAR(slow.pcu / slow.flow_efficiency, 1, 1e-12);
}

TEST(SumoDemand, DrawsTypesAndDeparturesByTheSeed) {
  const SumoDemand drawn = read_demand(R"xml(<routes><vTypeDistribution id="mix">
<vType id="a" probability="0.2"/><vType id="b" length="9" probability="0.8"/></vTypeDistribution>
<flow id="often" begin="0" end="1000" probability="0.3" type="mix" from="w" to="e"/>
<flow id="poisson" begin="0" end="1000" period="exp(0.5)" type="mix" from="w" to="e"/>
<person id="p"/><person id="q"/></routes>)xml");
  std::int64_t of_b = 0;
  std::int64_t often = 0;
  const TravelDemand& demand = drawn.demand;
  for (std::uint64_t p = 0; p < demand.persons(); ++p) {
    of_b += demand.vehicle_types[demand.vehicle_type[p]].id == "b";
    often += demand.person_id[p].starts_with("often");
  }
  EXPECT_NEAR(static_cast<double>(often), 300, 4 * std::sqrt(1000 * 0.3 * 0.7));
  EXPECT_NEAR(static_cast<double>(demand.persons()) - static_cast<double>(often), 500, 4 * std::sqrt(500.0));
  EXPECT_NEAR(static_cast<double>(of_b) / static_cast<double>(demand.persons()), 0.8, 0.06);
  EXPECT_EQ(drawn.report.skipped.at("element <person>").count, 2U);
}

TEST(SumoDemand, VehiclesBeginBeforeTheirFirstEdge) {
  TrafficNetwork network = sumo_network(read_net(net()));
  const TextFile file("<routes><vehicle id=\"v\" depart=\"3\"><route edges=\"w e\"/></vehicle></routes>");
  PopulationFile people = read_population_file(Comm::null(), file.path(), {}, network, 1);
  EXPECT_EQ(people.driven_modes, std::vector<std::string>{"car"});
  EXPECT_EQ(people.starts, std::vector<std::uint32_t>{0});
  begin_at_starts(people.demand, people.starts, add_starts(network, people.starts));
  EXPECT_EQ(network.link_id.back(), "w.start");
  EXPECT_EQ(network.to.back(), network.from[0]);
  EXPECT_EQ(people.demand.route, (std::vector<std::uint32_t>{4, 0, 2}));
  EXPECT_EQ(people.demand.activities[0].link, 4U);
  EXPECT_EQ(link_turns(network, ~0U).to.back(), 0U);
}

std::string demand_refusal(const std::string& elements) {
  return sentence_of([&] { read_demand("<routes>\n" + elements + "</routes>"); });
}

TEST(SumoDemand, RefusesWhatCannotBe) {
  EXPECT_EQ(demand_refusal("<vehicle id=\"v\" depart=\"0\"><route edges=\"w r w n e\"/></vehicle>"),
            "x.rou.xml:2: a route goes from edge 'n' to edge 'e', which no connection joins. Correct it");
  EXPECT_EQ(demand_refusal("<trip id=\"v\" depart=\"0\" from=\"x\" to=\"n\"/>"),
            "x.rou.xml:2: edge 'x' is not in the network. Correct it, or give the network that it belongs to");
  EXPECT_EQ(demand_refusal("<trip id=\"v\" depart=\"0\" from=\"n\" via=\"w\" to=\"e\"/>"),
            "x.rou.xml:2: no way leads vehicle 'v' from edge 'n' to edge 'w'. Join the parts of the network");
  EXPECT_EQ(demand_refusal("<trip id=\"v\" depart=\"0\" type=\"t\" from=\"w\" to=\"n\"/>"),
            "x.rou.xml:2: trip 'v' is of type 't', which is not there. Define the vType before, also in "
            "mobility.additional_files");
  EXPECT_EQ(
      demand_refusal("<vType id=\"t\" vClass=\"submarine\"/>"),
      "x.rou.xml:2: vType 't' is of class 'submarine', which no road carries or SUMO does not know. Correct vClass");
  EXPECT_EQ(demand_refusal(
                "<trip id=\"v\" depart=\"0\" from=\"w\" to=\"n\"/>\n<trip id=\"v\" depart=\"1\" from=\"w\" to=\"n\"/>"),
            "x.rou.xml:3: vehicle 'v' is there twice. Give each vehicle its own id");
  EXPECT_EQ(demand_refusal("<vehicle id=\"v\" depart=\"soon\" route=\"r\"/>"),
            "x.rou.xml:2: vehicle 'v' has route 'r', which is not there. Define it before");
  EXPECT_EQ(demand_refusal("<trip id=\"v\" depart=\"soon\" from=\"w\" to=\"n\"/>"),
            "x.rou.xml:2: depart 'soon' of <trip> is not a time. Write seconds or HH:MM:SS");
  EXPECT_EQ(demand_refusal("<trip id=\"v\" depart=\"-1\" from=\"w\" to=\"n\"/>"),
            "x.rou.xml:2: depart '-1' of <trip> is not a time. Write seconds or HH:MM:SS");
  EXPECT_EQ(demand_refusal("<vehicle id=\"v\" depart=\"1\"/>"),
            "x.rou.xml:2: vehicle 'v' has neither a route nor from and to. Give one");
  EXPECT_EQ(demand_refusal("<flow id=\"f\" period=\"3\" from=\"w\" to=\"n\"/>"),
            "x.rou.xml:2: flow 'f' does not say when it ends. Give end");
  EXPECT_EQ(
      demand_refusal("<flow id=\"f\" end=\"9\" from=\"w\" to=\"n\"/>"),
      "x.rou.xml:2: flow 'f' does not say how many vehicles depart. Give number, period, vehsPerHour or probability");
  EXPECT_EQ(demand_refusal(
                "<vehicle id=\"v\" depart=\"0\"><route edges=\"w e\"/><stop lane=\"n_0\" duration=\"5\"/></vehicle>"),
            "x.rou.xml:2: vehicle 'v' stops on edge 'n', which does not lie ahead of it on its route. Correct the "
            "route or the stop");
  EXPECT_EQ(demand_refusal("<vehicle id=\"v\" depart=\"0\"><route edges=\"w e\"/><stop busStop=\"x\"/></vehicle>"),
            "x.rou.xml:2: vehicle 'v' stops at 'x', which is not there. Give the file that defines it in "
            "mobility.additional_files");
}

TEST(SumoFiles, OfBolognaAreReadWhole) {
  const std::string folder = std::string(MACHI_SHARED_DATA) + "/mobility/bologna/joined/joined";
  if (!std::filesystem::exists(folder + "_buslanes.net.xml")) GTEST_SKIP() << folder;
  SumoNet net = read_sumo_net(folder + "_buslanes.net.xml");
  read_sumo_lights(folder + "_tls.add.xml", net);
  EXPECT_EQ(net.edges.size(), 267U);
  const TrafficNetwork network = sumo_network(net);
  const SumoDemand demand = read_sumo_demand(
      Comm::null(),
      {folder + "_vtypes.add.xml", folder + "_bus_stops.add.xml", folder + "_busses.rou.xml", folder + ".rou.xml"},
      network, 1);
  EXPECT_EQ(demand.demand.persons(), 11'176U) << "as many as SUMO inserts";
  // SUMO 1.15, mesoscopic: mean RouteLength 1607.76 m.
  double length_m = 0;
  for (const std::uint32_t link : demand.demand.route) length_m += network.length_m[link];
  for (std::uint64_t p = 0; p < demand.demand.persons(); ++p)  // the links of stops stand in two legs
    for (std::uint64_t l = demand.demand.leg_begin(p) + 1; l < demand.demand.leg_begin(p + 1); ++l)
      length_m -= network.length_m[demand.demand.route[demand.demand.legs[l].route_begin]];
  EXPECT_NEAR(length_m / 11'176, 1607.76, 2);
}

}  // namespace
}  // namespace machi
