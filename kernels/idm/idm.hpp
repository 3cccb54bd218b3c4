/// \file  How vehicles in a lane speed up and brake behind one another.
#pragma once

#include <cstddef>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// What drivers of a lane have in common.
struct IdmDriver {
  float time_gap_s{1};
  float min_gap_m{2};
  float acceleration_m_s2{1};
  float deceleration_m_s2{1.5F};  ///< comfortable
};

/// Vehicles of a lane, one value each. No arrays may overlap.
struct IdmVehicles {
  const float* gap_m{nullptr};             ///< to the rear of the vehicle in front, as the step begins
  const float* leader_speed_m_s{nullptr};  ///< of the vehicle in front, as the step begins
  const float* desired_m_s{nullptr};       ///< above 0
  float* speed_m_s{nullptr};               ///< in and out, at least 0
  float* way_m{nullptr};                   ///< out: how far it comes in the step
  std::size_t size{0};
};

/// One step of dt_s by the Intelligent Driver Model (Treiber, Hennecke and Helbing 2000) with exponent 4:
/// dv/dt = a (1 - (v / v0)⁴ - (s* / s)²), s* = s0 + max(0, v T + v (v - v_leader) / (2 sqrt(a b))), over the whole step
/// as at its beginning (ballistic: Treiber and Kanagaraj 2015). Who would come to rest within the step stands from
/// there on. Nobody goes further than its gap: with dt far above the time gap the law alone does not ensure that.
/// Throws nothing. Local: any thread.
void idm(const IdmDriver& driver, float dt_s, const IdmVehicles& vehicles);

/// The same in one named variant; for tests and benchmarks.
void idm(Variant variant, const IdmDriver& driver, float dt_s, const IdmVehicles& vehicles);

}  // namespace machi::kernels
