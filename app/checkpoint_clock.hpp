/// \file  When a run writes a checkpoint: after a time, after steps, or when it is asked to stop.
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/run/run_facts.hpp"

namespace machi {

/// How often. What is asked for by a signal is written whatever the rule.
struct CheckpointRule {
  enum class Kind {
    automatic,  ///< by the wall clock, as often as their own cost makes best
    seconds,    ///< of the run's clock
    steps,
    never,
  };
  Kind kind{Kind::automatic};
  double amount{0};
};

/// What --checkpoint-every says: auto, never, 600s (of the run's clock) or 5000steps. Empty: what the scenario says.
/// Throws UsageError.
CheckpointRule checkpoint_rule(const std::string& option, const OutputSettings& output);

/// Seconds between two checkpoints that lose least: sqrt(2 C M) for a cost of C seconds and a mean time M between
/// failures (Young, Commun. ACM 17 (1974) 530), which is five years of a node shared among all; half an hour at most.
double best_interval_s(double cost_s, std::int64_t nodes);

/// All functions are collective.
class CheckpointClock {
 public:
  /// Catches the signals that ask to stop; `facts` counts what is written.
  CheckpointClock(const Comm& comm, CheckpointRule rule, RunFacts& facts);
  /// Where the run begins or goes on.
  void begin(std::uint64_t step, double second);
  /// Whether a checkpoint is due before step `next_step`, at `second` of the run's clock, or the run is to stop.
  bool due(std::uint64_t next_step, double second);
  /// Whether the last due() found that the run is to stop.
  bool stops() const { return stops_; }
  /// A checkpoint that was due stands.
  void written(const CheckpointWritten& checkpoint);

 private:
  Comm comm_;
  CheckpointRule rule_;
  RunFacts& facts_;
  bool stops_{false};
  std::int64_t nodes_;
  std::uint64_t step_{0};        ///< of the last checkpoint, or of the begin
  double second_{0};             ///< the same by the run's clock
  std::uint64_t asked_step_{0};  ///< of the last due()
  double asked_second_{0};
  double wall_s_{0};  ///< when the last one was done
  double interval_s_;
};

}  // namespace machi
