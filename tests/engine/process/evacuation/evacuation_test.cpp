#include "engine/process/evacuation/evacuation.hpp"

#include <gtest/gtest.h>

#include "tests/engine/process/evacuation/street.hpp"

namespace machi {
namespace {

using street::leaf_cell;
using street::Plan;

// Houses of 5 × 5 m every 9 m, and two doors in the east.
Plan town() {
  Plan plan;
  plan.open = [](int x, int y) { return x % 9 < 4 || y % 9 < 4; };
  plan.destinations.resize(2);
  plan.destinations[0].id = "north";
  plan.destinations[0].cells = {leaf_cell(94, 90), leaf_cell(94, 91)};
  plan.destinations[1].id = "south";
  plan.destinations[1].cells = {leaf_cell(94, 2)};
  plan.people = street::people_at_random(plan, 600, 5, 20);
  return plan;
}

TEST(Evacuation, EndsTheSameOnAnyRanksAndCuts) {
  const Comm comm = Comm::world();
  Plan plan = town();
  const auto alone = street::run(Comm::null(), plan, 40);
  EXPECT_EQ(alone.size(), plan.people.size());
  for (const CutRule cut : {CutRule::even, CutRule::skewed}) {
    plan.cut = cut;
    EXPECT_EQ(street::run(comm, plan, 40), alone);
  }
}

TEST(Evacuation, CrowdsTurnEveryoneAlikeOnAnyRanks) {
  Plan plan = town();
  plan.furnish = [](EvacuationWorld& world) { world.rules.crowd_update_s = 2; };
  const auto alone = street::run(Comm::null(), plan, 40);
  EXPECT_NE(alone, street::run(Comm::null(), town(), 40));
  plan.cut = CutRule::skewed;
  EXPECT_EQ(street::run(Comm::world(), plan, 40), alone);
}

TEST(Evacuation, EveryoneArrivesAtTheNearerDoor) {
  const auto ends = street::run(Comm::world(), town(), 400);
  std::int64_t north = 0;
  for (const street::End& end : ends) {
    EXPECT_EQ(end.fate, static_cast<std::uint8_t>(Fate::safe)) << end.id;
    north += end.destination == 0;
  }
  EXPECT_GT(north, 200);
  EXPECT_LT(north, 400);
}

TEST(Evacuation, NobodyIsEverInAWall) {
  const Plan plan = town();
  street::run(Comm::world(), plan, 60, [&](const Evacuation& evacuation) {
    evacuation.for_each_person([&](const Outcome& outcome) {
      const Walker& walker = outcome.walker;
      EXPECT_TRUE(plan.open(static_cast<int>(walker.x >> position_bits), static_cast<int>(walker.y >> position_bits)));
    });
  });
}

TEST(Evacuation, WhoBendsRoundTheEdgeOfADoorIsCounted) {
  Plan plan;
  plan.cell_mm = 200;
  plan.steps_per_s = 2;  // a step is three cells
  plan.open = [](int x, int y) { return y != 48 || (x >= 40 && x < 56); };
  plan.destinations.resize(1);
  plan.destinations[0].cells = {leaf_cell(47, 90)};
  for (std::uint32_t id = 1; id <= 60; ++id) {
    WaitingPerson person;
    person.walker.id = id;
    person.walker.x = (id < 30 ? id : 30 + id) << position_bits | cell_units / 3;
    person.walker.y = (id * 7 % 40) << position_bits | cell_units / 5;
    person.walker.free_speed_m_s = 1.3F;
    plan.people.push_back(person);
  }
  plan.furnish = [](EvacuationWorld& world) {
    const auto at = [](std::int64_t cell) { return cell << position_bits; };
    world.observers.lines = {{"door", {{at(40), at(48)}, {at(56), at(48)}}}};
  };
  const street::Street street = street::make_street(Comm::null(), plan);
  run_steps(Comm::null(), *street.evacuation, 0, 80, [](std::uint64_t) { return true; });
  ASSERT_EQ(street.evacuation->counts().safe, 60);
  std::int64_t through = 0;
  for (const Crossing& crossing : street.evacuation->take_crossings()) through += crossing.forward ? -1 : 1;
  EXPECT_EQ(through, 60);
}

TEST(Evacuation, AFullShelterSendsOthersOn) {
  const Comm comm = Comm::world();
  Plan plan = town();
  plan.destinations[1].capacity = 50;
  const auto alone = street::run(Comm::null(), plan, 400);
  EXPECT_EQ(street::run(comm, plan, 400), alone);
  std::int64_t south = 0;
  for (const street::End& end : alone) {
    EXPECT_EQ(end.fate, static_cast<std::uint8_t>(Fate::safe)) << end.id;
    south += end.destination == 1;
  }
  EXPECT_EQ(south, 50);
}

TEST(Evacuation, APeriodicStreetHasNoEnd) {
  const Comm comm = Comm::world();
  Plan plan;
  plan.width = 64;
  plan.height = 8;
  plan.periodic_x = true;
  plan.more_goals.push_back({{}, true, 1, 0});
  plan.people = street::people_at_random(plan, 50, 3, 0);
  for (WaitingPerson& person : plan.people) {
    person.walker.goal = 1;
    person.indoors = false;
  }
  const auto alone = street::run(Comm::null(), plan, 120);
  EXPECT_EQ(street::run(comm, plan, 120), alone);
  for (const street::End& end : alone) {
    EXPECT_LT(end.x, 64U << position_bits);
    EXPECT_GT(end.walked_m, 0.8F * 120);
  }
}

TEST(Ground, NoWallShortensAStepThatIsClear) {
  street::Plan plan;
  plan.open = [](int x, int y) { return (x * 7 + y * 5) % 31 != 0 && x != 40; };
  plan.destinations.resize(1);
  plan.destinations[0].cells.push_back(street::leaf_cell(1, 1));
  const street::Street street = street::make_street(Comm::null(), plan);
  const Ground& ground = street.evacuation->world().ground;
  LeafDirectory::Cursor cursor = street.leaves->cursor();
  RandomStream dice(3, 1, 7);
  int clear = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::uint32_t x = dice.below(96) << position_bits | dice.below(cell_units);
    const std::uint32_t y = dice.below(96) << position_bits | dice.below(cell_units);
    if (!plan.open(static_cast<int>(x >> position_bits), static_cast<int>(y >> position_bits))) continue;
    const auto reach = static_cast<std::int32_t>(3 * cell_units);
    const std::int32_t dx = static_cast<std::int32_t>(dice.below(static_cast<std::uint32_t>(2 * reach))) - reach;
    const std::int32_t dy = static_cast<std::int32_t>(dice.below(static_cast<std::uint32_t>(2 * reach))) - reach;
    const std::uint32_t leaf = street.leaves->find(
        {static_cast<std::int32_t>(x >> leaf_position_bits), static_cast<std::int32_t>(y >> leaf_position_bits)});
    if (!ground.clear(leaf, Ground::cell_of(x, y), dx, dy)) continue;
    ++clear;
    const Ground::Step end = ground.step(x, y, dx, dy, cursor);
    EXPECT_FALSE(end.touched);
    EXPECT_EQ(end.x, x + static_cast<std::uint32_t>(dx));
    EXPECT_EQ(end.y, y + static_cast<std::uint32_t>(dy));
  }
  EXPECT_GT(clear, 1000);
}

}  // namespace
}  // namespace machi
