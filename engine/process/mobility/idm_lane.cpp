#include "engine/process/mobility/idm_lane.hpp"

#include <cmath>

namespace machi {
namespace {

constexpr double nobody_in_front_m = 1e6;

}  // namespace

void IdmLane::add(double front_m, double length_m, double desired_m_s, double speed_m_s) {
  front_m_.push_back(front_m);
  length_m_.push_back(static_cast<float>(length_m));
  desired_m_s_.push_back(static_cast<float>(desired_m_s));
  speed_m_s_.push_back(static_cast<float>(speed_m_s));
  gap_m_.push_back(0);
  leader_m_s_.push_back(0);
  way_m_.push_back(0);
}

double IdmLane::gap_m(std::size_t vehicle) const {
  if (vehicle > 0) return front_m_[vehicle - 1] - length_m_[vehicle - 1] - front_m_[vehicle];
  return ring_m_ > 0 ? front_m_.back() + ring_m_ - length_m_.back() - front_m_[0] : nobody_in_front_m;
}

void IdmLane::step(double dt_s) {
  const std::size_t count = size();
  if (count == 0) return;
  gap_m_[0] = static_cast<float>(gap_m(0));
  leader_m_s_[0] = ring_m_ > 0 ? speed_m_s_.back() : speed_m_s_[0];
  for (std::size_t k = 1; k < count; ++k) {
    gap_m_[k] = static_cast<float>(front_m_[k - 1] - length_m_[k - 1] - front_m_[k]);
    leader_m_s_[k] = speed_m_s_[k - 1];
  }
  kernels::idm(driver_, static_cast<float>(dt_s),
               {gap_m_.data(), leader_m_s_.data(), desired_m_s_.data(), speed_m_s_.data(), way_m_.data(), count});
  for (std::size_t k = 0; k < count; ++k) front_m_[k] += way_m_[k];
}

double idm_equilibrium_gap_m(const kernels::IdmDriver& driver, double speed_m_s, double desired_m_s) {
  const double part = speed_m_s / desired_m_s;
  return (driver.min_gap_m + speed_m_s * driver.time_gap_s) / std::sqrt(1 - part * part * part * part);
}

}  // namespace machi
