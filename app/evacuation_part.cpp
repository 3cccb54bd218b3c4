#include "app/evacuation_part.hpp"

#include <fmt/format.h>

#include "app/build_info.hpp"
#include "engine/core/log.hpp"

namespace machi {
namespace {

RecordRules record_rules(const Scenario& scenario) {
  const OutputSettings& output = scenario.output;
  return {output.every_s, output.fields_every_s, output.trajectories, output.trajectories_every_s,
          static_cast<std::uint64_t>(scenario.run.seed)};
}

}  // namespace

EvacuationPart::EvacuationPart(const Comm& comm, const Scenario& scenario, CutRule cut, const GivenPeople* given)
    : comm_(comm), scenario_(scenario), setup_(set_up_evacuation(comm, scenario, cut, given)) {}

void EvacuationPart::begin() {
  evacuation_ = std::make_unique<Evacuation>(comm_, std::move(setup_.world), std::move(setup_.people));
  recorder_ = std::make_unique<Recorder>(record_rules(scenario_));
  recorder_->look(*evacuation_, 0);
}

std::uint64_t EvacuationPart::go_on(const std::string& folder, const std::string& inputs_hash) {
  const std::uint64_t per_s = steps_per_s();
  Checkpoint checkpoint = read_newest_checkpoint(comm_, folder, setup_.world, inputs_hash);
  simulated_s_ = static_cast<double>(checkpoint.next_step / per_s);
  evacuation_ =
      std::make_unique<Evacuation>(comm_, std::move(setup_.world), std::move(checkpoint.state), checkpoint.next_step);
  recorder_ = std::make_unique<Recorder>(record_rules(scenario_), std::move(checkpoint.record));
  log_info(fmt::format("Goes on at {:.0f} s from {}.", simulated_s_, checkpoint.path));
  return checkpoint.next_step;
}

StepTimes EvacuationPart::run(std::uint64_t first_step, double end_s,
                              const std::function<bool(std::uint64_t, std::uint64_t)>& after_second) {
  const auto per_s = static_cast<std::uint64_t>(evacuation_->steps_per_s());
  if (!progress_) progress_.emplace("evacuation", scenario_.run.end_s);
  const StepTimes times = run_steps(
      comm_, *evacuation_, first_step, static_cast<std::uint64_t>(end_s) * per_s,
      [&](std::uint64_t step) {
        const std::uint64_t second = (step + 1) / per_s;
        recorder_->look(*evacuation_, second);
        simulated_s_ = static_cast<double>(second);
        progress_->update(simulated_s_);
        return after_second(step + 1, second);
      },
      scenario_.run.stop_when_done);
  if (end_s >= scenario_.run.end_s || evacuation_->counts().en_route() == 0) progress_.reset();
  return times;
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
  return meta;
}

void EvacuationPart::say() const {
  const Evacuation::Counts& counts = evacuation_->counts();
  log_info(fmt::format("After {:.0f} s: {} of {} safe, {} lost, {} en route, {} staying.", simulated_s_, counts.safe,
                       counts.persons, counts.lost, counts.en_route(), counts.staying));
}

}  // namespace machi
