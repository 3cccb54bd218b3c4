/// \file  What does not change about the days of people: where they are, in which order, and how far that is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/choice/day_plan.hpp"
#include "engine/choice/fleet_ahead.hpp"
#include "engine/choice/scoring.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

/// A mode as plans use it; rows are those of the demand's modes.
struct ChoiceMode {
  std::string name;
  bool driven{false};          ///< on the links
  bool chosen{false};          ///< may be drawn
  bool transit{false};         ///< by the timetable of ChoiceRules
  std::uint8_t fleet{0};       ///< 1 + its row of ChoiceRules::fleets; 0: none
  std::uint8_t driver{0};      ///< place among the driven modes
  std::uint32_t mode_bits{0};  ///< of the links that it may use
  double speed_m_s{0};         ///< where it is teleported; 0: has none
  TravelUtility utility;
};

/// How days become steps, and ways become times.
struct ChoiceRules {
  PlanClock clock;
  bool walks_to_road{false};  ///< AccessRule::walk
  double walk_speed_m_s{3 / 3.6};
  double beeline_factor{1.3};
  std::uint8_t walk{0};                  ///< row of the mode "walk"
  const TransitWorld* transit{nullptr};  ///< null: there is none
  std::vector<ChoiceFleet> fleets{};
  bool rides_run{false};  ///< in vehicles (operator 0 of the traffic); else rides are teleported

  double clock_s(std::uint32_t step) const {
    return clock.start_s + static_cast<double>(step) / static_cast<double>(clock.steps_per_s);
  }
};

/// An activity of a person, one and the same in all plans.
struct ChainStop {
  std::uint32_t link{0};
  std::uint32_t walk_steps{0};  ///< between it and the road
  float walk_m{0};
  float typical_s{0};  ///< how long the first plan does it
  float x_m{0};
  float y_m{0};
  std::uint16_t type{0};
};

/// The trip after it.
struct ChainTrip {
  static constexpr std::uint32_t none = 0xffffffffU;
  float beeline_m{0};
  std::uint32_t fixed{none};  ///< where its words are; none: its mode and way may change
};

/// Of the persons of one rank, which are a range of rows of the demand.
class Chains {
 public:
  explicit Chains(std::uint32_t first_person = 0, std::uint32_t drivers = 0)
      : first_person_(first_person), drivers_(drivers) {}

  /// Adds the next person from its words and moves `words` behind them; answers with its first plan.
  DayPlan add(const std::uint32_t*& words, const std::vector<ChoiceMode>& modes);

  std::uint32_t persons() const { return static_cast<std::uint32_t>(stop_begin_.size() - 1); }
  std::uint32_t row(std::uint32_t p) const { return first_person_ + p; }  ///< of the demand
  std::span<const ChainStop> stops(std::uint32_t p) const {
    return {stops_.data() + stop_begin_[p], stops_.data() + stop_begin_[p + 1]};
  }
  std::span<const ChainTrip> trips(std::uint32_t p) const {
    return {trips_.data() + (stop_begin_[p] - p), trips_.data() + (stop_begin_[p + 1] - p - 1)};
  }
  /// Legs of a fixed trip and the stages between them, as in a RunningPlan.
  std::span<const std::uint32_t> fixed_words(const ChainTrip& trip) const {
    return {fixed_.data() + trip.fixed + 1, fixed_[trip.fixed]};
  }
  std::uint8_t vehicle_class(std::uint32_t p, std::uint8_t driver) const { return classes_[p * drivers_ + driver]; }
  /// Where the routes of a person's trips begin; none for fixed ones.
  std::vector<std::uint32_t> first_links(std::uint32_t p) const;
  std::uint64_t bytes() const;

 private:
  std::uint32_t first_person_;
  std::uint32_t drivers_;
  std::vector<std::uint64_t> stop_begin_{0};
  std::vector<ChainStop> stops_;
  std::vector<ChainTrip> trips_;
  std::vector<std::uint32_t> fixed_;   ///< {count, words …} of each
  std::vector<std::uint8_t> classes_;  ///< [persons × drivers]
};

/// The words of a person for Chains::add(), from a demand that complete_trips() made. A trip may change if it is one
/// leg by a driven mode or by one that may be drawn, a driven leg between two walks to and from the road, a fleet's
/// between two walks to and from its stops, or walks and rides by the timetable.
/// class_of_driver [drivers]: vehicle types where the person's plan has no vehicle of the mode. Local.
void append_chain(const TravelDemand& demand, std::uint64_t person, const TrafficNetwork& network,
                  const std::vector<ChoiceMode>& modes, const ChoiceRules& rules,
                  const std::vector<std::uint32_t>& class_of_driver, std::vector<std::uint32_t>& words);

/// The plan as the process carries it. departures [trips]: steps in which its trips are expected to begin, for rides
/// that are teleported; needed where it has rides.
RunningPlan running_plan(const Chains& chains, std::uint32_t p, const DayPlan& plan,
                         const std::vector<ChoiceMode>& modes, const ChoiceRules& rules,
                         std::span<const std::uint32_t> departures = {});

/// A leg of a plan, as events count them.
struct ChainLeg {
  std::uint32_t trip{0};
  std::uint8_t mode{0};
  bool driven{false};
  bool walks_to_road{false};        ///< or to, from and between stops
  std::uint32_t ride{0xffffffffU};  ///< of its trip's rides; none: it is no ride by the timetable
};
std::vector<ChainLeg> legs_of(const Chains& chains, std::uint32_t p, const DayPlan& plan,
                              const std::vector<ChoiceMode>& modes, const ChoiceRules& rules);

/// Steps of a teleported way.
std::uint32_t teleport_steps(double beeline_m, double speed_m_s, const ChoiceRules& rules);

}  // namespace machi
