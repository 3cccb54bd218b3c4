/// \file  A trip by transit as its legs: walks to, between and from stops, and rides by the timetable.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/choice/chains.hpp"

namespace machi {

/// A leg as it is expected.
struct TransitLegAhead {
  std::uint32_t ride{no_index};  ///< of the trip's rides; none: a walk
  std::uint32_t departure{0};    ///< step
  std::uint32_t steps{0};
  std::uint32_t waiting{0};           ///< steps of these before the vehicle departs
  std::uint32_t from_stop{no_index};  ///< where it begins; none: at an activity
};

/// Of a trip with rides that begins in a step. Between two legs is a stage, which takes one step. A ride that has no
/// vehicle any more takes a day.
std::vector<TransitLegAhead> transit_legs(const ChoiceRules& rules, const TripPlan& trip, std::uint32_t departure);

/// The step of arrival.
std::uint32_t transit_arrival(const ChoiceRules& rules, const TripPlan& trip, std::uint32_t departure);

/// Legs and the stages between them as words of a RunningPlan.
void append_transit(const TripPlan& trip, const ChoiceRules& rules, std::uint32_t departure,
                    std::vector<std::uint32_t>& words);

/// The step in which the next vehicle of a ride departs from where it is boarded, for who is there from a step on; and
/// that in which it comes to where one gets off. None where there is no more.
struct RideSteps {
  std::uint32_t departure{no_index};
  std::uint32_t arrival{no_index};
};
RideSteps next_ride(const ChoiceRules& rules, const PlannedRide& ride, std::uint32_t step);

}  // namespace machi
