#include "app/evacuation_part.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "app/build_info.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/checkpoint/evacuation_state_file.hpp"

namespace machi {
namespace {

RecordRules record_rules(const Scenario& scenario) {
  const OutputSettings& output = scenario.output;
  return {output.every_s, output.fields_every_s, output.trajectories, output.trajectories_every_s,
          static_cast<std::uint64_t>(scenario.run.seed)};
}

}  // namespace

EvacuationPart::EvacuationPart(const Comm& comm, const Scenario& scenario, const DealRules& deal,
                               const GivenPeople* given)
    : comm_(comm),
      scenario_(scenario),
      setup_(set_up_evacuation(comm, scenario, deal.cut, given)),
      rebalance_(deal.rebalance) {
  setup_.world.rules.measure_costs = comm.size() > 1 && rebalance_ != RebalanceRule::never;
}

void EvacuationPart::begin() {
  const double before_s = monotonic_s();
  evacuation_ = std::make_unique<Evacuation>(comm_, std::move(setup_.world), std::move(setup_.people));
  begin_s_ = monotonic_s() - before_s;
  recorder_ = std::make_unique<Recorder>(record_rules(scenario_));
  recorder_->look(*evacuation_, 0);
}

std::uint64_t EvacuationPart::go_on(const std::string& folder, const std::string& inputs_hash) {
  EvacuationCheckpoint checkpoint = read_evacuation_checkpoint(comm_, folder, setup_.world, inputs_hash);
  take(std::move(checkpoint.state), std::move(checkpoint.record), checkpoint.next_step);
  log_info(fmt::format("Goes on at {:.0f} s from {}.", simulated_s_, checkpoint.path));
  return checkpoint.next_step;
}

std::string EvacuationPart::go_on(const std::string& path, const std::string& group, std::uint64_t next_step) {
  const auto end_step = static_cast<std::uint64_t>(scenario_.run.end_s) * steps_per_s();
  if (next_step % steps_per_s() != 0 || next_step > end_step) return "it does not say its step";
  EvacuationState state;
  EvacuationRecord record;
  read_state(comm_, path, group, setup_.world, state, record);
  if (comm_.sum(persons_in(state)) != comm_.sum(static_cast<std::int64_t>(setup_.people.size())))
    return "it does not hold everyone";
  take(std::move(state), std::move(record), next_step);
  return {};
}

void EvacuationPart::take(EvacuationState state, EvacuationRecord record, std::uint64_t next_step) {
  simulated_s_ = static_cast<double>(next_step) / static_cast<double>(steps_per_s());
  const double before_s = monotonic_s();
  evacuation_ = std::make_unique<Evacuation>(comm_, std::move(setup_.world), std::move(state), next_step);
  begin_s_ = monotonic_s() - before_s;
  recorder_ = std::make_unique<Recorder>(record_rules(scenario_), std::move(record));
}

void EvacuationPart::write_state(H5Output& file) const {
  EvacuationState state;
  const double next_step = simulated_s_ * static_cast<double>(steps_per_s());
  comm_.agree([&] {
    evacuation_->refuse_no_numbers(static_cast<std::uint64_t>(std::lround(next_step)), comm_.rank());
    state = evacuation_->state();
  });
  machi::write_state(comm_, file, state, recorder_->record(), *evacuation_->world().blocks);
}

// A run is one piece until the ground is dealt anew, and then another.
StepTimes EvacuationPart::run(std::uint64_t first_step, double end_s,
                              const std::function<bool(std::uint64_t, std::uint64_t)>& after_second) {
  const auto per_s = static_cast<std::uint64_t>(evacuation_->steps_per_s());
  const std::uint64_t end_step = static_cast<std::uint64_t>(end_s) * per_s;
  if (!progress_) progress_.emplace("evacuation", scenario_.run.end_s);
  if (!rebalancer_) rebalancer_.emplace(rebalance_, comm_.max(begin_s_));
  StepTimes times;
  std::optional<LeafCuts> cuts;
  do {
    cuts.reset();
    times += run_steps(
        comm_, *evacuation_, first_step, end_step,
        [&](std::uint64_t step) {
          first_step = step + 1;
          const std::uint64_t second = first_step / per_s;
          recorder_->look(*evacuation_, second);
          simulated_s_ = static_cast<double>(second);
          progress_->update(simulated_s_);
          if (!after_second(first_step, second)) return false;
          const bool at_end = first_step == end_step || evacuation_->counts().en_route() == 0;
          if (!at_end) cuts = rebalancer_->look(comm_, *evacuation_, second);
          return !cuts;
        },
        scenario_.run.stop_when_done);
    if (!cuts) continue;
    const double took_s = move_to(std::move(*cuts), first_step);
    rebalancer_->note_move(comm_, first_step / per_s, took_s);
    log_detail(
        fmt::format("At {:.0f} s blocks moved to other ranks in {:.2f} s: a step cost the dearest {:.3f} times the "
                    "mean, and now {:.3f}.",
                    simulated_s_, comm_.max(took_s), rebalancer_->balance().before, rebalancer_->balance().after));
    ++times.moves;
    times.move_s += took_s;
  } while (cuts);
  if (end_s >= scenario_.run.end_s || evacuation_->counts().en_route() == 0) progress_.reset();
  return times;
}

double EvacuationPart::move_to(LeafCuts cuts, std::uint64_t next_step) {
  const double before_s = monotonic_s();
  evacuation_ = move_evacuation(comm_, std::move(evacuation_), setup_.dealt, std::move(cuts), next_step,
                                [&](const LeafMove& move, const Dealt& dealt, EvacuationWorld& world) {
                                  move_water(move, dealt, setup_, world);
                                });
  return monotonic_s() - before_s;
}

const std::vector<PersonRow>& EvacuationPart::persons() {
  if (!gathered_) persons_ = persons_by_id(comm_, *evacuation_);
  gathered_ = true;
  return persons_;
}

ResultMeta EvacuationPart::meta(const RunFacts& facts, double start_s) const {
  ResultMeta meta;
  meta.name = scenario_.run.name;
  meta.title = scenario_.run.title;
  meta.seed = scenario_.run.seed;
  meta.start_s = start_s;
  meta.end_s = simulated_s_;
  meta.followed = scenario_.output.trajectories;
  meta.followed_every_s = scenario_.output.trajectories_every_s;
  meta.frame = {setup_.epsg, setup_.origin_east_m, setup_.origin_north_m};
  meta.attribution = setup_.attribution;
  meta.districts = setup_.districts;
  meta.version = build_info.version;
  meta.command = facts.command;
  meta.started_utc = facts.started_utc;
  meta.edits = facts.edits;
  return meta;
}

void EvacuationPart::say() const {
  const Evacuation::Counts& counts = evacuation_->counts();
  log_info(fmt::format("After {:.0f} s: {} of {} safe, {} lost, {} en route, {} staying.", simulated_s_, counts.safe,
                       counts.persons, counts.lost, counts.en_route(), counts.staying));
}

}  // namespace machi
