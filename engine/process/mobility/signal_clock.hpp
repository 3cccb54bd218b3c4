/// \file  A fixed-time signal in the steps of a run. Nothing is stored as time goes by: every answer follows from the
/// step, so that a red signal costs nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/population.hpp"
#include "engine/model/traffic_network.hpp"

namespace machi {

/// A step is green where its beginning is. Throws nothing. Local: any thread.
class SignalClock {
 public:
  /// `start_s`: clock time of step 0, in whole milliseconds.
  SignalClock(const SignalPlan& plan, std::int64_t steps_per_s, double start_s);

  bool green(std::uint32_t step) const;
  /// The first green step from `step` on; none where there is none.
  std::uint32_t next_green(std::uint32_t step) const;
  /// Green steps in (after, step], counted up to `enough`.
  std::uint32_t green_steps(std::uint32_t after, std::uint32_t step, std::uint32_t enough) const;
  /// The n-th green step after `after`; none where there are fewer. n above 0.
  std::uint32_t nth_green(std::uint32_t after, std::uint32_t n) const;

 private:
  struct Run {
    std::uint32_t begin{no_index};  ///< first green step; none
    std::uint32_t end{no_index};    ///< the step after the last
  };
  /// The green steps from `step` on that follow one another.
  Run run_from(std::uint32_t step) const;
  std::int64_t position(std::int64_t step) const;

  // In ticks of 1 / (1000 steps_per_s) s, in which both a step and a millisecond are whole.
  struct Ticks {
    std::int64_t begin;
    std::int64_t end;
  };
  static constexpr std::int64_t step_ticks = 1000;
  std::int64_t cycle_;
  std::int64_t shift_;  ///< position in the cycle of step 0
  std::vector<Ticks> greens_;
};

/// Green where any of `plans` is. They must have one cycle; with `common` false they do not, and the answer means
/// nothing.
struct UnitedPlan {
  SignalPlan plan;
  bool common{true};
};
UnitedPlan united(const std::vector<const SignalPlan*>& plans);

/// Greens in order, those that touch or overlap made one, cut to the cycle.
std::vector<SignalPlan::Green> tidy_greens(std::vector<SignalPlan::Green> greens, std::int64_t cycle_ms);

}  // namespace machi
