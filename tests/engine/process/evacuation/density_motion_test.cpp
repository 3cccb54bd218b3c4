#include "engine/process/evacuation/density_motion.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/process/evacuation/street.hpp"

namespace machi {
namespace {

using street::leaf_cell;
using street::Plan;

Plan corridor(int cell_mm, double length_m, double width_m, double density_1_m2, std::uint64_t seed) {
  Plan plan;
  const double cell_m = 1e-3 * cell_mm;
  plan.cell_mm = cell_mm;
  plan.width = static_cast<int>(std::lround(length_m / cell_m));
  plan.height = static_cast<int>(std::lround(width_m / cell_m));
  plan.periodic_x = true;
  plan.more_goals.push_back({{}, true, 1, 0});
  plan.motion = [] { return std::make_unique<DensityMotion>(); };
  plan.steps_per_s = 1;
  const auto count = static_cast<std::uint64_t>(std::lround(density_1_m2 * length_m * width_m));
  plan.people = street::people_at_random(plan, count, seed, 0);
  for (WaitingPerson& person : plan.people) {
    person.walker.goal = 1;
    person.walker.free_speed_m_s = 1.34F;
    person.indoors = false;
  }
  return plan;
}

double mean_walked_m(const std::vector<street::End>& ends) {
  double sum = 0;
  for (const street::End& end : ends) sum += static_cast<double>(end.walked_m);
  return sum / static_cast<double>(ends.size());
}

struct Rectangle {
  double x0, y0, x1, y1;
  bool has(double x, double y) const { return x > x0 && x < x1 && y > y0 && y < y1; }
};

// A room of 15 × 10 m on cells of 0.25 m and doors of 1 m in its south wall that lead out through 2 m of alley.
Plan room_with_doors(const std::vector<double>& doors_m, std::uint64_t persons) {
  Plan plan;
  plan.cell_mm = 250;
  plan.width = 80;
  plan.height = 56;
  std::vector<Rectangle> open{{2, 2, 17, 12}};
  for (const double x : doors_m) open.push_back({x, 0, x + 1, 2.1});
  plan.open = [open](int x, int y) {
    return std::any_of(open.begin(), open.end(),
                       [&](const Rectangle& part) { return part.has(0.25 * x + 0.125, 0.25 * y + 0.125); });
  };
  for (const double x : doors_m) {
    Destination door;
    door.id = std::to_string(plan.destinations.size());
    for (int column = static_cast<int>(4 * x); column < static_cast<int>(4 * x) + 4; ++column)
      for (int row = 0; row < 4; ++row) door.cells.push_back(leaf_cell(column, row));
    plan.destinations.push_back(door);
  }
  plan.motion = [] { return std::make_unique<DensityMotion>(); };
  plan.steps_per_s = 1;
  for (std::uint64_t id = 1; id <= persons; ++id) {
    RandomStream dice(5, id, 7);
    WaitingPerson person;
    person.walker.id = id;
    person.walker.x = static_cast<std::uint32_t>(dice.uniform(2, 17) * 4 * cell_units);
    person.walker.y = static_cast<std::uint32_t>(dice.uniform(2, 12) * 4 * cell_units);
    person.walker.free_speed_m_s = static_cast<float>(dice.uniform(0.97, 1.62));
    plan.people.push_back(person);
  }
  return plan;
}

std::vector<double> arrivals(const std::vector<street::End>& ends) {
  std::vector<double> times_s;
  for (const street::End& end : ends)
    if (end.fate == static_cast<std::uint8_t>(Fate::safe)) times_s.push_back(static_cast<double>(end.time_s));
  std::sort(times_s.begin(), times_s.end());
  return times_s;
}

TEST(FundamentalDiagram, HasWeidmannsCapacity) {
  const FundamentalDiagram diagram;
  EXPECT_NEAR(diagram.critical_density_1_m2(), 1.75, 0.03);
  EXPECT_NEAR(diagram.capacity_1_m_s(), 1.225, 0.005);
  EXPECT_EQ(diagram.speed_m_s(5.4), 0);
}

TEST(DensityMotion, FollowsItsFundamentalDiagramUpTo2PersonsPerSquareMetre) {
  const Comm comm = Comm::world();
  const FundamentalDiagram diagram;
  for (const double width_m : {2.0, 3.0}) {
    for (const double density_1_m2 : {0.5, 1.0, 1.75, 2.0}) {
      const Plan plan = corridor(250, 64, width_m, density_1_m2, 3);
      const double early_m = mean_walked_m(street::run(comm, plan, 60));
      const double late_m = mean_walked_m(street::run(comm, plan, 180));
      const double expected_m_s = diagram.speed_m_s(density_1_m2);
      EXPECT_NEAR((late_m - early_m) / 120, expected_m_s, 0.05 * expected_m_s) << width_m << " m, " << density_1_m2;
    }
  }
}

// Where the ground is nearly full the formula's speed vanishes: 0.037 m/s at 5 /m².
TEST(DensityMotion, CreepsWhereTheGroundIsNearlyFull) {
  const Plan plan = corridor(250, 64, 2, 5, 3);
  const double speed_m_s = mean_walked_m(street::run(Comm::world(), plan, 60)) / 60;
  EXPECT_GT(speed_m_s, 0.03);
  EXPECT_LT(speed_m_s, 0.037 + 0.05);
}

TEST(DensityMotion, EndsTheSameOnAnyRanksAndCuts) {
  Plan plan = room_with_doors({5, 12}, 300);
  const auto alone = street::run(Comm::null(), plan, 60);
  for (const CutRule cut : {CutRule::even, CutRule::skewed}) {
    plan.cut = cut;
    EXPECT_EQ(street::run(Comm::world(), plan, 60), alone);
  }
}

TEST(DensityMotion, ADoorOfOneMetreCarriesNoMoreThanItsCapacityAndNobodyIsLeft) {
  const auto times_s = arrivals(street::run(Comm::world(), room_with_doors({9}, 250), 600));
  ASSERT_EQ(times_s.size(), 250);  // nobody is left in a frozen jam
  const double flow_1_s = 0.8 * 250 / (times_s[225] - times_s[25]);
  EXPECT_LT(flow_1_s, 1.3);
}

TEST(DensityMotion, HalfTheDoorsTakeTwiceTheTime) {
  const auto two_s = arrivals(street::run(Comm::world(), room_with_doors({5, 13}, 400), 900));
  const auto one_s = arrivals(street::run(Comm::world(), room_with_doors({9}, 400), 900));
  ASSERT_EQ(two_s.size(), 400);
  ASSERT_EQ(one_s.size(), 400);
  EXPECT_GT(one_s.back() / two_s.back(), 1.8);
  EXPECT_LT(one_s.back() / two_s.back(), 2.2);
}

// One lane of 0.5 m, fewer than fit into a row of bins: evenly placed people see the density that they stand at.
TEST(DensityMotion, FollowsItsDiagramInSingleFile) {
  const FundamentalDiagram diagram;
  for (const int persons : {26, 39, 52}) {
    Plan plan = corridor(125, 24, 0.5, 0, 3);
    for (int i = 0; i < persons; ++i) {
      WaitingPerson person;
      person.walker.id = static_cast<std::uint64_t>(i) + 1;
      person.walker.x = static_cast<std::uint32_t>((i + 0.5) * 24 * 8 / persons * cell_units);
      person.walker.y = 2 * cell_units;
      person.walker.goal = 1;
      person.walker.free_speed_m_s = 1.34F;
      plan.people.push_back(person);
    }
    const double early_m = mean_walked_m(street::run(Comm::world(), plan, 20));
    const double late_m = mean_walked_m(street::run(Comm::world(), plan, 80));
    const double expected_m_s = diagram.speed_m_s(persons / 12.0);
    EXPECT_NEAR((late_m - early_m) / 60, expected_m_s, std::max(0.1 * expected_m_s, 0.05)) << persons;
  }
}

}  // namespace
}  // namespace machi
