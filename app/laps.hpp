/// \file  Seconds of each part of a run.
#pragma once

#include "engine/core/heartbeat.hpp"
#include "engine/core/machine.hpp"
#include "io/run/run_facts.hpp"

namespace machi {

/// Notes in the facts how long each phase took, from the making of this on; phases of one name are one. The facts must
/// outlive it.
class Laps {
 public:
  explicit Laps(RunFacts& facts) : facts_(facts) {}
  void lap(const char* phase) {
    heartbeat().phase = phase;
    heartbeat().beat();
    const double now_s = monotonic_s();
    const double took_s = now_s - last_s_;
    last_s_ = now_s;
    for (auto& known : facts_.phases)
      if (known.name == phase) {
        known.wall_s += took_s;
        return;
      }
    facts_.phases.push_back({phase, took_s});
  }

 private:
  RunFacts& facts_;
  double last_s_{monotonic_s()};
};

}  // namespace machi
