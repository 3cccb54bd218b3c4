/// \file  The section events as people write it, and as they should not.
#include "engine/model/events.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {
namespace {

const std::string traffic =
    "scenario: {start: \"14:00\"}\nmobility: {network_file: n.xml, population_file: p.xml}\nevents:\n";

std::string complaint_about(const std::string& events) {
  try {
    parse_scenario(traffic + events, "s.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing thrown";
}

ScenarioEvent read_one(const std::string& event) {
  return parse_scenario(traffic + event, "s.yaml").scenario.events.list.at(0);
}

TEST(Events, BeginAndEndByTheClockOrBySecond) {
  const ScenarioEvent by_clock = read_one("  - {kind: road_closure, at: \"14:46\", until: \"14:40\", ids: [a, b]}\n");
  EXPECT_EQ(by_clock.begin_s, 46 * 60);
  EXPECT_EQ(by_clock.end_s, 86400 + 40 * 60) << "the first such time after the beginning";
  EXPECT_EQ(by_clock.ids, (std::vector<std::string>{"a", "b"}));
  const ScenarioEvent next_day = read_one("  - {kind: road_closure, at: \"06:00\", ids: [a]}\n");
  EXPECT_EQ(next_day.begin_s, 16 * 3600);
  EXPECT_TRUE(std::isinf(next_day.end_s));
  const ScenarioEvent by_second =
      read_one("  - {kind: road_capacity, at_s: 5, until_s: 7.5, ids: [a], speed_factor: 0.5}\n");
  EXPECT_EQ(by_second.begin_s, 5);
  EXPECT_EQ(by_second.end_s, 7.5);
  EXPECT_EQ(by_second.speed_factor, 0.5);
  EXPECT_EQ(by_second.capacity_factor, 1);
}

TEST(Events, KeepTheOrderOfTheFileAcrossKinds) {
  const auto list = parse_scenario(traffic +
                                       "  - {kind: road_closure, at_s: 5, ids: [a]}\n"
                                       "  - {kind: road_capacity, at_s: 3, ids: [b]}\n"
                                       "  - {kind: road_closure, at_s: 1, polygon: 'POLYGON((0 0, 1 0, 1 1, 0 0))'}\n",
                                   "s.yaml")
                        .scenario.events.list;
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].kind, EventKind::road_closure);
  EXPECT_EQ(list[1].kind, EventKind::road_capacity);
  EXPECT_EQ(list[2].polygons.size(), 1U);
  EXPECT_EQ(list[2].where, "s.yaml:6");
}

TEST(Events, ReadBackWhatWasUsed) {
  const std::string text = traffic + "  - {kind: road_closure, id: works, at: \"15:00\", ids: [a]}\n";
  const ScenarioReading first = parse_scenario(text, "s.yaml", {"events.works.until=16:00"});
  const ScenarioReading again = parse_scenario(first.used_yaml, "s.yaml");
  EXPECT_EQ(again.used_yaml, first.used_yaml);
  EXPECT_EQ(again.scenario.events.list.at(0).end_s, 7200);
}

TEST(Events, SayWhatIsMissing) {
  EXPECT_EQ(complaint_about("  - {kind: road_closure, ids: [a]}\n"),
            "s.yaml:4: events.road_closure: nothing says when. Give at_s, or at: \"HH:MM\"");
  EXPECT_EQ(complaint_about("  - {kind: road_closure, at_s: 1, at: \"15:00\", ids: [a]}\n"),
            "s.yaml:4: events.road_closure: has both at and at_s. Give one");
  EXPECT_EQ(complaint_about("  - {kind: road_closure, at_s: 1}\n"),
            "s.yaml:4: events.road_closure: nothing says where. Give ids, polygon or file");
  EXPECT_EQ(complaint_about("  - {kind: road_clossure, at_s: 1}\n"),
            "s.yaml:4:12: events: unknown kind 'road_clossure'. Did you mean 'road_closure'?");
  EXPECT_EQ(complaint_about("  - {at_s: 1}\n"),
            "s.yaml:4:5: an entry of events has no kind. Give it one of road_closure, road_capacity, power_outage, "
            "shelter_opening, shelter_closing, alarm, transit_stop, weather");
}

TEST(Events, RefuseWhatCannotBe) {
  EXPECT_EQ(
      complaint_about("  - {kind: road_closure, id: x, at: \"25:00\", ids: [a]}\n"),
      "s.yaml:4: events.road_closure 'x': at: '25:00' is not a clock time. Write HH:MM, 00:00 … 23:59, in quotes");
  EXPECT_EQ(complaint_about("  - {kind: road_closure, at_s: 9, until_s: 9, ids: [a]}\n"),
            "s.yaml:4: events.road_closure: ends before it begins. Give a later until");
  EXPECT_EQ(complaint_about("  - {kind: road_closure, at_s: 9, polygon: 'POINT(1 2)'}\n"),
            "s.yaml:4: events.road_closure: its polygon is neither POLYGON nor MULTIPOLYGON");
  EXPECT_EQ(
      complaint_about("  - {kind: alarm, at_s: 9}\n"),
      "s.yaml:4: events.alarm: no process of this run takes it up. Take it out, or add the section of the process "
      "that does");
  EXPECT_EQ(complaint_about("  - {kind: road_closure, id: x, at_s: 9, ids: [a]}\n"
                            "  - {kind: road_capacity, id: x, at_s: 9, ids: [a]}\n"),
            "s.yaml:5: events.road_capacity 'x': another event has this id. Give it another");
  EXPECT_EQ(complaint_about("  - {kind: road_capacity, at_s: 9, ids: [a], speed_factor: 0}\n"),
            "s.yaml:4:57: events.road_capacity.speed_factor: 0 is outside the range 0.01 … 10");
}

}  // namespace
}  // namespace machi
