/// \file  A drawn line becomes stops and trips by its headway.
#include "engine/transit/add_line.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "tests/engine/transit/made_timetable.hpp"

namespace machi {
namespace {

HeadwayLine bus_of_three_stops() {
  HeadwayLine line;
  line.id = "new";
  line.name = "New bus";
  line.stops = {{0, 0, 0}, {1'000'000, 0, 0}, {1'000'000, 500'000, 0}};
  line.names = {"a", "b", "c"};
  line.leg_m = {1000, 500};
  line.first_s = 6 * 3600;
  line.last_s = 7 * 3600;
  line.headway_s = 1200;
  line.speed_m_s = 5;
  line.dwell_s = 20;
  return line;
}

Timetable with_buses() {
  Timetable timetable =
      MadeTimetable().stop(0, 0).stop(100, 0).route({0, 1}, {{{0, 0}, {60, 60}}}).transfer(0, 1, 90).take();
  timetable.vehicle_types.resize(1);
  timetable.vehicle_types[0].id = "bus";
  return timetable;
}

TEST(AddLine, TimesComeFromSpeedDwellAndHeadway) {
  Timetable timetable = with_buses();
  add_line(bus_of_three_stops(), timetable);
  ASSERT_EQ(timetable.routes(), 3U);
  EXPECT_EQ(timetable.stop_id[2], "new:1");
  EXPECT_EQ(timetable.stop_y_mm[4], 500'000);
  EXPECT_EQ(timetable.route_id[1], "new:forth");
  EXPECT_EQ(timetable.route_line[2], 1U);
  EXPECT_EQ(timetable.route_trip_begin[2] - timetable.route_trip_begin[1], 4U) << "6:00, 6:20, 6:40, 7:00";
  const std::uint64_t second = timetable.route_trip_begin[1] + 1;
  const std::int32_t start_s = 6 * 3600 + 1200;
  EXPECT_EQ(timetable.start_s(1, second), start_s);
  EXPECT_EQ(timetable.arrival_s[timetable.time(1, second, 1)], start_s + 200);
  EXPECT_EQ(timetable.departure_s[timetable.time(1, second, 1)], start_s + 220);
  EXPECT_EQ(timetable.arrival_s[timetable.time(1, second, 2)], start_s + 320);
  EXPECT_EQ(timetable.trip_id[second], "new:forth@22800");
}

TEST(AddLine, TheWayBackMeetsTheSameStopsTheOtherWayRound) {
  Timetable timetable = with_buses();
  add_line(bus_of_three_stops(), timetable);
  EXPECT_EQ(timetable.call_stop[timetable.call(2, 0)], 4U);
  EXPECT_EQ(timetable.call_stop[timetable.call(2, 2)], 2U);
  const std::uint64_t first = timetable.route_trip_begin[2];
  EXPECT_EQ(timetable.arrival_s[timetable.time(2, first, 1)], 6 * 3600 + 100) << "the short leg comes first";
  EXPECT_EQ(timetable.call_pick_up[timetable.call(2, 2)], 0);
  EXPECT_EQ(timetable.call_drop_off[timetable.call(2, 0)], 0);
}

TEST(AddLine, WhatWasThereStaysAsItWas) {
  Timetable timetable = with_buses();
  HeadwayLine line = bus_of_three_stops();
  line.both_ways = false;
  add_line(line, timetable);
  EXPECT_EQ(timetable.routes(), 2U);
  EXPECT_EQ(timetable.arrival_s[1], 60);
  EXPECT_EQ(timetable.transfer_begin, (std::vector<std::uint64_t>{0, 1, 1, 1, 1, 1}));
}

TEST(AddLine, RefusesAModeWithoutVehicles) {
  Timetable timetable = with_buses();
  HeadwayLine line = bus_of_three_stops();
  line.mode = "ferry";
  EXPECT_THROW(add_line(line, timetable), RunError);
}

TEST(PlacesAlongLine, FollowTheLineRoundItsCorners) {
  const LinePlaces places = places_along_line({{0, 0, 0}, {300'000, 0, 0}, {300'000, 700'000, 0}}, 400);
  ASSERT_EQ(places.point.size(), 4U);
  EXPECT_EQ(places.point[1].x_mm, 300'000);
  EXPECT_EQ(places.point[1].y_mm, 100'000);
  EXPECT_EQ(places.point[3].y_mm, 700'000);
  EXPECT_EQ(places.at_m, (std::vector<double>{0, 400, 800, 1000}));
}

TEST(PlacesAlongLine, TheLastTakesThePlaceOfOneThatIsNear) {
  EXPECT_EQ(places_along_line({{0, 0, 0}, {900'000, 0, 0}}, 400).at_m, (std::vector<double>{0, 400, 900}));
  EXPECT_EQ(places_along_line({{0, 0, 0}, {100'000, 0, 0}}, 400).at_m, (std::vector<double>{0, 100}));
}

}  // namespace
}  // namespace machi
