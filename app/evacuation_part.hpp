/// \file  The evacuation of a run, whether it runs alone or beside other processes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/process_request.hpp"
#include "engine/comm/comm.hpp"
#include "engine/core/log.hpp"
#include "engine/process/evacuation/record.hpp"
#include "engine/step/stepper.hpp"
#include "io/checkpoint/evacuation_checkpoint.hpp"
#include "io/run/evacuation_result.hpp"
#include "io/run/run_facts.hpp"
#include "io/setup/evacuation_setup.hpp"

namespace machi {

/// All functions are collective and throw on all ranks.
class EvacuationPart {
 public:
  /// Reads what it stands on. `given`: the people, instead of those of the scenario; else null. The scenario must
  /// outlive it.
  EvacuationPart(const Comm& comm, const Scenario& scenario, const DealRules& deal, const GivenPeople* given = nullptr);

  const EvacuationSetup& setup() const { return setup_; }
  /// Before begin(): who is there, on this rank.
  std::vector<WaitingPerson>& people() { return setup_.people; }
  /// Before begin(): one more destination, which no walker goes to; its row.
  std::uint32_t add_destination(Destination destination) {
    setup_.world.destinations.push_back(std::move(destination));
    return static_cast<std::uint32_t>(setup_.world.destinations.size() - 1);
  }
  std::uint64_t steps_per_s() const { return static_cast<std::uint64_t>(setup_.world.rules.steps_per_s); }
  /// Second 0; or where a checkpoint stands, of which it answers the step.
  void begin();
  std::uint64_t go_on(const std::string& folder, const std::string& inputs_hash);
  /// The same, where a group of a state file stands, before step `next_step`; answers why it cannot, empty where it
  /// can.
  std::string go_on(const std::string& path, const std::string& group, std::uint64_t next_step);

  /// After begin() or go_on().
  const Evacuation& evacuation() const { return *evacuation_; }
  Evacuation& evacuation() { return *evacuation_; }
  const EvacuationRecord& record() const { return recorder_->record(); }
  /// Runs, and deals the ground anew where that pays, up to `end_s`, or until nobody is en route where the scenario
  /// says so; again from there on, up to a later one. `after_second(next_step, second)` may end it by false. What a run
  /// has simulated is in `simulated_s`.
  StepTimes run(std::uint64_t first_step, double end_s,
                const std::function<bool(std::uint64_t next_step, std::uint64_t second)>& after_second);
  double simulated_s() const { return simulated_s_; }
  /// After a second: what a checkpoint holds of it, into the group that the file has entered.
  void write_state(H5Output& file) const;

  /// Gathers everyone's end once.
  const std::vector<PersonRow>& persons();
  /// `start_s`: clock time of second 0.
  ResultMeta meta(const RunFacts& facts, double start_s) const;
  void say() const;

 private:
  /// Seconds that the move took on this rank.
  void take(EvacuationState state, EvacuationRecord record, std::uint64_t next_step);
  double move_to(LeafCuts cuts, std::uint64_t next_step);

  const Comm comm_;
  const Scenario& scenario_;
  EvacuationSetup setup_;
  std::unique_ptr<Evacuation> evacuation_;
  std::unique_ptr<Recorder> recorder_;
  std::vector<PersonRow> persons_;
  bool gathered_{false};
  std::optional<Progress> progress_;
  double simulated_s_{0};
  RebalanceRule rebalance_;
  std::optional<Rebalancer> rebalancer_;
  double begin_s_{0};  ///< that the evacuation took to be made
};

}  // namespace machi
