/// \file  A year of energy, and after it the same without measures where a scenario wants both, as one row of steps: a
/// checkpoint may cut it anywhere.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/checkpoint_clock.hpp"
#include "engine/comm/comm.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/step/stepper.hpp"
#include "io/checkpoint/energy_checkpoint.hpp"

namespace machi {

/// Process: Energy or CityEnergy. All functions are collective and throw on all ranks.
template <class Process>
class EnergyYears {
 public:
  using MakeBase = std::function<std::unique_ptr<Process>()>;
  /// `make_base` makes the year without measures when its turn comes; empty: there is none.
  EnergyYears(const Comm& comm, std::unique_ptr<Process> energy, MakeBase make_base)
      : comm_(comm), energy_(std::move(energy)), make_base_(std::move(make_base)) {}

  const Process& energy() const { return *energy_; }
  /// Null where there is none.
  const Process* base() const { return base_.get(); }

  /// Goes on from the newest checkpoint of a run, of which it answers the step.
  std::uint64_t go_on(const std::string& run_path, const std::string& inputs_hash) {
    step_ = read_energy_checkpoint<Process>(comm_, run_path, inputs_hash, *energy_, [this] {
              return begun_base();
            }).next_step;
    return step_;
  }

  /// The same from a state file, before step `next_step`; answers why it cannot, empty where it can.
  std::string go_on(const std::string& path, std::uint64_t next_step) {
    step_ = next_step;
    return read_energy_years<Process>(comm_, path, next_step, *energy_, [this] { return begun_base(); });
  }
  void write_state(H5Output& file) const { write_energy_years(comm_, file, step_, *energy_, begun_in_step()); }

  /// `after_step(next_step)` may end it by false where it is not over; then the answer is false. `times` become those
  /// of the year itself.
  bool run(StepTimes& times, const std::function<bool(std::uint64_t next_step)>& after_step) {
    const double begun_s = monotonic_s();
    const std::uint64_t steps = energy_->steps();
    if (step_ < steps && !run_part(*energy_, "energy", 0, !make_base_, times, after_step)) return false;
    energy_->check_conservation(comm_);
    year_s_ = monotonic_s() - begun_s;
    if (!make_base_) return true;
    begun_base();
    StepTimes base_times;
    if (step_ < steps + base_->steps() &&
        !run_part(*base_, "energy without measures", steps, true, base_times, after_step))
      return false;
    base_->check_conservation(comm_);
    return true;
  }
  /// Of the year itself, as far as it was run here.
  double year_s() const { return year_s_; }

  CheckpointWritten write_checkpoint(const std::string& run_path, const std::string& inputs_hash) const {
    return write_energy_checkpoint(comm_, run_path, step_, *energy_, begun_in_step(), inputs_hash);
  }

 private:
  const Process* begun_in_step() const { return step_ > energy_->steps() ? base_.get() : nullptr; }
  Process* begun_base() {
    if (!base_ && make_base_) base_ = make_base_();
    return base_.get();
  }

  bool run_part(Process& process, const char* name, std::uint64_t before, bool is_last, StepTimes& times,
                const std::function<bool(std::uint64_t)>& after_step) {
    Progress progress(name, static_cast<double>(process.steps()));
    bool stopped = false;
    times += run_steps(comm_, process, step_ - before, process.steps(), [&](std::uint64_t step) {
      progress.update(static_cast<double>(step + 1));
      step_ = before + step + 1;
      const bool over = is_last && step + 1 == process.steps();
      stopped = !over && !after_step(step_);
      return !stopped;
    });
    return !stopped;
  }

  Comm comm_;
  std::unique_ptr<Process> energy_;
  MakeBase make_base_;
  std::unique_ptr<Process> base_;
  std::uint64_t step_{0};  ///< next one; those without measures count on
  double year_s_{0};
};

/// Runs `years` with checkpoints as the run was asked for. Whether it came to its end; else a checkpoint stands and the
/// facts say that it was stopped. `step_s`: simulated time of a step.
template <class Years>
bool run_with_checkpoints(const Comm& comm, Years& years, std::uint64_t first_step, double step_s,
                          const std::string& run_path, const std::string& inputs_hash, const CheckpointRule& rule,
                          RunFacts& facts) {
  CheckpointClock clock(comm, rule, facts);
  clock.begin(first_step, step_s * static_cast<double>(first_step));
  const bool done = years.run(facts.steps, [&](std::uint64_t next_step) {
    facts.simulated_s = step_s * static_cast<double>(next_step);
    if (!clock.due(next_step, step_s * static_cast<double>(next_step))) return true;
    clock.written(years.write_checkpoint(run_path, inputs_hash));
    return !clock.stops();
  });
  if (done) return true;
  facts.ended = "stopped";
  log_info(fmt::format("Stopped as asked, with a checkpoint. Go on with: machi resume {}", run_path));
  return false;
}

}  // namespace machi
