// Links for the routes of a timetable that has none: along a street with both directions.
#include "engine/network/transit_ways.hpp"

#include <gtest/gtest.h>

#include <string>

namespace machi {
namespace {

/// Eight links of 100 m east (0, 2, 4, …) and west (1, 3, 5, …), nodes 100 m apart.
TrafficNetwork street() {
  TrafficNetwork network;
  network.modes = {"car", "rail"};
  for (std::uint32_t n = 0; n <= 8; ++n) {
    network.node_id.push_back(std::to_string(n));
    network.x_m.push_back(100 * n);
    network.y_m.push_back(0);
  }
  for (std::uint32_t k = 0; k < 16; ++k) {
    network.link_id.push_back(std::to_string(k));
    network.from.push_back(k / 2 + k % 2);
    network.to.push_back(k / 2 + 1 - k % 2);
    network.length_m.push_back(100);
    network.free_speed_m_s.push_back(10);
    network.flow_capacity_1_s.push_back(1);
    network.lanes.push_back(1);
    network.link_modes.push_back(1);
  }
  return network;
}

/// One route over stops at these places, 5 m beside the street.
Timetable line_over(const std::vector<std::int64_t>& x_m) {
  Timetable timetable;
  timetable.line_id = timetable.line_name = {"line"};
  timetable.route_id = {"route"};
  timetable.route_mode = {"bus"};
  timetable.route_line = {0};
  for (std::uint32_t stop = 0; stop < x_m.size(); ++stop) {
    timetable.stop_id.push_back(std::to_string(stop));
    timetable.stop_x_mm.push_back(1000 * x_m[stop]);
    timetable.stop_y_mm.push_back(5000);
    timetable.stop_link.push_back(no_index);
    timetable.call_stop.push_back(stop);
    timetable.call_link_at.push_back(0);
  }
  timetable.route_stop_begin.push_back(x_m.size());
  timetable.route_link_begin.push_back(0);
  return timetable;
}

using Links = std::vector<std::uint32_t>;

TEST(TransitWays, FollowTheDirectionOfTheRoute) {
  const TrafficNetwork network = street();
  Timetable east = line_over({150, 450, 650});
  const TransitWaysFound found = find_transit_ways(east, network, 1, 20);
  EXPECT_EQ(found.routes, 1U);
  EXPECT_EQ(found.without, 0U);
  EXPECT_EQ(east.route_link, (Links{2, 4, 6, 8, 10, 12}));
  EXPECT_EQ(east.stop_link, (Links{2, 8, 12}));
  EXPECT_EQ(east.call_link_at, (Links{0, 3, 5}));
  Timetable west = line_over({650, 450, 150});
  find_transit_ways(west, network, 1, 20);
  EXPECT_EQ(west.stop_link, (Links{13, 9, 3}));
  EXPECT_EQ(west.route_link, (Links{13, 11, 9, 7, 5, 3}));
}

TEST(TransitWays, KeepLinksThatStopsHave) {
  Timetable timetable = line_over({150, 450});
  timetable.stop_link[1] = 10;
  find_transit_ways(timetable, street(), 1, 20);
  EXPECT_EQ(timetable.route_link, (Links{2, 4, 6, 8, 10}));
}

TEST(TransitWays, LeaveRoutesOffTheRoadThatCannotBeDriven) {
  Timetable far = line_over({150, 450, 2000});
  EXPECT_EQ(find_transit_ways(far, street(), 1, 20).without, 1U);
  EXPECT_FALSE(far.on_network(0));
  EXPECT_EQ(far.stop_link, (Links{no_index, no_index, no_index}));
  Timetable rail = line_over({150, 450});
  EXPECT_EQ(find_transit_ways(rail, street(), 2, 20).without, 1U);
  TrafficNetwork cut = street();
  cut.link_modes[6] = 0;  // eastward there is no way from 300 to 400 m, and nowhere to turn
  for (std::uint32_t west = 1; west < 16; west += 2) cut.link_modes[west] = 0;
  Timetable broken = line_over({150, 450});
  EXPECT_EQ(find_transit_ways(broken, cut, 1, 20).without, 1U);
}

}  // namespace
}  // namespace machi
