#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "app/plan_parts.hpp"
#include "engine/core/machine.hpp"
#include "engine/field/slowness.hpp"
#include "engine/population/presets.hpp"
#include "io/setup/evacuation_setup.hpp"
#include "io/setup/motion.hpp"

namespace machi {
namespace {

// As in plan_mobility.cpp. A walker's step holds what crowds add to the time of a way that is free.
constexpr double whole_of_evacuation_MB = 57;
constexpr double row_of_trajectory_ns = 1500;  ///< a place of a followed person, in result.h5 and the page
constexpr double written_person_ns = 6000;
constexpr double written_leaf_ns = 500;  ///< of the water and the ground in the page
constexpr std::size_t samples = 8;       ///< of the times at which the water changes

// A walker's step, ns.
double walker_ns(MotionModel model) {
  switch (model) {
    case MotionModel::density:
      return 350;
    case MotionModel::social_force:
      return 400;
    default:
      return 500;
  }
}

/// What is known of the walking before anybody walks.
struct Walks {
  double person_s{0};  ///< on the street
  double last_s{0};    ///< when the last one comes in
  double walkers{0};
};

Walks walks_of(const Evacuation& evacuation, const std::vector<WaitingPerson>& people, double end_s) {
  Walks walks;
  const auto steps_per_s = static_cast<double>(evacuation.steps_per_s());
  for (const WaitingPerson& person : people) {
    if (person.due_step == never_due) continue;
    const double due_s = static_cast<double>(person.due_step) / steps_per_s;
    const std::size_t cell = evacuation.world().cell_of(person.walker);
    const double way_s =
        evacuation.ways().time_s(static_cast<std::uint32_t>(cell / leaf_cells), static_cast<int>(cell % leaf_cells));
    const double free_m_s = std::max(0.1, static_cast<double>(person.walker.free_speed_m_s));
    const double walked_s = way_s < 0 ? end_s : way_s * WalkingRules{}.free_speed_m_s / free_m_s;
    const double until_s = std::min(end_s, due_s + walked_s);
    walks.walkers += due_s < end_s ? 1 : 0;
    walks.person_s += std::max(0.0, until_s - due_s);
    walks.last_s = std::max(walks.last_s, until_s);
  }
  return walks;
}

// Processor time of all changes of the water up to a time, from some of them.
double water_s(const Comm& comm, Evacuation& evacuation, double until_s) {
  if (evacuation.world().water == nullptr) return 0;
  const double every_s = evacuation.world().rules.water_update_s;
  const auto updates = static_cast<std::size_t>(std::floor(until_s / every_s));
  const std::size_t looked = std::min(samples, updates);
  const auto come_to = [&](std::size_t update) {
    const double begin_s = processor_s();
    const auto step = static_cast<std::uint64_t>(static_cast<double>(update) * every_s) *
                      static_cast<std::uint64_t>(evacuation.steps_per_s());
    evacuation.service(comm, std::max<std::uint64_t>(step, 1) - 1);
    return processor_s() - begin_s;
  };
  double sum_s = 0;
  std::size_t at = 0;
  for (std::size_t k = 0; k < looked; ++k) {
    const std::size_t update = 1 + (2 * k + 1) * updates / (2 * looked);
    if (update - 1 > at) come_to(update - 1);
    at = update;
    sum_s += come_to(update);
  }
  return looked == 0 ? 0 : sum_s / static_cast<double>(looked) * static_cast<double>(updates);
}

Spread shares_of_blocks(const std::vector<PartFigures>& parts) {
  double blocks = 0;
  for (const PartFigures& part : parts) blocks += static_cast<double>(part.blocks);
  Spread share{1, 1 / static_cast<double>(parts.size()), 0};
  for (const PartFigures& part : parts) {
    const double of_all = static_cast<double>(part.blocks) / std::max(blocks, 1.0);
    share.least = std::min(share.least, of_all);
    share.most = std::max(share.most, of_all);
  }
  return share;
}

}  // namespace

PlannedPart plan_evacuation(const Comm& comm, const Scenario& scenario, const GivenPeople* given) {
  const double begin_s = processor_s();
  struct Kept {
    EvacuationSetup setup;
    std::unique_ptr<Evacuation> evacuation;
  };
  const auto kept = std::make_shared<Kept>();
  kept->setup = set_up_evacuation(comm, scenario, CutRule::weighted, given);
  const Dealt& dealt = kept->setup.dealt;
  const std::vector<WaitingPerson> people = kept->setup.people;
  kept->evacuation = std::make_unique<Evacuation>(comm, std::move(kept->setup.world), std::move(kept->setup.people));
  Evacuation& evacuation = *kept->evacuation;
  PlannedPart part;
  part.name = "evacuation";
  part.set_up_s = processor_s() - begin_s;
  const OutputSettings& output = scenario.output;
  const double end_s = scenario.run.end_s;
  const Walks walks = walks_of(evacuation, people, end_s);
  const double until_s = scenario.run.stop_when_done ? walks.last_s : end_s;
  const double steps = walks.person_s * static_cast<double>(evacuation.steps_per_s());
  const double fields_s = water_s(comm, evacuation, until_s);
  part.sampled_run_s = fields_s;
  part.counted_run_s = 1e-9 * walker_ns(scenario.evacuation->model) * steps;
  const double followed = std::min(static_cast<double>(people.size()), static_cast<double>(output.trajectories));
  const double rows = output.trajectories_every_s > 0 && !people.empty()
                          ? followed / static_cast<double>(people.size()) * walks.person_s / output.trajectories_every_s
                          : 0;
  const double leaves = dealt.leaves->own();
  part.counted_write_s = 1e-9 * (row_of_trajectory_ns * rows + written_person_ns * static_cast<double>(people.size()) +
                                 written_leaf_ns * leaves);
  part.whole_MB = whole_of_evacuation_MB;
  part.counted =
      fmt::format("{} persons on {} blocks of {:.1f} m, {:.0f} of them walk {:.0f} s each; {:.1f} s of fields",
                  people.size(), dealt.weights.size(), dealt.block_frame.side_m(), walks.walkers,
                  walks.walkers > 0 ? walks.person_s / walks.walkers : 0.0, fields_s);
  part.kept = kept;
  part.persons = static_cast<double>(people.size());
  part.figures = [kept](int ranks) {
    const Dealt& shared = kept->setup.dealt;
    return dry_run(shared.block_frame.blocks(), shared.weights, cut_curve(shared.weights, ranks, CutRule::weighted));
  };
  part.memory_share = [figures = part.figures](int ranks) { return shares_of_blocks(figures(ranks)); };
  return part;
}

}  // namespace machi
