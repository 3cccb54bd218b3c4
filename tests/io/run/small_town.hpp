/// \file  A small town with shelters, lines and measuring areas, run for a while and written down.
#pragma once

#include <string>

#include "engine/core/error.hpp"
#include "engine/process/evacuation/record.hpp"
#include "io/run/evacuation_kpi.hpp"
#include "io/run/evacuation_result.hpp"
#include "tests/engine/process/evacuation/street.hpp"

namespace machi::street {

// A line across the town, counted from the west, and a measuring area in its middle.
inline void observe_middle(EvacuationWorld& world) {
  const auto at = [](std::int64_t cell) { return cell << position_bits; };
  world.observers.lines = {{"middle", {{at(48), at(0)}, {at(48), at(96)}}}};
  ObservedArea square{"square", 20 * 20, 5, 25, std::vector<std::uint64_t>(world.leaves->own(), 0)};
  for (std::uint32_t leaf = 0; leaf < world.leaves->own(); ++leaf) {
    const LeafXY xy = world.leaves->leaf(leaf);
    for (int cell = 0; cell < leaf_cells; ++cell) {
      const int x = xy.x * leaf_side + cell % leaf_side;
      const int y = xy.y * leaf_side + cell / leaf_side;
      if (x >= 40 && x < 60 && y >= 40 && y < 60) square.cells[leaf] |= std::uint64_t{1} << cell;
    }
  }
  world.observers.areas = {square};
}

// Houses of 5 × 5 m every 9 m; a door in the east, a small shelter and a tall building with a slow door.
inline Plan small_town() {
  Plan plan;
  plan.open = [](int x, int y) { return x % 9 < 4 || y % 9 < 4; };
  plan.destinations.resize(3);
  plan.destinations[0].id = "east";
  plan.destinations[0].cells = {leaf_cell(94, 90), leaf_cell(94, 91)};
  plan.destinations[1].id = "school";
  plan.destinations[1].name = "学校";
  plan.destinations[1].kind = DestinationKind::shelter;
  plan.destinations[1].cells = {leaf_cell(38, 2)};
  plan.destinations[1].capacity = 60;
  plan.destinations[2].id = "tower";
  plan.destinations[2].kind = DestinationKind::building;
  plan.destinations[2].cells = {leaf_cell(3, 57)};
  plan.destinations[2].flow_limit_1_s = 0.5;
  plan.furnish = observe_middle;
  plan.people = people_at_random(plan, 500, 5, 20);
  for (std::size_t i = 0; i < plan.people.size(); ++i) {
    WaitingPerson& person = plan.people[i];
    person.walker.zone = person.walker.y < 48U << position_bits;
    person.walker.district = static_cast<std::uint16_t>(person.walker.x >> (position_bits + 5));
    if (i % 25 != 0) continue;
    person.due_step = never_due;
    person.walker.departure_s = never_s;
  }
  return plan;
}

inline ResultMeta small_town_meta(double end_s) {
  ResultMeta meta;
  meta.name = "small_town";
  meta.title = "A small town";
  meta.end_s = end_s;
  meta.districts = {"west", "middle", "east"};
  return meta;
}

inline RecordRules small_town_record() {
  RecordRules rules;
  rules.curve_every_s = 5;
  rules.fields_every_s = 10;
  rules.trajectories = 100;
  return rules;
}

struct RunTexts {
  std::string kpi;
  EvacuationRecord record;
};

/// Runs `plan` and writes result.h5 at `path`; kpi.json on the first rank.
inline RunTexts run_and_write(const Comm& comm, const Plan& plan, std::uint64_t seconds, const std::string& path) {
  const Street street = make_street(comm, plan);
  Evacuation& evacuation = *street.evacuation;
  Recorder recorder(small_town_record());
  recorder.look(evacuation, 0);
  const auto per_s = static_cast<std::uint64_t>(plan.steps_per_s);
  run_steps(comm, evacuation, 0, seconds * per_s, [&](std::uint64_t step) {
    recorder.look(evacuation, (step + 1) / per_s);
    return true;
  });
  const ResultMeta meta = small_town_meta(static_cast<double>(seconds));
  const std::vector<PersonRow> persons = persons_by_id(comm, evacuation);
  write_evacuation_result(comm, path, evacuation, recorder.record(), persons, meta);
  return {evacuation_kpi(comm, evacuation, recorder.record(), persons, meta), recorder.record()};
}

}  // namespace machi::street
