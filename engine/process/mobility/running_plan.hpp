/// \file  A plan as the process carries it from link to link and rank to rank: a row of 32-bit words.
///
/// Activities and legs alternate. An activity is {link, end step, steps it lasts at most}; the highest bit of its link
/// says that it is a stage between two legs of one trip. A leg on the network is {class · 2 + 1, links, link, …}; one
/// that is teleported {0, steps}; a ride in a vehicle that others drive {ride_bit + operator · 512, steps of the walk
/// where nobody comes or 0, stand from, stand to, service} (rides.hpp); the upper half of a leg's first word is its
/// mode.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/travel_demand.hpp"
#include "engine/process/mobility/queue_rules.hpp"

namespace machi {

inline constexpr std::uint32_t stage_bit = 0x80000000U;
inline constexpr std::uint32_t ride_bit = 0x100U;
inline constexpr unsigned operator_shift = 9;

/// The activity at a place of a plan.
struct ActivityWords {
  static constexpr std::uint32_t size = 3;
  explicit ActivityWords(const std::uint32_t* words) : words_(words) {}
  std::uint32_t link() const { return words_[0] & ~stage_bit; }
  bool is_stage() const { return (words_[0] & stage_bit) != 0; }
  /// The step in which it ends if it begins in `step`, not before; none where it never does.
  std::uint32_t end(std::uint32_t step) const {
    if (words_[1] != no_index) return words_[1] < step ? step : words_[1];
    return words_[2] == no_index ? no_index : step + words_[2];
  }

 private:
  const std::uint32_t* words_;
};

/// The leg at a place of a plan.
struct LegWords {
  static constexpr std::uint32_t size = 2;        ///< and its links, or what a ride is for
  static constexpr std::uint32_t wish_words = 3;  ///< of a ride
  explicit LegWords(const std::uint32_t* words) : words_(words) {}
  bool on_network() const { return (words_[0] & 1U) != 0; }
  bool is_ride() const { return (words_[0] & ride_bit) != 0; }
  /// Words of the leg, all of them.
  std::uint32_t all() const { return size + (on_network() ? links() : is_ride() ? wish_words : 0); }
  std::uint32_t ride_operator() const { return words_[0] >> operator_shift & 0x1fU; }  ///< row of those of the world
  const std::uint32_t* wish() const { return words_ + size; }
  std::uint8_t vehicle_class() const { return static_cast<std::uint8_t>(words_[0] >> 1U & 0x7fU); }
  std::uint8_t mode() const { return static_cast<std::uint8_t>(words_[0] >> mode_shift & 0xffU); }
  std::uint32_t links() const { return words_[1]; }
  std::uint32_t steps() const { return words_[1]; }  ///< of a teleported leg
  static constexpr unsigned mode_shift = 16;

 private:
  const std::uint32_t* words_;
};

/// The part of a leg's first word that says its mode; modes beyond those that are counted apart are one.
std::uint32_t mode_word(std::uint16_t mode);
/// Whole steps for a time, rounded up; what floating point adds to a whole number is not a step.
std::uint32_t whole_steps(double seconds, std::int64_t steps_per_s);

/// A person at the start of a run, in its first activity.
struct RunningPlan {
  std::uint32_t person{0};  ///< row of the demand
  std::vector<std::uint32_t> words;
};

/// Where and for what someone waits: the words of a ride's leg behind its first two.
struct RideWish {
  std::uint32_t from{0};     ///< stand
  std::uint32_t to{0};       ///< stand
  std::uint32_t service{0};  ///< what the operator makes of it: a line, a fleet; none: there is no ride
};

/// How clock times become steps, and which modes are driven.
struct PlanClock {
  std::int64_t steps_per_s{1};
  double start_s{0};              ///< clock time of step 0
  std::vector<bool> on_network;   ///< [modes of the demand]
  std::vector<RideWish> rides{};  ///< [services of the demand] by MobilityWorld::operators[0]; none: not simulated
  /// [modes of the demand] 1 + the row of the operator whose vehicles people ride in; 0, or empty: none.
  std::vector<std::uint8_t> ride_operator{};
};

/// The plan of one person. Ends and durations are rounded up to whole steps. Vehicle types must be fewer than 128 and
/// teleported legs have their time, as complete_trips() leaves them. Local.
RunningPlan running_plan(const TravelDemand& demand, std::uint64_t person, const PlanClock& clock);

}  // namespace machi
