/// \file  Scenario files as people write them, and as they should not.
#include "io/scenario/read_scenario.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"

namespace machi {
namespace {

const std::string room =
    "scenario: {title: 部屋}\n"
    "area:\n"
    "  cell_m: 0.1\n"
    "  features:\n"
    "    - {role: walkable, wkt: 'POLYGON((0 0, 10 0, 10 5, 0 5, 0 0))'}\n"
    "    - {role: exit, id: door, wkt: 'POLYGON((9 2, 10 2, 10 3, 9 3, 9 2))'}\n"
    "    - {role: source, id: crowd, persons: 20, wkt: 'POLYGON((1 1, 5 1, 5 4, 1 4, 1 1))'}\n"
    "evacuation: {}\n";

TEST(ReadScenario, ReadsARoom) {
  const ScenarioReading reading = parse_scenario(room, "rooms/room/scenario.yaml");
  ASSERT_TRUE(reading.scenario.area);
  EXPECT_EQ(reading.scenario.run.title, "部屋");
  EXPECT_EQ(reading.scenario.run.name, "room") << "the folder's name";
  EXPECT_EQ(reading.scenario.area->exits[0].id, "door");
  EXPECT_EQ(reading.scenario.area->sources[0].persons, 20);
  EXPECT_EQ(reading.scenario.area->walkable[0].shape.points[2], (PointMm{10000, 5000, 0}));
  EXPECT_EQ(reading.scenario.evacuation->dt_s, 0.05);
}

}  // namespace
}  // namespace machi
