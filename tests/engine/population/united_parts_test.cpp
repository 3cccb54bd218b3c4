// Parts of a demand on the ranks have the names and vehicles of the whole.
#include "engine/population/united_parts.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/population/trips.hpp"

namespace machi {
namespace {

constexpr std::uint64_t everyone = 23;

TrafficNetwork two_links() {
  TrafficNetwork network;
  network.modes = {"car", "truck", "van"};
  network.node_id = {"a", "b", "c"};
  network.x_m = {0, 100, 200};
  network.y_m = {0, 0, 0};
  network.link_id = {"first", "last"};
  network.from = {0, 1};
  network.to = {1, 2};
  network.length_m.assign(2, 100);
  network.free_speed_m_s.assign(2, 10);
  network.flow_capacity_1_s.assign(2, 1);
  network.lanes.assign(2, 1);
  network.link_modes.assign(2, 7);
  return network;
}

/// Some of the persons; each drives, by a mode that comes late or early, a vehicle that others drive by other modes.
TravelDemand persons(std::uint64_t begin, std::uint64_t end) {
  TravelDemand demand;
  demand.activity_types = {"home", "work"};
  demand.modes = {"car", "truck", "van"};
  for (std::uint64_t p = begin; p < end; ++p) {
    demand.person_id.push_back(fmt::format("p{}", p));
    Activity activity;
    activity.link = 0;
    activity.end_s = 60;
    demand.activities.push_back(activity);
    activity.link = 1;
    activity.type = 1;
    demand.activities.push_back(activity);
    demand.activity_begin.push_back(demand.activities.size());
    Leg leg;
    leg.mode = leg.routing_mode = static_cast<std::uint16_t>(p < everyone / 3 ? 0 : (p * 7) % 3);
    if (p % 4 != 0) {
      leg.vehicle = static_cast<std::uint32_t>(demand.vehicle_id.size());
      demand.vehicle_id.push_back(fmt::format("shared{}", p % 5));
    }
    demand.legs.push_back(leg);
  }
  return demand;
}

TEST(UnitedParts, HaveTheNamesAndVehiclesOfTheWhole) {
  const Comm comm = Comm::world();
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  TripRules rules;
  rules.network_modes = {"car", "truck", "van"};
  rules.access = AccessRule::walk;
  const TravelDemand whole = complete_trips(persons(0, everyone), two_links(), rules);
  const std::uint64_t begin = everyone * rank / ranks;
  TravelDemand part = complete_trips(persons(begin, everyone * (rank + 1) / ranks), two_links(), rules);
  unite_activity_types(comm, 2, part);
  unite_vehicles(comm, 0, part);
  EXPECT_EQ(part.activity_types, whole.activity_types);
  ASSERT_EQ(part.vehicle_types.size(), whole.vehicle_types.size());
  for (std::size_t t = 0; t < part.vehicle_types.size(); ++t)
    EXPECT_EQ(part.vehicle_types[t].id, whole.vehicle_types[t].id);
  const std::uint64_t first_leg = whole.leg_begin(begin);
  for (std::size_t l = 0; l < part.legs.size(); ++l) {
    const std::uint32_t vehicle = part.legs[l].vehicle;
    const std::uint32_t expected = whole.legs[first_leg + l].vehicle;
    if (vehicle == 0xffffffffU) {
      EXPECT_EQ(vehicle, expected);
      continue;
    }
    EXPECT_EQ(part.vehicle_row.empty() ? vehicle : part.vehicle_row[vehicle], expected);
    EXPECT_EQ(part.vehicle_id[vehicle], whole.vehicle_id[expected]);
    EXPECT_EQ(part.vehicle_type[vehicle], whole.vehicle_type[expected]);
  }
  for (std::size_t a = 0; a < part.activities.size(); ++a)
    EXPECT_EQ(part.activities[a].type, whole.activities[whole.activity_begin[begin] + a].type);
}

TEST(UnitedParts, AreLeftAloneWhereNobodySharesAVehicle) {
  const Comm comm = Comm::world();
  TravelDemand part;
  part.vehicle_id = {fmt::format("of rank {}", comm.rank())};
  part.vehicle_type = {0};
  part.vehicle_types.resize(1);
  unite_vehicles(comm, 1, part);
  EXPECT_TRUE(part.vehicle_row.empty());
}

}  // namespace
}  // namespace machi
