#include "engine/fleet/fleet_experience.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

std::uint32_t as_steps(std::int64_t steps) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(steps, 0, no_step - 1));
}

std::int64_t rounded(std::int64_t sum, std::int64_t count) {
  return (sum + count / 2) / count;
}

}  // namespace

void FleetExperience::Sums::add(const Sums& more) {
  picked_up += more.picked_up;
  wait_steps += more.wait_steps;
  rejected += more.rejected;
  answer_steps += more.answer_steps;
}

FleetExperience::FleetExperience(const FleetRules& rules, std::uint32_t bin_steps)
    : bin_steps_(bin_steps),
      half_wait_(rules.max_wait / 2),
      half_detour_factor_((1 + rules.detour_factor) / 2),
      half_detour_(rules.detour / 2) {}

void FleetExperience::take(const Dispatcher& fleet) {
  bins_.clear();
  day_ = {};
  ride_steps_ = direct_steps_ = 0;
  for (std::size_t row = 0; row < fleet.requests().size(); ++row) {
    const RideRequest& request = fleet.requests()[row];
    const RideOutcome& outcome = fleet.outcomes()[row];
    Sums one;
    if (outcome.picked_up != no_step) one = {1, std::int64_t{outcome.picked_up} - request.called, 0, 0};
    if (outcome.state == RideState::rejected && outcome.answered != no_step)
      one = {0, 0, 1, std::int64_t{outcome.answered} - request.called};
    const std::size_t bin = request.called / bin_steps_;
    if (bin >= bins_.size()) bins_.resize(bin + 1);
    bins_[bin].add(one);
    day_.add(one);
    if (outcome.state != RideState::served) continue;
    ride_steps_ += std::int64_t{outcome.set_down} - outcome.picked_up;
    direct_steps_ += request.direct;
  }
}

const FleetExperience::Sums& FleetExperience::sums_at(std::uint32_t called) const {
  const std::size_t bin = called / bin_steps_;
  return bin < bins_.size() && bins_[bin].picked_up + bins_[bin].rejected > 0 ? bins_[bin] : day_;
}

std::uint32_t FleetExperience::wait(std::uint32_t called) const {
  const Sums& bin = sums_at(called);
  const Sums& sums = bin.picked_up > 0 ? bin : day_;
  return sums.picked_up > 0 ? as_steps(rounded(sums.wait_steps, sums.picked_up)) : half_wait_;
}

std::uint32_t FleetExperience::on_board(std::uint32_t direct) const {
  if (direct_steps_ > 0) return as_steps(rounded(std::int64_t{direct} * ride_steps_, direct_steps_));
  return as_steps(std::llround(half_detour_factor_ * direct) + half_detour_);
}

std::uint32_t FleetExperience::whole(std::uint32_t called, std::uint32_t direct, std::uint32_t otherwise) const {
  const Sums& sums = sums_at(called);
  const std::int64_t by_vehicle = std::int64_t{wait(called)} + on_board(direct);
  if (sums.rejected == 0) return as_steps(by_vehicle);
  const std::int64_t without = rounded(sums.answer_steps, sums.rejected) + otherwise;
  return as_steps(rounded(by_vehicle * sums.picked_up + without * sums.rejected, sums.picked_up + sums.rejected));
}

}  // namespace machi
