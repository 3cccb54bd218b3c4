#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "app/plan_parts.hpp"
#include "engine/core/machine.hpp"
#include "engine/field/slowness.hpp"
#include "engine/population/presets.hpp"
#include "engine/step/stepper.hpp"
#include "io/setup/evacuation_setup.hpp"
#include "io/setup/motion.hpp"

namespace machi {
namespace {

// As in plan_mobility.cpp.
constexpr double whole_of_evacuation_MB = 57;
constexpr double row_of_trajectory_ns = 1500;  ///< a place of a followed person, in result.h5 and the page
constexpr double written_person_ns = 6000;
constexpr double written_leaf_ns = 500;  ///< of the water and the ground in the page
constexpr std::size_t samples = 8;       ///< of the times at which the water changes
constexpr double walked_share = 0.05;    ///< of the walking, which is looked at

/// What is known of the walking before anybody walks.
struct Walks {
  double person_s{0};  ///< on the street
  double last_s{0};    ///< when the last one comes in
  double walkers{0};
};

Walks walks_until(const Evacuation& evacuation, const std::vector<WaitingPerson>& people, double end_s) {
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

/// The first steps of a run, until a part of its walking is done.
struct SampledSteps {
  std::uint64_t end{0};  ///< step
  double person_s{0};    ///< walked in them, were the ways free
  double walking_s{0};   ///< processor time of their steps, without changes of the water
};

SampledSteps walk_some(const Comm& comm, Evacuation& evacuation, const std::vector<WaitingPerson>& people, double end_s,
                       double person_s) {
  const auto steps_per_s = static_cast<double>(evacuation.steps_per_s());
  double least_s = 0, most_s = end_s;
  for (int k = 0; k < 12; ++k) {
    const double middle_s = (least_s + most_s) / 2;
    (walks_until(evacuation, people, middle_s).person_s < walked_share * person_s ? least_s : most_s) = middle_s;
  }
  SampledSteps sampled;
  sampled.end = static_cast<std::uint64_t>(std::ceil(most_s * steps_per_s));
  sampled.person_s = walks_until(evacuation, people, most_s).person_s;
  const double begin_s = processor_s();
  const StepTimes times = run_steps(comm, evacuation, 0, sampled.end, [](std::uint64_t) { return true; });
  const double all_s = times.compute_s + times.pack_s + times.wait_s + times.service_s;
  // By the wall clock, what is not the water's; of the processor's time the same part.
  if (all_s > 0) sampled.walking_s = (processor_s() - begin_s) * (1 - times.service_s / all_s);
  return sampled;
}

// Processor time of all changes of the water up to a time, from some of those after a step that was reached.
double water_s(const Comm& comm, Evacuation& evacuation, std::uint64_t reached_step, double until_s) {
  if (evacuation.world().water == nullptr) return 0;
  const double every_s = evacuation.world().rules.water_update_s;
  const auto updates = static_cast<std::size_t>(std::floor(until_s / every_s));
  const auto reached =
      std::min(updates, static_cast<std::size_t>(static_cast<double>(reached_step) /
                                                 static_cast<double>(evacuation.steps_per_s()) / every_s));
  const std::size_t looked = std::min(samples, updates - reached);
  const auto come_to = [&](std::size_t update) {
    const double begin_s = processor_s();
    const auto step = static_cast<std::uint64_t>(static_cast<double>(update) * every_s) *
                      static_cast<std::uint64_t>(evacuation.steps_per_s());
    evacuation.service(comm, std::max<std::uint64_t>(step, 1) - 1);
    return processor_s() - begin_s;
  };
  double sum_s = 0;
  std::size_t at = reached;
  for (std::size_t k = 0; k < looked; ++k) {
    const std::size_t update = reached + 1 + (2 * k + 1) * (updates - reached) / (2 * looked);
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
  const Walks walks = walks_until(evacuation, people, end_s);
  // Of a day on one clock somebody is nearly always under way at its end: who went home first, or sits in a car.
  const double until_s = scenario.run.stop_when_done && given == nullptr ? walks.last_s : end_s;
  const SampledSteps sampled = walk_some(comm, evacuation, people, end_s, walks.person_s);
  const double walking_s = sampled.person_s > 0 ? sampled.walking_s * walks.person_s / sampled.person_s : 0;
  const double fields_s = water_s(comm, evacuation, sampled.end, until_s);
  part.sampled_run_s = walking_s + fields_s;
  const double followed = std::min(static_cast<double>(people.size()), static_cast<double>(output.trajectories));
  const double rows = output.trajectories_every_s > 0 && !people.empty()
                          ? followed / static_cast<double>(people.size()) * walks.person_s / output.trajectories_every_s
                          : 0;
  const double leaves = dealt.leaves->own();
  part.counted_write_s = 1e-9 * (row_of_trajectory_ns * rows + written_person_ns * static_cast<double>(people.size()) +
                                 written_leaf_ns * leaves);
  part.whole_MB = whole_of_evacuation_MB;
  part.counted = fmt::format(
      "{} persons on {} blocks of {:.1f} m, {:.0f} of them walk {:.0f} s each until {:.0f} s; {:.1f} s of "
      "steps, {:.1f} s of fields",
      people.size(), dealt.weights.size(), dealt.block_frame.side_m(), walks.walkers,
      walks.walkers > 0 ? walks.person_s / walks.walkers : 0.0, until_s, walking_s, fields_s);
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
