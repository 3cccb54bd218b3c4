/// \file  The simple hourly model of ISO 13790, five resistances and one capacity, for 16 zones at a time.
#pragma once

#include <cstddef>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Zones are worked on in batches of this many; columns are [simple_lanes].
inline constexpr std::size_t simple_lanes = 16;

/// What does not change, and the state; names of conductances are those of the standard.
struct SimpleZones {
  const float* h_is_W_K{nullptr};     ///< air to surfaces
  const float* h_w_W_K{nullptr};      ///< surfaces to outdoors, through windows
  const float* h_ms_W_K{nullptr};     ///< mass to surfaces
  const float* h_em_W_K{nullptr};     ///< outdoors to mass
  const float* storage_W_K{nullptr};  ///< heat capacity of the mass / an hour
  float* mass_C{nullptr};
};

/// What acts on the zones in one hour.
struct SimpleForcing {
  const float* outdoor_C{nullptr};
  const float* supply_C{nullptr};   ///< of the air that comes in
  const float* h_ve_W_K{nullptr};   ///< heat capacity flow of that air
  const float* air_W{nullptr};      ///< gains of the air,
  const float* surface_W{nullptr};  ///< of the surfaces
  const float* mass_W{nullptr};     ///< and of the mass
  const float* heat_to_C{nullptr};  ///< set points of the air
  const float* cool_to_C{nullptr};
  const float* heat_most_W{nullptr};  ///< largest power, 0 where there is none
  const float* cool_most_W{nullptr};
};

struct SimpleHour {
  float* heating_W{nullptr};
  float* cooling_W{nullptr};
  float* air_C{nullptr};
};

/// One hour by ISO 13790:2008, annex C: the mass by the trapezoidal rule, surfaces and air in balance. The air is
/// linear in the power, which therefore follows without iteration. Throws nothing. Local: any thread.
void five_r_one_c(const SimpleZones& zones, const SimpleForcing& forcing, const SimpleHour& hour);

/// The same in one named variant; for tests and benchmarks.
void five_r_one_c(Variant variant, const SimpleZones& zones, const SimpleForcing& forcing, const SimpleHour& hour);

}  // namespace machi::kernels
