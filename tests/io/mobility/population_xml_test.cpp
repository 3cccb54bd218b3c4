// Populations and vehicles of MATSim: what is read, and the sentence for each thing that cannot be.
#include "io/mobility/population_xml.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "io/mobility/matsim_xml.hpp"
#include "io/mobility/network_xml.hpp"
#include "io/mobility/vehicles_xml.hpp"
#include "tests/io/mobility/text_file.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

/// A chain of links a → b → c and one that stands alone.
TrafficNetwork chain() {
  TrafficNetwork network;
  network.node_id = {"1", "2", "3", "4"};
  network.link_id = {"a", "b", "c", "alone"};
  network.from = {0, 1, 2, 0};
  network.to = {1, 2, 3, 3};
  return network;
}

std::string person(const std::string& plan, const std::string& id = "p") {
  return "<person id=\"" + id + "\"><plan selected=\"yes\">\n" + plan + "</plan></person>\n";
}

const std::string home = "<activity type=\"home\" link=\"a\" end_time=\"08:30:00\"/>\n";
const std::string work = "<activity type=\"work\" link=\"c\" x=\"3\" y=\"4\"/>\n";

std::string leg(const std::string& route) {
  return "<leg mode=\"car\" trav_time=\"00:01:00\"><attributes><attribute "
         "name=\"routingMode\">pt</attribute></attributes>" +
         route + "</leg>\n";
}

PopulationReading reading_of(const std::string& persons) {
  const TextFile file("<population>\n" + persons + "</population>");
  return read_population_xml(Comm::null(), file.path(), chain());
}

std::string refusal(const std::string& persons) {
  const std::string sentence = sentence_of([&] { reading_of(persons); });
  return sentence.substr(sentence.find(".xml") + 4);
}

TEST(PopulationXml, ReadsActivitiesLegsAndRoutes) {
  const TravelDemand demand =
      reading_of(person(home +
                        leg("<route type=\"links\" trav_time=\"00:02:00\" distance=\"7\" "
                            "vehicleRefId=\"v\" start_link=\"a\" end_link=\"c\"> a\n b c </route>") +
                        work))
          .demand;
  ASSERT_EQ(demand.persons(), 1U);
  ASSERT_EQ(demand.activities.size(), 2U);
  EXPECT_EQ(demand.activities[0].end_s, 30600);
  EXPECT_FALSE(is_given(demand.activities[0].x_m));
  EXPECT_EQ(demand.activities[1].y_m, 4);
  EXPECT_FALSE(is_given(demand.activities[1].end_s));
  ASSERT_EQ(demand.legs.size(), 1U);
  EXPECT_EQ(demand.modes[demand.legs[0].routing_mode], "pt");
  EXPECT_EQ(demand.legs[0].travel_time_s, 120);
  EXPECT_EQ(demand.legs[0].distance_m, 7);
  EXPECT_EQ(demand.vehicle_id, (std::vector<std::string>{"v"}));
  EXPECT_EQ(demand.route, (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST(PopulationXml, AddsTheEndsThatARouteLeavesOut) {
  const auto demand = reading_of(person(home + leg("<route type=\"links\" end_link=\"c\">b</route>") + work)).demand;
  EXPECT_EQ(demand.route, (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST(PopulationXml, TakesTheSelectedPlanElseTheFirst) {
  const std::string other = "<plan selected=\"no\"><activity type=\"x\" link=\"b\"/></plan>";
  const std::string chosen = "<plan selected=\"yes\"><activity type=\"x\" link=\"c\"/></plan>";
  EXPECT_EQ(reading_of("<person id=\"p\">" + other + chosen + "</person>").demand.activities[0].link, 2U);
  EXPECT_EQ(reading_of("<person id=\"p\">" + other + other + "</person>").demand.activities[0].link, 1U);
}

TEST(PopulationXml, RefusesPlansThatCouldNotBeCarriedOut) {
  const std::string endless = "<activity type=\"home\" link=\"a\"/>\n";
  EXPECT_EQ(
      refusal(person(endless + leg("") + work)),
      ":3: an activity of person 'p' has neither end_time nor max_dur, so that it would never end. Give one of them");
  EXPECT_EQ(refusal(person(home + leg(""))),
            ":5: a plan of person 'p' ends with a leg. Add the activity that it leads to");
  EXPECT_EQ(refusal(person(home + work)), ":4: person 'p' has two activities without a leg between them. Add one");
  EXPECT_EQ(refusal(person(leg("") + work)),
            ":3: a leg of person 'p' does not stand between two activities. Add the activity");
  EXPECT_EQ(refusal(person(home + leg("<route type=\"links\">a c</route>") + work)),
            ":4: the route of person 'p' goes from link 'a' to link 'c', which do not meet. Correct it");
  EXPECT_EQ(refusal(person("<activity type=\"home\" link=\"z\"/>")),
            ":3: link 'z' of person 'p' is not in the network. Correct it, or give the network that it belongs to");
  EXPECT_EQ(refusal(person("<activity type=\"home\" link=\"a\" end_time=\"8 o'clock\"/>")),
            ":3: end_time '8 o'clock' of <activity> is not a time. Write HH:MM:SS");
  EXPECT_EQ(refusal(person(home) + person(home)), ":5: person 'p' is there twice. Give each person its own id");
}

TEST(PopulationXml, RefusesElementsInOthersThanTheirOwn) {
  const auto refuses = [](const std::string& text, const std::string& sentence) {
    const std::string told = refusal(text);
    EXPECT_NE(told.find(sentence), std::string::npos) << told;
  };
  refuses(person(home + leg("<route type=\"links\"><plan/>a</route>") + work),
          "<plan> that is not directly in a <person>");
  refuses(person(home + leg("<person id=\"q\"><plan/></person>") + work),
          "<person> that is not directly in a <population>");
  refuses(person(home + leg("<route><route/></route>") + work), "<route> that is not directly in a <leg>");
  refuses("<attributes><leg mode=\"car\"/></attributes>", "<leg> that is not directly in a <plan>");
}

TEST(PopulationXml, ReportsActivitiesThatEndBeforeTheOnesBefore) {
  const std::string early = "<activity type=\"lunch\" link=\"b\" end_time=\"07:00:00\"/>\n";
  const ReadReport report = reading_of(person(home + leg("") + early + leg("") + work)).report;
  EXPECT_EQ(report.repaired.at("activity that ends before the one before it").count, 1U);
}

TEST(PopulationXml, ReadsPublishedPopulations) {
  const std::string folder = std::string(MACHI_SHARED_DATA) + "/mobility/qsim_reference/rust_qsim/assets/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data";
  const TrafficNetwork equil = read_network_xml(folder + "equil/equil-network.xml").network;
  const TravelDemand plain = read_population_xml(Comm::null(), folder + "equil/equil-plans.xml", equil).demand;
  EXPECT_EQ(plain.persons(), 100U);
  EXPECT_EQ(read_population_xml(Comm::null(), folder + "equil/equil-plans.xml.gz", equil).demand.route, plain.route);
  const TrafficNetwork tutorial = read_network_xml(folder + "pt_tutorial/multimodalnetwork.xml").network;
  const TravelDemand transit =
      read_population_xml(Comm::null(), folder + "pt_tutorial/plans_1.xml.gz", tutorial).demand;
  ASSERT_EQ(transit.services.size(), 2U);
  EXPECT_EQ(transit.services[0].line, "Blue Line");
  EXPECT_EQ(transit.services[0].route, "1to3");
}

TEST(VehiclesXml, ReadsTypesAndVehicles) {
  const TextFile file(
      "<vehicleDefinitions><vehicleType id=\"bus\"><length meter=\"12\"/><maximumVelocity meterPerSecond=\"Infinity\"/>"
      "<passengerCarEquivalents pce=\"2.5\"/><networkMode networkMode=\"car\"/><flowEfficiencyFactor factor=\"2\"/>"
      "</vehicleType><vehicle id=\"b1\" type=\"bus\"/></vehicleDefinitions>");
  const VehiclesReading reading = read_vehicles_xml(file.path());
  ASSERT_EQ(reading.types.size(), 1U);
  EXPECT_EQ(reading.types[0].pcu, 2.5);
  EXPECT_EQ(reading.types[0].flow_efficiency, 2);
  EXPECT_EQ(reading.types[0].network_mode, "car");
  EXPECT_TRUE(std::isinf(reading.types[0].max_speed_m_s));
  EXPECT_EQ(reading.vehicle_id, (std::vector<std::string>{"b1"}));
}

TEST(VehiclesXml, RefusesTypesWithoutSize) {
  const TextFile file(
      "<vehicleDefinitions><vehicleType id=\"bus\">\n<length meter=\"0\"/></vehicleType></vehicleDefinitions>");
  const std::string sentence = sentence_of([&] { read_vehicles_xml(file.path()); });
  EXPECT_EQ(sentence.substr(sentence.find(".xml") + 4), ":2: length of vehicle type 'bus' is not above 0. Correct it");
}

TEST(MatsimTime, ReadsHoursBeyondTheDayAndSeconds) {
  EXPECT_EQ(matsim_time_s("25:00:01"), 90001);
  EXPECT_EQ(matsim_time_s("06:30"), 23400);
  EXPECT_EQ(matsim_time_s("90.5"), 90.5);
  EXPECT_TRUE(std::isnan(*matsim_time_s("undefined")));
  for (const char* wrong : {"6:70:00", "noon", "-1", "1:2:3:4", "06:"}) EXPECT_FALSE(matsim_time_s(wrong)) << wrong;
}

}  // namespace
}  // namespace machi
