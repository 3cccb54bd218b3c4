// Networks of MATSim: what is read, and the sentence for each thing that cannot be.
#include "io/mobility/network_xml.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/io/mobility/text_file.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

std::string network_of(const std::string& links, const std::string& period = "01:00:00") {
  return "<?xml version=\"1.0\"?>\n<!DOCTYPE network SYSTEM \"http://www.matsim.org/files/dtd/network_v2.dtd\">\n"
         "<network name=\"two\"><nodes><node id=\"a\" x=\"0\" y=\"-2.5\"/><node id=\"b\" x=\"100\" y=\"0\"/></nodes>\n"
         "<links capperiod=\"" +
         period + "\">\n" + links + "</links></network>\n";
}

std::string link(const std::string& changed = "length=\"100\"") {
  std::string attributes = " length=\"100\" freespeed=\"10\" capacity=\"1800\" permlanes=\"2\"";
  const std::string name = " " + changed.substr(0, changed.find('=') + 1);
  const std::size_t at = attributes.find(name);
  attributes.replace(at, attributes.find('"', at + name.size() + 1) + 1 - at, " " + changed);
  return "<link id=\"1\" from=\"a\" to=\"b\"" + attributes + "/>\n";
}

/// The sentence for a network, without the folder of its file.
std::string refusal(const std::string& text) {
  const TextFile file(text);
  const std::string sentence = sentence_of([&] { read_network_xml(file.path()); });
  return sentence.substr(sentence.find(".xml") + 4);
}

TEST(NetworkXml, ReadsNodesLinksAndModes) {
  const TextFile file(network_of(link() + "<link id=\"2\" from=\"b\" to=\"a\" length=\"50\" freespeed=\"5\" "
                                          "capacity=\"600\" permlanes=\"1\" modes=\"bike, car\"/>"));
  const TrafficNetwork network = read_network_xml(file.path()).network;
  EXPECT_EQ(network.name, "two");
  EXPECT_EQ(network.y_m[0], -2.5);
  ASSERT_EQ(network.links(), 2U);
  EXPECT_EQ(network.from[1], 1U);
  EXPECT_EQ(network.flow_capacity_1_s[0], 0.5);
  EXPECT_EQ(network.lanes[0], 2);
  EXPECT_EQ(network.modes, (std::vector<std::string>{"car", "bike"}));
  EXPECT_EQ(network.link_modes, (std::vector<std::uint32_t>{1, 3}));
}

TEST(NetworkXml, DividesCapacitiesByTheirPeriod) {
  const TextFile file(network_of(link(), "00:30:00"));
  EXPECT_EQ(read_network_xml(file.path()).network.flow_capacity_1_s[0], 1);
}

TEST(NetworkXml, KeepsAndCountsLinksFromANodeToItself) {
  const TextFile file(network_of(link() + "<link id=\"loop\" from=\"a\" to=\"a\" length=\"50\" freespeed=\"5\" "
                                          "capacity=\"600\" permlanes=\"1\"/>"));
  const NetworkReading reading = read_network_xml(file.path());
  EXPECT_EQ(reading.network.links(), 2U);
  EXPECT_EQ(reading.loops, 1U);
}

TEST(NetworkXml, RefusesWhatNoVehicleCouldDriveOn) {
  EXPECT_EQ(refusal(network_of(link("length=\"0\""))),
            ":5: length of link '1' is 0, not above 0. Correct it or remove the link");
  EXPECT_EQ(refusal(network_of(link("capacity=\"0\""))),
            ":5: capacity of link '1' is 0, not above 0. Correct it or remove the link");
  EXPECT_EQ(refusal(network_of(link("freespeed=\"-1\""))),
            ":5: freespeed of link '1' is -1, not above 0. Correct it or remove the link");
  EXPECT_EQ(refusal(network_of(link("permlanes=\"two\""))),
            ":5: permlanes 'two' of <link> is not a number. Correct it");
}

TEST(NetworkXml, RefusesWhatContradictsItself) {
  EXPECT_EQ(refusal(network_of(link() + link())), ":6: link '1' is there twice. Give each link its own id");
  EXPECT_EQ(refusal(network_of("<link id=\"1\" from=\"a\" to=\"c\"/>")),
            ":5: link '1' joins node 'c', which is not there. Add the node or remove the link");
  EXPECT_EQ(refusal(network_of("")), ": the network has no links. Give one that has");
  EXPECT_EQ(refusal("<plans/>"), ":1: begins with <plans> where a network has <network>. Give a MATSim network");
  EXPECT_EQ(refusal("nodes"), ": is not XML. Give a MATSim network");
}

TEST(NetworkXml, ReadsPublishedNetworks) {
  const std::string folder = std::string(MACHI_SHARED_DATA) + "/mobility/qsim_reference/rust_qsim/assets/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data";
  const TrafficNetwork equil = read_network_xml(folder + "equil/equil-network.xml").network;
  EXPECT_EQ(equil.nodes(), 15U);
  EXPECT_EQ(equil.links(), 23U);
  EXPECT_EQ(equil.flow_capacity_1_s[0], 10);
  EXPECT_EQ(read_network_xml(folder + "3-links/3-links-network.xml").network.links(), 3U);
  EXPECT_GT(read_network_xml(folder + "pt_tutorial/multimodalnetwork.xml").network.links(), 40U);
}

}  // namespace
}  // namespace machi
