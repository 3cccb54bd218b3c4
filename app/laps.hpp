/// \file  Seconds of each part of a run.
#pragma once

#include <utility>

#include "engine/core/heartbeat.hpp"
#include "engine/core/machine.hpp"
#include "io/run/run_facts.hpp"

namespace machi {

/// Notes in the facts how long each phase took, by the clock and of the processor, from the making of this on; phases
/// of one name are one. The facts must outlive it.
class Laps {
 public:
  explicit Laps(RunFacts& facts) : facts_(facts) {}
  void lap(const char* phase) {
    heartbeat().phase = phase;
    heartbeat().beat();
    RunPhase& known = phase_of(phase);
    known.wall_s += lasted(last_s_, monotonic_s());
    known.processor_s += lasted(last_processor_s_, processor_s());
  }

 private:
  RunPhase& phase_of(const char* name) {
    for (RunPhase& known : facts_.phases)
      if (known.name == name) return known;
    return facts_.phases.emplace_back(RunPhase{name});
  }
  static double lasted(double& last_s, double now_s) { return now_s - std::exchange(last_s, now_s); }

  RunFacts& facts_;
  double last_s_{monotonic_s()};
  double last_processor_s_{processor_s()};
};

}  // namespace machi
