// Transit schedules and vehicles of MATSim: what is read, and the sentence for each thing that cannot be.
#include "io/mobility/schedule_xml.hpp"

#include <gtest/gtest.h>

#include "tests/io/mobility/text_file.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

TrafficNetwork three_links() {
  TrafficNetwork network;
  network.link_id = {"a", "b", "c"};
  return network;
}

std::string schedule_of(const std::string& calls, const std::string& links = "<link refId=\"a\"/><link refId=\"b\"/>",
                        const std::string& departures = "") {
  return "<transitSchedule><transitStops>\n<stopFacility id=\"1\" x=\"0.5\" y=\"2\" linkRefId=\"a\" "
         "isBlocking=\"true\" "
         "name=\"駅前\"/>\n<stopFacility id=\"2\" x=\"5\" y=\"-1\" linkRefId=\"b\"/>\n<stopFacility id=\"3\" x=\"9\" "
         "y=\"9\"/></transitStops>\n<minimalTransferTimes><relation fromStop=\"1\" toStop=\"1\" transferTime=\"60\"/>"
         "<relation fromStop=\"1\" toStop=\"3\" transferTime=\"90.5\"/></minimalTransferTimes>\n<transitLine id=\"L\">"
         "<transitRoute id=\"R\"><transportMode> tram</transportMode><routeProfile>\n" +
         calls + "</routeProfile><route>" + links + "</route>\n<departures>" + departures +
         "</departures></transitRoute></transitLine></transitSchedule>";
}

const std::string two_calls =
    "<stop refId=\"1\" departureOffset=\"00:00:10\" awaitDeparture=\"true\"/>\n<stop refId=\"2\" "
    "arrivalOffset=\"00:01:00\" allowBoarding=\"false\"/>\n";

Timetable read(const std::string& text) {
  const TextFile file(text);
  return read_schedule_xml(file.path(), three_links(), nullptr);
}

std::string refusal(const std::string& text) {
  const TextFile file(text);
  const std::string sentence = sentence_of([&] { read_schedule_xml(file.path(), three_links(), nullptr); });
  return sentence.substr(sentence.find(".xml") + 4);
}

using Seconds = std::vector<std::int32_t>;

TEST(ScheduleXml, ReadsStopsRoutesAndTimes) {
  const Timetable table = read(schedule_of(two_calls, "<link refId=\"a\"/><link refId=\"c\"/><link refId=\"b\"/>",
                                           "<departure id=\"late\" departureTime=\"25:00:00\" vehicleRefId=\"v\"/>"
                                           "<departure id=\"early\" departureTime=\"06:00:00\" vehicleRefId=\"v\"/>"));
  EXPECT_EQ(table.stop_x_mm, (std::vector<std::int64_t>{500, 5000, 9000}));
  EXPECT_EQ(table.stop_name.front(), "駅前");
  EXPECT_EQ(table.stop_link, (std::vector<std::uint32_t>{0, 1, no_index}));
  EXPECT_EQ(table.stop_blocks_lane, (std::vector<std::uint8_t>{1, 0, 0}));
  EXPECT_EQ(table.stop_min_transfer_s.front(), 60U);
  EXPECT_EQ(table.transfer_begin, (std::vector<std::uint64_t>{0, 1, 1, 1}));
  EXPECT_EQ(table.transfer_s, (std::vector<std::uint32_t>{91}));
  EXPECT_EQ(table.trip_id, (std::vector<std::string>{"early", "late"})) << "by time";
  EXPECT_EQ(table.arrival_s, (Seconds{21600, 21660, 90000, 90060}));
  EXPECT_EQ(table.departure_s, (Seconds{21610, 21660, 90010, 90060}));
  EXPECT_EQ(table.trip_start_s, (Seconds{21600, 90000}));
  EXPECT_EQ(table.call_link_at, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(table.call_awaits_departure, (std::vector<std::uint8_t>{1, 0}));
  EXPECT_EQ(table.call_pick_up, (std::vector<std::uint8_t>{1, 0}));
  EXPECT_EQ(table.vehicle_id, (std::vector<std::string>{"v"}));
}

TEST(ScheduleXml, RefusesWithFileAndLine) {
  const auto begins = [](const std::string& sentence, const std::string& with) {
    EXPECT_EQ(sentence.substr(0, with.size()), with);
  };
  begins(refusal(schedule_of(two_calls, "<link refId=\"z\"/>")), ":9: route 'R' lies on link 'z', which");
  begins(refusal(schedule_of("<stop refId=\"1\"/>\n<stop refId=\"2\"/>\n")), ":8: route 'R' has no time at stop '2'.");
  begins(refusal(schedule_of("<stop refId=\"1\" departureOffset=\"-1\"/>\n")), ":7: ");
  begins(refusal(schedule_of("")), ":6: route 'R' has no stops.");
  begins(refusal(schedule_of(two_calls, "", "<departure id=\"d\" departureTime=\"999999:00:00\"/>")),
         ":10: departureTime of a <departure> is more than 1000000 s.");
  begins(refusal("<transitSchedule><stopFacility id=\"1\" x=\"1e300\" y=\"0\"/></transitSchedule>"),
         ":1: x of a <stopFacility> lies nowhere on Earth.");
  begins(refusal("<transitSchedule/>"), ": has no route.");
  begins(refusal("<vehicles/>"), ":1: begins with <vehicles>");
}

}  // namespace
}  // namespace machi
