/// \file  A small town to walk in, dealt to ranks in any way, and a motion without any interaction.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/partition/deal.hpp"
#include "engine/process/evacuation/evacuation.hpp"
#include "engine/step/stepper.hpp"

namespace machi::street {

/// Everyone walks as if alone.
class AloneMotion : public LocalMotion {
 public:
  std::string name() const override { return "alone"; }
  double reach_m() const override { return 2; }
  double largest_dt_s() const override { return 1; }
  void steer(const WalkerStore&, std::uint32_t, const BlockWalls&, const StepTime&, const kernels::Walkers& walkers,
             MotionRoom&) const override {
    for (std::size_t i = 0; i < walkers.size; ++i) {
      walkers.velocity_x_m_s[i] = walkers.heading_x[i] * walkers.desired_m_s[i];
      walkers.velocity_y_m_s[i] = walkers.heading_y[i] * walkers.desired_m_s[i];
    }
  }
};

struct Plan {
  int width{96};  ///< cells
  int height{96};
  std::int32_t cell_mm{1000};
  std::function<bool(int, int)> open;
  std::vector<Destination> destinations;
  std::vector<WaitingPerson> people;
  std::function<std::unique_ptr<LocalMotion>()> motion = [] { return std::make_unique<AloneMotion>(); };
  CutRule cut{CutRule::even};
  std::int64_t steps_per_s{10};
  bool periodic_x{false};
  std::vector<Goal> more_goals;
  std::function<void(EvacuationWorld&)> furnish;  ///< adds to the world what a test needs besides
};

inline LeafCell leaf_cell(int x, int y) {
  return {{x / leaf_side, y / leaf_side}, static_cast<std::uint8_t>(y % leaf_side * leaf_side + x % leaf_side)};
}

/// The evacuation of a plan, and what it stands on.
struct Street {
  Dealt dealt;
  std::unique_ptr<Evacuation> evacuation;
};

/// How the evacuation is made of what it stands on; by default of the plan's people.
using MakeEvacuation = std::function<std::unique_ptr<Evacuation>(EvacuationWorld, const BlockDomain&)>;

inline Street make_street(const Comm& comm, const Plan& plan, const MakeEvacuation& make = {}) {
  Street street;
  int order = 1;
  while ((leaf_side << order) < std::max(plan.width, plan.height)) ++order;
  const GridFrame frame{plan.cell_mm, order};
  constexpr double fastest_m_s = 3;
  WalkShape shape{frame, plan.motion()->reach_m(), fastest_m_s / static_cast<double>(plan.steps_per_s)};
  if (plan.periodic_x) shape.period_x_cells = plan.width;
  std::vector<LeafKey> keys;
  for (int y = 0; y < plan.height; y += leaf_side)
    for (int x = 0; x < plan.width; x += leaf_side) keys.push_back(frame.key({x / leaf_side, y / leaf_side}));
  std::sort(keys.begin(), keys.end());
  street.dealt = deal(comm, shape, keys, std::vector<std::int64_t>(keys.size(), 1), plan.cut);
  const LeafDomain& leaves = *street.dealt.leaves;
  const BlockDomain& blocks = *street.dealt.blocks;

  std::vector<std::uint8_t> open(std::size_t{leaves.own()} * leaf_cells, 0);
  std::vector<std::uint16_t> slowness(open.size(), slowness_blocked);
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (int cell = 0; cell < leaf_cells; ++cell) {
      const LeafXY at = leaves.leaf(leaf);
      const int x = at.x * leaf_side + cell % leaf_side;
      const int y = at.y * leaf_side + cell / leaf_side;
      if (x >= plan.width || y >= plan.height || (plan.open && !plan.open(x, y))) continue;
      open[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell)] = 1;
      slowness[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell)] = 191;
    }
  EvacuationWorld world;
  world.leaves = &leaves;
  world.blocks = &blocks;
  world.ground =
      Ground(comm, leaves, blocks, open, std::vector<std::uint16_t>(open.size(), full_pace), street.dealt.leaf_wrap);
  world.slowness = slowness;
  world.destinations = plan.destinations;
  world.classes = {PersonClass{}};
  world.classes[0].radius_m = 0.2;
  world.motion = plan.motion();
  world.rules.steps_per_s = plan.steps_per_s;
  Goal nearest;
  for (std::uint32_t d = 0; d < plan.destinations.size(); ++d) nearest.destinations.push_back(d);
  world.goals.push_back(nearest);
  world.goals.insert(world.goals.end(), plan.more_goals.begin(), plan.more_goals.end());
  if (plan.furnish) plan.furnish(world);
  if (make) {
    street.evacuation = make(std::move(world), blocks);
    return street;
  }
  std::vector<WaitingPerson> mine;
  for (const WaitingPerson& person : plan.people) {
    const std::uint32_t slot = blocks.find(blocks.frame().block_at(person.walker.x, person.walker.y));
    if (slot < blocks.own()) mine.push_back(person);
  }
  street.evacuation = std::make_unique<Evacuation>(comm, std::move(world), std::move(mine));
  return street;
}

/// Persons at random in open cells; every third comes out of a door, the others begin outdoors.
inline std::vector<WaitingPerson> people_at_random(const Plan& plan, std::uint64_t count, std::uint64_t seed,
                                                   double last_departure_s) {
  std::vector<WaitingPerson> people;
  for (std::uint64_t id = 1; people.size() < count; ++id) {
    RandomStream dice(seed, id, 7);
    const std::uint32_t x = dice.below(static_cast<std::uint32_t>(plan.width));
    const std::uint32_t y = dice.below(static_cast<std::uint32_t>(plan.height));
    if (plan.open && !plan.open(static_cast<int>(x), static_cast<int>(y))) continue;
    WaitingPerson person;
    person.walker.id = id;
    person.walker.x = x << position_bits | dice.below(cell_units);
    person.walker.y = y << position_bits | dice.below(cell_units);
    person.walker.free_speed_m_s = static_cast<float>(dice.uniform(0.9, 1.6));
    person.walker.departure_s = static_cast<float>(dice.uniform(0, last_departure_s));
    person.due_step = static_cast<std::uint64_t>(
        std::ceil(static_cast<double>(person.walker.departure_s) * static_cast<double>(plan.steps_per_s)));
    person.indoors = id % 3 == 0;
    people.push_back(person);
  }
  return people;
}

struct End {
  std::uint64_t id;
  std::uint32_t x;
  std::uint32_t y;
  std::uint32_t destination;
  float time_s;
  float walked_m;
  std::uint8_t fate;
  bool operator==(const End&) const = default;
};

/// Everyone's end, by id, on all ranks.
inline std::vector<End> ends_of(const Comm& comm, const Evacuation& evacuation) {
  std::vector<End> mine;
  evacuation.for_each_person([&](const Outcome& outcome) {
    const Walker& walker = outcome.walker;
    mine.push_back({walker.id, walker.x, walker.y, outcome.destination, outcome.time_s,
                    static_cast<float>(walker.walked_m()), static_cast<std::uint8_t>(outcome.fate)});
  });
  std::vector<End> all = comm.all_gather_of(std::span<const End>(mine));
  std::sort(all.begin(), all.end(), [](const End& a, const End& b) { return a.id < b.id; });
  return all;
}

inline std::vector<End> run(const Comm& comm, const Plan& plan, std::uint64_t seconds,
                            const std::function<void(const Evacuation&)>& each_second = {}) {
  const Street street = make_street(comm, plan);
  run_steps(comm, *street.evacuation, 0, seconds * static_cast<std::uint64_t>(plan.steps_per_s), [&](std::uint64_t) {
    if (each_second) each_second(*street.evacuation);
    return true;
  });
  return ends_of(comm, *street.evacuation);
}

}  // namespace machi::street
