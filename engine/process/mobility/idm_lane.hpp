/// \file  One lane, a ring or open at its end, whose vehicles follow one another by the Intelligent Driver Model.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/idm/idm.hpp"

namespace machi {

/// Vehicles in the order in which they drive, the first one in front; nobody overtakes. Steps read the state at their
/// beginning and write the next one, so that their order does not matter. Not for several threads at a time.
class IdmLane {
 public:
  /// A ring of `ring_m`, or with 0 a lane whose first vehicle has nobody in front.
  IdmLane(const kernels::IdmDriver& driver, double ring_m) : driver_(driver), ring_m_(ring_m) {}

  /// Behind all others: its front at `front_m`, below theirs.
  void add(double front_m, double length_m, double desired_m_s, double speed_m_s);
  void step(double dt_s);
  /// How fast the first vehicle wants to go from now on; for platoons behind a leader.
  void lead(double desired_m_s) { desired_m_s_.front() = static_cast<float>(desired_m_s); }
  /// Puts the first vehicle to rest where it is.
  void stop_leader() { speed_m_s_.front() = 0; }

  std::size_t size() const { return front_m_.size(); }
  double front_m(std::size_t vehicle) const { return front_m_[vehicle]; }  ///< along all rounds
  double speed_m_s(std::size_t vehicle) const { return speed_m_s_[vehicle]; }
  /// From its front to the rear of the vehicle in front; endless where there is none.
  double gap_m(std::size_t vehicle) const;

 private:
  kernels::IdmDriver driver_;
  double ring_m_;
  // [vehicles]
  std::vector<double> front_m_;
  std::vector<float> length_m_;
  std::vector<float> desired_m_s_;
  std::vector<float> speed_m_s_;
  std::vector<float> gap_m_;
  std::vector<float> leader_m_s_;
  std::vector<float> way_m_;
};

/// Gap of vehicles that all drive at speed v behind one another: (s0 + v T) / sqrt(1 - (v / v0)⁴). Throws nothing.
double idm_equilibrium_gap_m(const kernels::IdmDriver& driver, double speed_m_s, double desired_m_s);

}  // namespace machi
