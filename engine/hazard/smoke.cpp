#include "engine/hazard/smoke.hpp"

#include <algorithm>
#include <cmath>

#include "engine/hazard/plain_math.hpp"

namespace machi {
double smoke_factor(SmokeSpeedLaw law, double extinction_1_m, double visibility) {
  if (!(extinction_1_m > 0)) return 1;
  if (law == SmokeSpeedLaw::fds_evac) return std::max(1 - 0.057 * extinction_1_m / 0.706, 0.1);
  const double sight_m = visibility / extinction_1_m;
  return sight_m / (sight_m + 2);
}

double fed_rate_1_min(const SmokeGas& gas) {
  const double co = gas.co_ppm > 0 ? 2.764e-5 * plain_exp(1.036 * plain_log(gas.co_ppm)) : 0;
  const double cn = gas.hcn_ppm > 0 ? plain_exp(std::min(gas.hcn_ppm / 43, 90.0)) / 220 - 0.0045 : 0;
  const double breathing = plain_exp(0.1903 * gas.co2_percent + 2.0004) / 7.1;
  const double o2 = gas.o2_percent < 19.5 ? 1 / plain_exp(8.13 - 0.54 * (20.9 - gas.o2_percent)) : 0;
  return (co + std::max(cn, 0.0)) * breathing + o2;
}

Dose dose_of_step(double fed_rate_1_min, double dt_s) {
  const double dose = fed_rate_1_min / 60 * dt_s * 0x1p60;
  return dose >= 0x1p60 ? incapacitating_dose : static_cast<Dose>(std::max(dose, 0.0));
}

}  // namespace machi
