#include "app/checkpoint_clock.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/stop_signal.hpp"

namespace machi {
namespace {

constexpr double most_interval_s = 1800;
constexpr double node_life_s = 5 * 365.25 * 86400;

std::int64_t nodes_of(const Comm& comm) {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  const ByteRows all = comm.all_gather(std::as_bytes(std::span(name)));
  std::set<std::vector<std::byte>> different;
  for (std::size_t r = 0; r + 1 < all.offsets.size(); ++r)
    different.emplace(all.bytes.begin() + static_cast<std::ptrdiff_t>(all.offsets[r]),
                      all.bytes.begin() + static_cast<std::ptrdiff_t>(all.offsets[r + 1]));
  return static_cast<std::int64_t>(different.size());
}

}  // namespace

CheckpointRule checkpoint_rule(const std::string& option, const OutputSettings& output) {
  using Kind = CheckpointRule::Kind;
  if (option.empty() && output.checkpoint_every_s > 0) return {Kind::seconds, output.checkpoint_every_s};
  if (option.empty() || option == "auto") return {};
  if (option == "never") return {Kind::never, 0};
  CheckpointRule rule;
  const auto [end, error] = std::from_chars(option.data(), option.data() + option.size(), rule.amount);
  const std::string_view unit(end, static_cast<std::size_t>(option.data() + option.size() - end));
  rule.kind = unit == "steps" ? Kind::steps : Kind::seconds;
  const bool whole = unit == "s" || (unit == "steps" && rule.amount == std::floor(rule.amount));
  if (error != std::errc() || !whole || !(rule.amount > 0) || !std::isfinite(rule.amount))
    throw UsageError(
        fmt::format("--checkpoint-every: '{}' is no interval. Write auto, never, a time of the run as 600s, "
                    "or steps as 5000steps",
                    option));
  return rule;
}

double best_interval_s(double cost_s, std::int64_t nodes) {
  return std::min(most_interval_s, std::sqrt(2 * cost_s * node_life_s / static_cast<double>(nodes)));
}

CheckpointClock::CheckpointClock(const Comm& comm, CheckpointRule rule, RunFacts& facts)
    : comm_(comm),
      rule_(rule),
      facts_(facts),
      nodes_(nodes_of(comm)),
      wall_s_(monotonic_s()),
      interval_s_(most_interval_s) {
  catch_stop_signals();
}

void CheckpointClock::begin(std::uint64_t step, double second) {
  step_ = step;
  second_ = second;
}

bool CheckpointClock::due(std::uint64_t next_step, double second) {
  using Kind = CheckpointRule::Kind;
  bool due = false;
  if (rule_.kind == Kind::seconds) due = second >= second_ + rule_.amount;
  if (rule_.kind == Kind::steps) due = static_cast<double>(next_step - step_) >= rule_.amount;
  if (rule_.kind == Kind::automatic) due = comm_.first() && monotonic_s() >= wall_s_ + interval_s_;
  const std::int64_t all = comm_.max(stop_requested() ? std::int64_t{2} : std::int64_t{due});
  stops_ = all == 2;
  asked_step_ = next_step;
  asked_second_ = second;
  return all > 0;
}

void CheckpointClock::written(const CheckpointWritten& checkpoint) {
  step_ = asked_step_;
  second_ = asked_second_;
  wall_s_ = monotonic_s();
  interval_s_ = best_interval_s(checkpoint.wall_s, nodes_);
  facts_.output_bytes += checkpoint.bytes;
  facts_.output_s += checkpoint.wall_s;
  log_detail(fmt::format("Wrote {} ({:.1f} MB in {:.2f} s).", checkpoint.path,
                         1e-6 * static_cast<double>(checkpoint.bytes), checkpoint.wall_s));
}

}  // namespace machi
