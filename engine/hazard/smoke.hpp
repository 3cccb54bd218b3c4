/// \file  Smoke: how much it slows walkers down and when it makes them incapable.
#pragma once

#include <cstdint>

namespace machi {

/// Walking speed in smoke against free air.
enum class SmokeSpeedLaw : std::uint8_t {
  fds_evac,  ///< 1 - 0.057 K / 0.706, at least 0.1 (FDS+Evac, after Frantzich and Nilsson)
  fridolf,   ///< V / (V + 2), V = visibility / K (Fridolf)
};

/// Part of the free speed left where light is extinguished by `extinction_1_m` (K >= 0). `visibility` is K V of what
/// is looked for: 3 reflecting, 8 lit signs.
double smoke_factor(SmokeSpeedLaw law, double extinction_1_m, double visibility = 3);

/// What is breathed. Volume shares.
struct SmokeGas {
  double co_ppm{0};
  double hcn_ppm{0};
  double co2_percent{0};
  double o2_percent{20.9};
};

/// Fractional effective dose that a minute adds (Purser; ISO 13571; as in FDS+Evac): (CO + CN) * HV + O2 with
/// CO = 2.764e-5 ppm^1.036, CN = exp(ppm / 43) / 220 - 0.0045, HV = exp(0.1903 CO2% + 2.0004) / 7.1 and, below 19.5 %
/// of oxygen, O2 = 1 / exp(8.13 - 0.54 (20.9 - O2%)). HV is 1.04 without CO2, as published. ppm up to
/// 100,000.
double fed_rate_1_min(const SmokeGas& gas);

/// A dose in steps of equal length, exact to 2^-60: incapable from 1 on.
using Dose = std::uint64_t;
inline constexpr Dose incapacitating_dose = Dose{1} << 60;
/// What one step of `dt_s` adds; at most the incapacitating dose.
Dose dose_of_step(double fed_rate_1_min, double dt_s);
/// Adds without overflow; stays at the incapacitating dose.
inline Dose add_dose(Dose dose, Dose step) {
  return dose + step < incapacitating_dose ? dose + step : incapacitating_dose;
}
inline bool is_incapable(Dose dose) {
  return dose >= incapacitating_dose;
}

}  // namespace machi
