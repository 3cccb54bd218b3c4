// A city's streets become one link for each direction that is open, with lanes and capacity.
#include "engine/network/drive_network.hpp"

#include <gtest/gtest.h>

#include "engine/network/free_speed_routes.hpp"
#include "engine/network/strong_part.hpp"

namespace machi {
namespace {

/// Two nodes and a street between them.
Network street(std::uint8_t modes, std::uint8_t lanes, float width_m, bool oneway) {
  Network streets;
  streets.node = {{1000, 2000, 0}, {101000, 2000, 0}};
  streets.node_level.assign(2, Level::ground);
  streets.from = {0};
  streets.to = {1};
  streets.length_m = {100};
  streets.width_m = {width_m};
  streets.lanes = {lanes};
  streets.free_speed_m_s = {10};
  streets.modes = {modes};
  streets.oneway = {static_cast<std::uint8_t>(oneway)};
  return streets;
}

TEST(DriveNetwork, GivesEachDirectionALinkAndHalfTheLanes) {
  const TrafficNetwork made = drive_network(street(mode_walk | mode_bicycle | mode_car, 4, 20, false), mode_car);
  ASSERT_EQ(made.links(), 2U);
  EXPECT_EQ(made.link_id, (std::vector<std::string>{"0", "0r"}));
  EXPECT_EQ(made.from, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(made.to, (std::vector<std::uint32_t>{1, 0}));
  EXPECT_EQ(made.lanes, (std::vector<double>{2, 2}));
  EXPECT_EQ(made.x_m, (std::vector<double>{1, 101}));
  EXPECT_EQ(made.modes[2], "car");
  EXPECT_EQ(made.link_modes[1], std::uint32_t{mode_walk | mode_bicycle | mode_car});
  // Two lanes of 2,000 cars/h of green, green for 0.45 of the time.
  EXPECT_DOUBLE_EQ(made.flow_capacity_1_s[0], 2 * 2000.0 / 3600 * 0.45);
}

TEST(DriveNetwork, LetsOnlyWalkersAgainstAOneWayStreet) {
  const Network streets = street(mode_walk | mode_car, 1, 4, true);
  EXPECT_EQ(drive_network(streets, mode_car).links(), 1U);
  const TrafficNetwork made = drive_network(streets, mode_walk | mode_car);
  ASSERT_EQ(made.links(), 2U);
  EXPECT_EQ(made.link_modes[1], std::uint32_t{mode_walk});
  EXPECT_EQ(made.lanes[0], 1);
}

TEST(DriveNetwork, GivesLessToAStreetWhoseOneLaneServesBothDirections) {
  EXPECT_DOUBLE_EQ(street_capacity_1_s(1, 4, false), 0.4 * street_capacity_1_s(1, 4, true));
  EXPECT_DOUBLE_EQ(street_capacity_1_s(2, 5.5, false), 0.95 * street_capacity_1_s(2, 6, false));
  EXPECT_EQ(drive_network(street(mode_walk, 1, 2, false), mode_car).links(), 0U);
}

// 0 ⇄ 1 → 2 → 3 → 1, and 3 → 4 from which nothing leads back.
TEST(StrongPart, LeavesOutWhatNothingLeadsBackFrom) {
  TrafficNetwork network;
  network.modes = {"car"};
  const auto node = [&](double x_m, double y_m) {
    network.node_id.push_back(std::to_string(network.nodes()));
    network.x_m.push_back(x_m);
    network.y_m.push_back(y_m);
  };
  const auto link = [&](std::uint32_t from, std::uint32_t to) {
    network.link_id.push_back(std::to_string(network.links()));
    network.from.push_back(from);
    network.to.push_back(to);
    network.link_modes.push_back(1);
  };
  for (int k = 0; k < 5; ++k) node(1000.0 * k, 0);
  for (const auto& [from, to] : {std::pair{0U, 1U}, {1U, 0U}, {1U, 2U}, {2U, 3U}, {3U, 1U}, {3U, 4U}}) link(from, to);
  const std::vector<std::uint8_t> inside = strong_part(network, 1);
  EXPECT_EQ(inside, (std::vector<std::uint8_t>{1, 1, 1, 1, 0}));
  EXPECT_EQ(strong_part(network, 2), std::vector<std::uint8_t>(5, 0));
  const NearestNode nearest(network, inside);
  EXPECT_EQ(nearest(3900, 10), 3U);
  EXPECT_EQ(nearest(-50000, 70000), 0U);
  EXPECT_EQ(nearest(500, 0), 0U);  // as far from 1
}

// A grid of streets of one length, so that many ways take the same time; some streets lead one way, and from the last
// row nothing leads back. Landmarks change which nodes a search looks at, never the route.
TEST(FreeSpeedRoutes, AreTheSameByLandmarks) {
  constexpr std::uint32_t side = 9;
  TrafficNetwork network;
  network.modes = {"car"};
  for (std::uint32_t node = 0; node < side * side; ++node) network.node_id.push_back(std::to_string(node));
  const auto link = [&](std::uint32_t from, std::uint32_t to) {
    network.link_id.push_back(std::to_string(network.links()));
    network.from.push_back(from);
    network.to.push_back(to);
    network.length_m.push_back(from % 4 == 3 ? 70 : 100);
    network.free_speed_m_s.push_back(10);
    network.link_modes.push_back(1);
  };
  for (std::uint32_t y = 0; y < side; ++y)
    for (std::uint32_t x = 0; x < side; ++x) {
      const std::uint32_t node = y * side + x;
      if (x + 1 < side) link(node, node + 1);
      if (x + 1 < side && y % 3 != 0) link(node + 1, node);
      if (y + 1 < side) link(node, node + side);
      if (y + 2 < side) link(node + side, node);
    }
  FreeSpeedRoutes plain(network, 1), guided(network, 1);
  const RouteLandmarks landmarks(network, 1, plain.link_us());
  std::size_t none = 0;
  for (std::uint32_t first = 0; first < network.links(); first += 5)
    for (std::uint32_t last = 0; last < network.links(); ++last) {
      guided.search_to(network.to[first], network.from[last], landmarks);
      const std::vector<std::uint32_t> route = guided.found_route(first, last);
      EXPECT_EQ(route, plain.route(first, last)) << first << " to " << last;
      none += route.empty() ? 1 : 0;
    }
  EXPECT_GT(none, 0U);
}

}  // namespace
}  // namespace machi
