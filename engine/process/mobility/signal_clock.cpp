#include "engine/process/mobility/signal_clock.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr std::uint32_t last_step = no_index - 1;
constexpr int most_runs = 1 << 20;  // looked at for one answer: a signal that is never green in any step has none

std::int64_t modulo(std::int64_t value, std::int64_t cycle) {
  const std::int64_t rest = value % cycle;
  return rest < 0 ? rest + cycle : rest;
}

std::int64_t steps_up(std::int64_t ticks, std::int64_t step_ticks) {
  return (ticks + step_ticks - 1) / step_ticks;
}

}  // namespace

SignalClock::SignalClock(const SignalPlan& plan, std::int64_t steps_per_s, double start_s)
    : cycle_(std::max<std::int64_t>(plan.cycle_ms, 1) * steps_per_s),
      shift_(modulo((std::llround(1000 * start_s) - plan.offset_ms) * steps_per_s, cycle_)) {
  for (const SignalPlan::Green& green : plan.greens)
    if (green.end_ms > green.begin_ms) greens_.push_back({green.begin_ms * steps_per_s, green.end_ms * steps_per_s});
}

std::int64_t SignalClock::position(std::int64_t step) const {
  return modulo(shift_ + step * step_ticks, cycle_);
}

bool SignalClock::green(std::uint32_t step) const {
  const std::int64_t at = position(step);
  return std::any_of(greens_.begin(), greens_.end(),
                     [&](const Ticks& green) { return green.begin <= at && at < green.end; });
}

// A green may be shorter than a step and begin in none; then the next one is looked at.
SignalClock::Run SignalClock::run_from(std::uint32_t step) const {
  if (greens_.empty()) return {};
  std::int64_t now = step;
  for (int runs = 0; runs < most_runs && now <= last_step; ++runs) {
    const std::int64_t at = position(now);
    const auto green = std::find_if(greens_.begin(), greens_.end(), [&](const Ticks& row) { return at < row.end; });
    if (green == greens_.end()) {
      now += steps_up(cycle_ - at, step_ticks);
      continue;
    }
    const std::int64_t begin = now + steps_up(std::max<std::int64_t>(green->begin - at, 0), step_ticks);
    std::int64_t end = now + steps_up(green->end - at, step_ticks);
    if (begin >= end) {
      now = end;
      continue;
    }
    // Green all the time, or over the end of the cycle: what follows at once belongs to it.
    if (greens_.size() == 1 && green->begin == 0 && green->end == cycle_) end = last_step;
    if (begin > last_step) break;
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min<std::int64_t>(end, last_step))};
  }
  return {};
}

std::uint32_t SignalClock::next_green(std::uint32_t step) const {
  return green(step) ? step : run_from(step).begin;
}

std::uint32_t SignalClock::green_steps(std::uint32_t after, std::uint32_t step, std::uint32_t enough) const {
  std::uint32_t count = 0;
  for (std::uint32_t from = after + 1; from <= step && count < enough;) {
    const Run run = run_from(from);
    if (run.begin == no_index || run.begin > step) break;
    count += std::min(run.end - 1, step) - run.begin + 1;
    from = run.end;
  }
  return std::min(count, enough);
}

std::uint32_t SignalClock::nth_green(std::uint32_t after, std::uint32_t n) const {
  for (std::uint32_t from = after + 1; from < last_step;) {
    const Run run = run_from(from);
    if (run.begin == no_index) break;
    if (run.end - run.begin >= n) return run.begin + n - 1;
    n -= run.end - run.begin;
    from = run.end;
  }
  return no_index;
}

std::vector<SignalPlan::Green> tidy_greens(std::vector<SignalPlan::Green> greens, std::int64_t cycle_ms) {
  std::sort(greens.begin(), greens.end(),
            [](const SignalPlan::Green& a, const SignalPlan::Green& b) { return a.begin_ms < b.begin_ms; });
  std::vector<SignalPlan::Green> tidy;
  for (const SignalPlan::Green& given : greens) {
    const SignalPlan::Green green{std::max<std::int64_t>(given.begin_ms, 0), std::min(given.end_ms, cycle_ms)};
    if (green.begin_ms >= green.end_ms) continue;
    if (!tidy.empty() && green.begin_ms <= tidy.back().end_ms) {
      tidy.back().end_ms = std::max(tidy.back().end_ms, green.end_ms);
    } else {
      tidy.push_back(green);
    }
  }
  return tidy;
}

UnitedPlan united(const std::vector<const SignalPlan*>& plans) {
  UnitedPlan answer;
  answer.plan.cycle_ms = plans.front()->cycle_ms;
  answer.plan.offset_ms = plans.front()->offset_ms;
  for (const SignalPlan* plan : plans) {
    answer.common = answer.common && plan->cycle_ms == answer.plan.cycle_ms && plan->offset_ms == answer.plan.offset_ms;
    answer.plan.greens.insert(answer.plan.greens.end(), plan->greens.begin(), plan->greens.end());
  }
  answer.plan.greens = tidy_greens(std::move(answer.plan.greens), answer.plan.cycle_ms);
  return answer;
}

}  // namespace machi
