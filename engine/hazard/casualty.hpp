/// \file  Who is lost in water, by the loss laws of the field.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace machi {

/// Whom a law tells apart.
enum class WaterClass : std::uint8_t { adult, child, elderly, car };
inline constexpr int water_class_count = 4;

/// Sources, equations and ranges of validity: docs/models/hazard.md.
enum class CasualtyLaw : std::uint8_t {
  depth,                ///< lost from LossRules::depth_m on (0.01 m Noshiro, 0.30 m Cabinet Office and others)
  cabinet_office_2012,  ///< normal distribution of mean 0.65 m and deviation 0.09 m, 0 below 0.3 m, 1 from 1 m on
  tunami_evac,          ///< pedestrian lost where -12.37 + 22.036 h + 11.517 u > 15.48 or h > 0.85; car where h > 0.5
  tunami_evac_curve,    ///< the same logistic as a probability, 1 above 0.85 m; cars as above
  arr,                  ///< Australian Rainfall and Runoff, Project 10: h u or h above the limit of the class
  uk_hazard_rating,     ///< h (u + 0.5) + debris above the limit of the class
  jonkman,              ///< moment instability: h u above the limit of the class
};
std::string_view name_of(CasualtyLaw law);

struct LossRules {
  CasualtyLaw law{CasualtyLaw::cabinet_office_2012};
  double depth_m{0.30};            ///< of CasualtyLaw::depth
  double unknown_velocity_m_s{2};  ///< taken where no velocity is known; 2 m/s in the code of TUNAMI-EVAC
  double debris{0};                ///< debris factor of the hazard rating: 0, 0.5 or 1
  // By WaterClass. Values that our sources do not give are marked in docs/models/hazard.md.
  std::array<double, water_class_count> arr_m2_s{1.2, 0.4, 0.4, 0.6};
  std::array<double, water_class_count> arr_depth_m{1.2, 0.5, 0.5, 0.3};
  std::array<double, water_class_count> hazard_rating{1.25, 0.75, 0.75, 1.25};
  std::array<double, water_class_count> moment_m2_s{1.25, 0.6, 0.6, 0.6};
};

/// Depth in which a person or car cannot go on: the smallest of what is reported for the class (0.7 m men after the
/// Ise Bay typhoon; 0.2 m children: MLIT's manual for underground malls; 0.5 m women, taken for the elderly; cars
/// 0.5 m as in TUNAMI-EVAC).
inline constexpr std::array<double, water_class_count> stop_depth_m{0.7, 0.2, 0.5, 0.5};

/// Probability of being lost in water of this depth and speed. depth_m, velocity_m_s >= 0. Pure; for set-up and tests.
double loss_probability(const LossRules& rules, WaterClass who, double depth_m, double velocity_m_s);

/// A person's own threshold, drawn once: a uniform word of Philox(seed, person, purpose "loss").
std::uint32_t loss_threshold(std::uint64_t seed, std::uint64_t person);

/// The same law for every step: integers and one look-up. Whoever is lost at a probability is lost at any higher one.
class LossTable {
 public:
  static constexpr std::uint16_t unknown_velocity = 0xffff;

  LossTable(const LossRules& rules, WaterClass who);
  /// Lost where the probability now is above threshold / 2^32. The probability is that of `loss_probability` with the
  /// logistic rounded down to a hundredth of its exponent. Any thread.
  bool lost(std::uint16_t depth_cm, std::uint16_t velocity_cm_s, std::uint32_t threshold) const {
    return probability(depth_cm, velocity_cm_s) > threshold;
  }
  /// Probability times 2^32.
  std::uint64_t probability(std::uint16_t depth_cm, std::uint16_t velocity_cm_s) const;

 private:
  LossRules rules_;
  WaterClass who_;
  std::uint16_t unknown_cm_s_;
  std::vector<std::uint64_t> by_depth_;     ///< laws of depth alone: by cm, the last value for all above
  std::vector<std::uint64_t> by_exponent_;  ///< the logistic: by hundredths from lowest_exponent on
};

}  // namespace machi
