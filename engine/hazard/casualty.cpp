#include "engine/hazard/casualty.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/hazard/plain_math.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_loss = 0x4c4f5353;  // "LOSS"
constexpr std::uint64_t certain = std::uint64_t{1} << 32;

// Cabinet Office 2012: what it published by 10 cm of depth lies on this normal distribution to the digit.
constexpr double mean_depth_m = 0.65, deviation_m = 0.09, first_death_m = 0.30, all_die_m = 1.00;
// TUNAMI-EVAC, pedestrians.
constexpr double deadly_m = 0.85, car_m = 0.5;
constexpr double largest_exponent = 12;  // beyond ± this the logistic counts as 0 or 1

double logistic_exponent(double depth_m, double velocity_m_s) {
  return -12.37 + 22.036 * depth_m + 11.517 * velocity_m_s - 15.48;
}

double logistic(double exponent) {
  if (exponent <= -largest_exponent) return 0;
  if (exponent >= largest_exponent) return 1;
  return 1 / (1 + plain_exp(-exponent));
}

double cabinet_office(double depth_m) {
  if (depth_m < first_death_m) return 0;
  return depth_m >= all_die_m ? 1 : plain_normal_share((depth_m - mean_depth_m) / deviation_m);
}

bool depth_alone(const LossRules& rules, WaterClass who) {
  const bool tunami = rules.law == CasualtyLaw::tunami_evac || rules.law == CasualtyLaw::tunami_evac_curve;
  return rules.law == CasualtyLaw::depth || rules.law == CasualtyLaw::cabinet_office_2012 ||
         (tunami && who == WaterClass::car);
}

std::uint64_t fixed(double probability) {
  return static_cast<std::uint64_t>(std::floor(std::clamp(probability, 0.0, 1.0) * 0x1p32));
}

}  // namespace

std::string_view name_of(CasualtyLaw law) {
  switch (law) {
    case CasualtyLaw::depth:
      return "depth";
    case CasualtyLaw::cabinet_office_2012:
      return "cabinet_office_2012";
    case CasualtyLaw::tunami_evac:
      return "tunami_evac";
    case CasualtyLaw::tunami_evac_curve:
      return "tunami_evac_curve";
    case CasualtyLaw::arr:
      return "arr";
    case CasualtyLaw::uk_hazard_rating:
      return "uk_hazard_rating";
    case CasualtyLaw::jonkman:
      return "jonkman";
  }
  return "unknown";
}

double loss_probability(const LossRules& rules, WaterClass who, double depth_m, double velocity_m_s) {
  if (!(depth_m > 0)) return 0;
  const auto k = static_cast<std::size_t>(who);
  const bool is_car = who == WaterClass::car;
  const double exponent = logistic_exponent(depth_m, velocity_m_s);
  switch (rules.law) {
    case CasualtyLaw::depth:
      return depth_m >= rules.depth_m ? 1 : 0;
    case CasualtyLaw::cabinet_office_2012:
      return cabinet_office(depth_m);
    case CasualtyLaw::tunami_evac:
      if (is_car) return depth_m > car_m ? 1 : 0;
      return exponent > 0 || depth_m > deadly_m ? 1 : 0;
    case CasualtyLaw::tunami_evac_curve:
      if (is_car) return depth_m > car_m ? 1 : 0;
      return depth_m > deadly_m ? 1 : logistic(exponent);
    case CasualtyLaw::arr:
      return depth_m * velocity_m_s > rules.arr_m2_s[k] || depth_m > rules.arr_depth_m[k] ? 1 : 0;
    case CasualtyLaw::uk_hazard_rating:
      return depth_m * (velocity_m_s + 0.5) + rules.debris > rules.hazard_rating[k] ? 1 : 0;
    case CasualtyLaw::jonkman:
      return depth_m * velocity_m_s > rules.moment_m2_s[k] ? 1 : 0;
  }
  return 0;
}

std::uint32_t loss_threshold(std::uint64_t seed, std::uint64_t person) {
  return random_block(seed, person, 0, purpose_loss)[0];
}

LossTable::LossTable(const LossRules& rules, WaterClass who) : rules_(rules), who_(who) {
  if (!(rules.unknown_velocity_m_s >= 0 && rules.unknown_velocity_m_s <= 600))
    throw UsageError("loss: the velocity that is taken where none is known must be 0 … 600 m/s");
  unknown_cm_s_ = static_cast<std::uint16_t>(std::floor(rules.unknown_velocity_m_s * 100 + 0.5));
  if (depth_alone(rules, who)) {
    for (int cm = 0; cm < 65536; ++cm) {
      by_depth_.push_back(fixed(loss_probability(rules, who, cm / 100.0, 0)));
      if (by_depth_.back() == certain) break;
    }
  } else if (rules.law == CasualtyLaw::tunami_evac_curve) {
    const int steps = static_cast<int>(2 * largest_exponent * 100);
    for (int k = 0; k <= steps; ++k) by_exponent_.push_back(fixed(logistic(k / 100.0 - largest_exponent)));
  }
}

std::uint64_t LossTable::probability(std::uint16_t depth_cm, std::uint16_t velocity_cm_s) const {
  if (depth_cm == 0) return 0;
  if (!by_depth_.empty()) return by_depth_[std::min<std::size_t>(depth_cm, by_depth_.size() - 1)];
  const double depth_m = depth_cm / 100.0;
  const double velocity_m_s = (velocity_cm_s == unknown_velocity ? unknown_cm_s_ : velocity_cm_s) / 100.0;
  if (by_exponent_.empty()) return loss_probability(rules_, who_, depth_m, velocity_m_s) > 0 ? certain : 0;
  if (depth_m > deadly_m) return certain;
  const double place = (logistic_exponent(depth_m, velocity_m_s) + largest_exponent) * 100;
  return by_exponent_[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(by_exponent_.size() - 1)))];
}

}  // namespace machi
