/// \file  Networks, trips and coordinates in the TNTP format, and the sentences about what is wrong in them.
#include "io/network/tntp.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

const std::string net_head =
    "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 4\t\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 2\n"
    "<ORIGINAL HEADER>~ Init node\tTerm node ;\n<END OF METADATA>\t\n\n";
const std::string names =
    "~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\t;\n";
const std::string rows = "\t1\t3\t900.5\t0.86\t1.5\t0.15\t4\t60\t25\t1\t;\n\t3\t2\t800\t1\t2\t0\t0\t0\t0\t2;\r\n";
const std::string trips_head = "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 10.5\n<END OF METADATA>\n\n";

TntpNetwork network(const std::string& text) {
  return read_tntp_network(*open_memory(text), "a_net.tntp");
}
TripTable trips(const std::string& text) {
  return read_tntp_trips(*open_memory(text), "a_trips.tntp", network(net_head + names + rows));
}
TntpNodes nodes(const std::string& text) {
  return read_tntp_nodes(*open_memory(text), "a_node.tntp", network(net_head + names + rows));
}
std::string network_fault(const std::string& text) {
  return sentence_of([&] { network(text); });
}
std::string trips_fault(const std::string& text) {
  return sentence_of([&] { trips(text); });
}
std::string with_row(const std::string& row) {
  return net_head + names + row + rows;
}

TEST(TntpNetworkFile, IsRead) {
  const TntpNetwork read = network(net_head + names + rows);
  EXPECT_EQ(read.zones, 2u);
  EXPECT_EQ(read.nodes, 4u);
  EXPECT_EQ(read.first_through, 2u);
  EXPECT_EQ(read.from, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(read.to, (std::vector<std::uint32_t>{2, 1}));
  EXPECT_EQ(read.capacity, (std::vector<double>{900.5, 800}));
  EXPECT_EQ(read.length, (std::vector<double>{0.86, 1}));
  EXPECT_EQ(read.free_flow_time, (std::vector<double>{1.5, 2}));
  EXPECT_EQ(read.b, (std::vector<double>{0.15, 0}));
  EXPECT_EQ(read.power, (std::vector<double>{4, 0}));
  EXPECT_EQ(read.speed, (std::vector<double>{60, 0}));
  EXPECT_EQ(read.toll, (std::vector<double>{25, 0}));
  EXPECT_EQ(read.type, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(network(net_head + "~ made by hand\n" + rows).b, read.b) << "no row of names: the usual order";
}

TEST(TntpNetworkFile, ColumnsMayStandInAnyOrder) {
  const TntpNetwork read = network(
      "<number of zones> 1\n<NUMBER OF NODES> 2\n<NUMBER OF LINKS> 1\n<END OF METADATA>\n"
      "~ init_node term_node link_type toll speed power b free_flow_time length capacity ;\n1 2 7 6 5 4 3 2 1 9 ;\n");
  EXPECT_EQ(read.first_through, 0u) << "every zone may be passed through where the file says nothing";
  EXPECT_EQ(read.capacity[0], 9);
  EXPECT_EQ(read.length[0], 1);
  EXPECT_EQ(read.free_flow_time[0], 2);
  EXPECT_EQ(read.b[0], 3);
  EXPECT_EQ(read.power[0], 4);
  EXPECT_EQ(read.type[0], 7u);
}

TEST(TntpNetworkFile, ItsCostsWeighTollAndLength) {
  const AssignmentNetwork made = assignment_network(network(net_head + names + rows), {0.02, 0.5});
  EXPECT_DOUBLE_EQ(made.cost[0].at(0).cost, 1.5 + 0.02 * 25 + 0.5 * 0.86);
  EXPECT_DOUBLE_EQ(made.cost[0].at(900.5).cost, 1.5 * 1.15 + 0.02 * 25 + 0.5 * 0.86);
  EXPECT_DOUBLE_EQ(made.cost[1].at(1e6).cost, 2 + 0.5);
  EXPECT_EQ(made.first_through, 2u);
  EXPECT_EQ(made.out_begin, (std::vector<std::uint32_t>{0, 1, 1, 2, 2}));
}

TEST(TntpNetworkFile, FaultsInRowsAreNamedByLine) {
  EXPECT_EQ(network_fault(with_row("1 3 0 1 1 0.15 4 0 0 1 ;\n")),
            "a_net.tntp:9: capacity is 0: no flow could pass. Give one above zero, or remove the link");
  EXPECT_EQ(network_fault(with_row("1 3 -5 1 1 0.15 4 0 0 1 ;\n")),
            "a_net.tntp:9: capacity is -5: no flow could pass. Give one above zero, or remove the link");
  EXPECT_EQ(network_fault(with_row("1 5 1 1 1 0.15 4 0 0 1 ;\n")),
            "a_net.tntp:9: term_node is \"5\", no whole number from 1 to 4. Correct it, or the metadata");
  EXPECT_EQ(network_fault(with_row("0 2 1 1 1 0.15 4 0 0 1 ;\n")),
            "a_net.tntp:9: init_node is \"0\", no whole number from 1 to 4. Correct it, or the metadata");
  EXPECT_EQ(network_fault(with_row("1 2 1 1 -1 0.15 4 0 0 1 ;\n")),
            "a_net.tntp:9: free_flow_time is -1, below zero. Correct it");
  EXPECT_EQ(network_fault(with_row("1 2 1 1 1 x 4 0 0 1 ;\n")), "a_net.tntp:9: b is \"x\", no number. Correct it");
  EXPECT_EQ(network_fault(with_row("1 2 1 1 1 nan 4 0 0 1 ;\n")), "a_net.tntp:9: b is \"nan\", no number. Correct it");
  EXPECT_EQ(network_fault(with_row("1 2 1 1 1 0.15 0.5 0 0 1 ;\n")),
            "a_net.tntp:9: power is 0.5: delay would rise without bound at the first vehicle. Use 0, or 1 or more");
  EXPECT_EQ(network_fault(with_row("1 2 1 1 1 0.15 4 0 0 ;\n")),
            "a_net.tntp:9: has 9 values where a link has 10. Correct the row");
}

TEST(TntpNetworkFile, UnknownColumnsAreRefused) {
  EXPECT_EQ(network_fault(net_head + "~ init_node term_node capacity lanes ;\n" + rows),
            "a_net.tntp:8: the column \"lanes\" is unknown. Use init_node, term_node, capacity, length, "
            "free_flow_time, b, power, speed, toll, link_type");
  EXPECT_EQ(network_fault(net_head + "~ init_node term_node capacity ;\n" + rows),
            "a_net.tntp:8: has no column length. Add it");
  EXPECT_EQ(network_fault(net_head + "~ init_node term_node b b ;\n" + rows),
            "a_net.tntp:8: the column b is named twice. Name it once");
}

TEST(TntpNetworkFile, CountsThatDoNotMatchAreRefused) {
  EXPECT_EQ(network_fault(with_row("1 4 1 1 1 0.15 4 0 0 1 ;\n")),
            "a_net.tntp: has 3 links where <NUMBER OF LINKS> says 2. Give the whole file, or correct it");
  EXPECT_EQ(network_fault("<NUMBER OF ZONES> 5\n<NUMBER OF NODES> 4\n<NUMBER OF LINKS> 2\n<END OF METADATA>\n" + rows),
            "a_net.tntp:1: <NUMBER OF ZONES> is \"5\", no whole number from 1 to 4");
  EXPECT_EQ(network_fault("<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 4\n<FIRST THRU NODE> 4\n<NUMBER OF LINKS> 2\n"
                          "<END OF METADATA>\n" +
                          rows),
            "a_net.tntp:3: <FIRST THRU NODE> is \"4\", no whole number from 1 to 3")
      << "node 3 could be neither begun at nor passed through";
  EXPECT_EQ(network_fault("<NUMBER OF NODES> 4\n<END OF METADATA>\n" + rows),
            "a_net.tntp: has no <NUMBER OF ZONES> in its metadata. Add it");
  EXPECT_EQ(network_fault("<NUMBER OF NODES> 4\n"),
            "a_net.tntp: has no <END OF METADATA>. Give the whole file, in the TNTP format");
  EXPECT_EQ(network_fault("<NUMBER OF NODES> 4\n1 2 3\n"),
            "a_net.tntp:2: is no line of metadata such as <NUMBER OF ZONES> 24, and <END OF METADATA> did not come. "
            "Add it");
}

TEST(TntpTrips, AreRead) {
  const TripTable table =
      trips(trips_head + "~ by hand\nOrigin 2 \n 2 : 0.0 ; 1 :   10 ;\n\nOrigin \t1\n    2 : 0.5;\n");
  EXPECT_EQ(table.begin, (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_EQ(table.destination, (std::vector<std::uint32_t>{1, 0, 1}));
  EXPECT_EQ(table.trips, (std::vector<double>{0.5, 10, 0}));
}

TEST(TntpTrips, FaultsAreNamedByLine) {
  EXPECT_EQ(trips_fault(trips_head + "Origin 1\n2 : -3;\n"),
            "a_trips.tntp:6: -3 trips to zone 2 are below zero. Correct them");
  EXPECT_EQ(trips_fault(trips_head + "Origin 1\n3 : 1;\n"),
            "a_trips.tntp:6: the destination is \"3\", no whole number from 1 to 2. Correct it, or the metadata");
  EXPECT_EQ(trips_fault(trips_head + "Origin 3\n1 : 1;\n"),
            "a_trips.tntp:5: the origin is \"3\", no whole number from 1 to 2. Correct it, or the metadata");
  EXPECT_EQ(trips_fault(trips_head + "1 : 1;\n"),
            "a_trips.tntp:5: comes before the first \"Origin\". Add the line that names its origin");
  EXPECT_EQ(trips_fault(trips_head + "Origin 1\n2 1;\n"),
            "a_trips.tntp:6: \"2 1\" is not a zone, a colon and trips. Correct it");
  EXPECT_EQ(trips_fault(trips_head + "Origin 1\n2 : 1;\n2 : 9.5;\n"),
            "a_trips.tntp:7: trips from zone 1 to zone 2 were given before. Remove one of the two");
  EXPECT_EQ(trips_fault(trips_head + "Origin 1\n2 : 9;\n"),
            "a_trips.tntp: has 9 trips where <TOTAL OD FLOW> says 10.5. Give the whole file, or correct it");
  EXPECT_EQ(trips_fault("<NUMBER OF ZONES> 3\n<END OF METADATA>\n"),
            "a_trips.tntp: is for 3 zones where the network has 2. Use files of one network");
}

TEST(TntpNodesFile, IsReadOrItsFaultNamed) {
  const TntpNodes read = nodes("Node\tX\tY\t;\n1 0.5 1 ;\n2 -3 1e2;\n4 0 0 ;\n3 7 8\n");
  EXPECT_EQ(read.x, (std::vector<double>{0.5, -3, 7, 0}));
  EXPECT_EQ(read.y, (std::vector<double>{1, 100, 8, 0}));
  EXPECT_EQ(sentence_of([] { nodes("1 0 0\n2 0 0\n4 0 0\n"); }), "a_node.tntp: has no coordinates of node 3. Add them");
  EXPECT_EQ(sentence_of([] { nodes("1 0 0\n1 0 0\n"); }),
            "a_node.tntp:2: node 1 was given before. Remove one of the two");
  EXPECT_EQ(sentence_of([] { nodes("1 0\n"); }), "a_node.tntp:1: is not node, x and y. Correct the row");
}

}  // namespace
}  // namespace machi
