/// \file  Seconds of each part of a run.
#pragma once

#include "engine/core/machine.hpp"
#include "io/run/run_facts.hpp"

namespace machi {

/// Notes in the facts how long each phase took, from the making of this on. The facts must outlive it.
class Laps {
 public:
  explicit Laps(RunFacts& facts) : facts_(facts) {}
  void lap(const char* phase) {
    const double now_s = monotonic_s();
    facts_.phases.push_back({phase, now_s - last_s_});
    last_s_ = now_s;
  }

 private:
  RunFacts& facts_;
  double last_s_{monotonic_s()};
};

}  // namespace machi
