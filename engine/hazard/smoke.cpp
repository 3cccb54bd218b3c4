#include "engine/hazard/smoke.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/core/error.hpp"
#include "engine/grid/paint.hpp"
#include "engine/hazard/plain_math.hpp"

namespace machi {
namespace {

void check(const SmokeZone& area, std::size_t number) {
  const std::string where = "smoke area " + std::to_string(number + 1);
  if (area.time_s.empty() || area.time_s.size() != area.extinction_1_m.size())
    throw UsageError(where + ": it has not one extinction per time. Give as many as there are times");
  for (std::size_t k = 0; k < area.time_s.size(); ++k) {
    if (!(area.extinction_1_m[k] >= 0))
      throw UsageError(where + ": an extinction is negative or no number. Give 1/m, 0 or more");
    if (k > 0 && !(area.time_s[k] > area.time_s[k - 1])) throw UsageError(where + ": its times do not rise. Sort them");
  }
  const SmokeGas& gas = area.gas;
  const bool good = gas.co_ppm >= 0 && gas.co_ppm <= 1e5 && gas.hcn_ppm >= 0 && gas.hcn_ppm <= 1e5 &&
                    gas.co2_percent >= 0 && gas.co2_percent <= 100 && gas.o2_percent >= 0 && gas.o2_percent <= 20.9;
  if (!good) throw UsageError(where + ": a gas is out of range. Give CO and HCN 0 … 100,000 ppm, CO2 %, O2 0 … 20.9 %");
}

// -1 before the first time.
double extinction_at(const SmokeZone& area, double time_s) {
  const auto later = std::upper_bound(area.time_s.begin(), area.time_s.end(), time_s);
  if (later == area.time_s.begin()) return -1;
  const auto now = static_cast<std::size_t>(later - area.time_s.begin()) - 1;
  if (later == area.time_s.end()) return area.extinction_1_m[now];
  const double share = (time_s - area.time_s[now]) / (area.time_s[now + 1] - area.time_s[now]);
  return area.extinction_1_m[now] + (area.extinction_1_m[now + 1] - area.extinction_1_m[now]) * share;
}

}  // namespace

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

Smoke::Smoke(const LeafDomain& leaves, const TaggedPolygons& polygons, std::vector<SmokeZone> areas, SmokeSpeedLaw law,
             double dt_s, double visibility)
    : areas_(std::move(areas)),
      law_(law),
      visibility_(visibility),
      area_of_cell_(std::size_t{leaves.own()} * leaf_cells, no_area),
      factor_(256, 1.0F),
      dose_(256, 0) {
  if (areas_.size() > no_area) throw UsageError("smoke: more than 255 areas. Join those that are alike");
  for (std::size_t k = 0; k < areas_.size(); ++k) {
    check(areas_[k], k);
    dose_of_area_.push_back(dose_of_step(fed_rate_1_min(areas_[k].gas), dt_s));
  }
  for (const auto& tags : polygons.tags)
    if (tags[0] >= areas_.size()) throw RunError("a polygon of smoke names an area that does not exist");
  LeafShares(leaves).paint(polygons.polygons, [&](std::uint32_t polygon, std::uint32_t leaf, std::uint64_t mask) {
    for (std::uint64_t left = mask; left != 0; left &= left - 1)
      area_of_cell_[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(__builtin_ctzll(left))] =
          static_cast<std::uint8_t>(polygons.tags[polygon][0]);
  });
  set_time(0);
}

void Smoke::set_time(double time_s) {
  for (std::size_t k = 0; k < areas_.size(); ++k) {
    const double extinction = extinction_at(areas_[k], time_s);
    factor_[k] = static_cast<float>(smoke_factor(law_, extinction, visibility_));
    dose_[k] = extinction < 0 ? 0 : dose_of_area_[k];
  }
}

}  // namespace machi
