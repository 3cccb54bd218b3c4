#include "engine/process/evacuation/evacuation.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "engine/core/error.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"
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

// 1.6 km of streets, a shelter at either end and one in the middle; each person has one of them assigned.
TEST(Evacuation, WaysToAssignedSheltersReachAsFarAsThosePeople) {
  const Comm comm = Comm::world();
  street::Plan plan;
  plan.width = 1600;
  plan.height = 96;
  plan.open = [](int x, int y) { return x % 24 < 10 || y % 32 < 8; };
  plan.destinations.resize(3);
  for (std::uint32_t d = 0; d < 3; ++d) {
    plan.destinations[d].cells.push_back(street::leaf_cell(4 + 796 * static_cast<int>(d), 4));
    plan.more_goals.push_back({{d}, false, 0, 0});
  }
  plan.people = street::people_at_random(plan, 200, 9, 100);
  for (WaitingPerson& person : plan.people) {
    const std::uint32_t x = person.walker.x >> position_bits;
    person.walker.goal = 1 + (x < 400 ? 0 : x < 1200 ? 1 : 2);
    if (person.walker.id % 50 == 0) person.walker.goal = 2;  // the middle, from wherever they are
  }
  std::map<std::uint64_t, std::uint32_t> assigned;
  for (const WaitingPerson& person : plan.people) assigned[person.walker.id] = person.walker.goal - 1;

  // Every second everyone has the way that a whole field gives.
  const auto check = [&](const Evacuation& evacuation) {
    const EvacuationWorld& world = evacuation.world();
    std::vector<WayField> whole;
    for (std::uint32_t g = 1; g <= 3; ++g) {
      const LeafCell& door = world.destinations[g - 1].cells[0];
      TravelTimes field(*world.leaves);
      field.solve(comm, world.slowness, std::vector<FieldSource>{{door.leaf, door.cell, 0, 0}});
      whole.emplace_back(field, world.slowness);
    }
    evacuation.store().for_each_now([&](const Walker& walker) {
      const std::size_t at = world.cell_of(walker);
      const auto leaf = static_cast<std::uint32_t>(at / leaf_cells);
      const int cell = static_cast<int>(at % leaf_cells);
      ASSERT_EQ(evacuation.ways().way(walker.goal, leaf, cell), whole[walker.goal - 1].way(leaf, cell));
    });
  };
  int seconds = 0;
  bool all_whole = true;
  const auto ends = street::run(comm, plan, 1100, [&](const Evacuation& evacuation) {
    all_whole = all_whole && evacuation.ways().whole();
    if (seconds++ % 150 == 0) check(evacuation);
  });
  EXPECT_FALSE(all_whole);
  for (const street::End& end : ends) {
    EXPECT_EQ(end.fate, static_cast<std::uint8_t>(Fate::safe));
    EXPECT_EQ(end.destination, assigned[end.id]);
  }
  EXPECT_EQ(ends, street::run(Comm::null(), plan, 1100));
}

TEST(Evacuation, WaterTakesWhoFindsNoRoomOutsideTheDoor) {
  street::Plan plan;
  plan.width = 16;
  plan.height = 16;
  plan.destinations.resize(1);
  plan.destinations[0].cells.push_back(street::leaf_cell(15, 15));
  // One who cannot walk stands before a door that another wants to come out of.
  for (const bool indoors : {false, true}) {
    WaitingPerson person;
    person.walker.id = indoors ? 2 : 1;
    person.walker.x = person.walker.y = 4 << position_bits;
    person.walker.free_speed_m_s = indoors ? 1.0F : 0.0F;
    person.indoors = indoors;
    plan.people.push_back(person);
  }
  std::vector<float> terrain_m;
  std::vector<std::uint16_t> depth_cm;
  plan.furnish = [&](EvacuationWorld& world) {
    const std::size_t cells = std::size_t{world.leaves->own()} * leaf_cells;
    terrain_m.assign(cells, 0);
    depth_cm.assign(cells, 100);
    const WaterSource source = RiseSource{"sea", depth_cm, 20, 0, {}};
    world.water = std::make_unique<Water>(*world.leaves, terrain_m, std::span(&source, 1));
    world.lost = [](std::uint16_t, std::uint16_t depth, std::uint16_t, std::uint32_t) { return depth >= 50; };
  };
  for (const auto& [seconds, fate] : {std::pair(15, std::uint8_t{0}), std::pair(40, std::uint8_t(Fate::lost))})
    for (const street::End& end : street::run(Comm::null(), plan, static_cast<std::uint64_t>(seconds)))
      EXPECT_EQ(end.fate, fate == 0 && end.id == 1 ? static_cast<std::uint8_t>(Fate::walking) : fate) << end.id;
}

TEST(Ground, NoWallShortensAStepThatIsClear) {
  street::Plan plan;
  plan.open = [](int x, int y) { return (x * 7 + y * 5) % 31 != 0 && x != 40; };
  plan.destinations.resize(1);
  plan.destinations[0].cells.push_back(street::leaf_cell(1, 1));
  const street::Street street = street::make_street(Comm::null(), plan);
  const Ground& ground = street.evacuation->world().ground;
  LeafDirectory::Cursor cursor = street.dealt.leaves->cursor();
  RandomStream dice(3, 1, 7);
  int clear = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::uint32_t x = dice.below(96) << position_bits | dice.below(cell_units);
    const std::uint32_t y = dice.below(96) << position_bits | dice.below(cell_units);
    if (!plan.open(static_cast<int>(x >> position_bits), static_cast<int>(y >> position_bits))) continue;
    const auto reach = static_cast<std::int32_t>(3 * cell_units);
    const std::int32_t dx = static_cast<std::int32_t>(dice.below(static_cast<std::uint32_t>(2 * reach))) - reach;
    const std::int32_t dy = static_cast<std::int32_t>(dice.below(static_cast<std::uint32_t>(2 * reach))) - reach;
    const std::uint32_t leaf = street.dealt.leaves->find(
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

// The sentence with which a run ends that was handed a state in which `damage` was done to one person's record.
std::string end_after(const std::function<void(Walker&)>& damage) {
  const Comm comm = Comm::world();
  const Plan plan = town();
  street::Street before = street::make_street(comm, plan);
  run_steps(comm, *before.evacuation, 0, 50, [](std::uint64_t) { return true; });
  EvacuationState state = before.evacuation->state();
  for (Walker& walker : state.walkers)
    if (walker.id == 1) damage(walker);
  const street::Street after = street::make_street(comm, plan, [&](EvacuationWorld world, const BlockDomain&) {
    return std::make_unique<Evacuation>(comm, std::move(world), std::move(state), 50);
  });
  try {
    run_steps(comm, *after.evacuation, 50, 60, [](std::uint64_t) { return true; });
  } catch (const Error& error) {
    return error.code() == ExitCode::failed ? error.what() : "another error";
  }
  return {};
}

TEST(Evacuation, EndsWithinASecondWhereNumbersAreNoneAnyMore) {
  EXPECT_EQ(end_after([](Walker&) {}), "");
  constexpr float none = std::numeric_limits<float>::quiet_NaN();
  constexpr float endless = std::numeric_limits<float>::infinity();
  for (const float bad : {none, endless}) {
    const std::string said = end_after([&](Walker& walker) {
      walker.departure_s = 0;
      walker.free_speed_m_s = bad;
    });
    EXPECT_NE(said.find("person 1 has no finite velocity or speed any more (step 50, rank "), std::string::npos)
        << said;
  }
  EXPECT_NE(end_after([](Walker& walker) { walker.departure_s = none; }).find("person 1 "), std::string::npos);
}

TEST(Evacuation, NoNumberIsToldWithStepAndRank) {
  const Comm comm = Comm::null();
  Plan plan = town();
  for (WaitingPerson& person : plan.people) {
    person.indoors = true;
    person.due_step = 1000;
  }
  plan.people[7].walker.free_speed_m_s = std::numeric_limits<float>::quiet_NaN();
  const street::Street street = street::make_street(comm, plan);
  std::string told;
  try {
    street.evacuation->refuse_no_numbers(41, 3);
  } catch (const RunError& error) {
    told = error.what();
  }
  EXPECT_NE(told.find("no number (step 41, rank 3)"), std::string::npos) << told;
}

}  // namespace
}  // namespace machi
