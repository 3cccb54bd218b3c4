// A city's streets become one link for each direction that is open, with lanes and capacity.
#include "engine/network/drive_network.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace machi
