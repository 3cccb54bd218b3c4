/// \file  What happened to one person on one day, from its events to the score of its plan.
#pragma once

#include <span>
#include <vector>

#include "engine/choice/choice_world.hpp"
#include "engine/process/mobility/travel_event.hpp"

namespace machi {

/// A leg as it was carried out; steps, none where it did not happen.
struct LegRecord {
  std::uint32_t departure{no_index};
  std::uint32_t enters_traffic{no_index};
  std::uint32_t arrival{no_index};
  std::uint32_t boards{no_index};  ///< a vehicle that others drive
};

/// Of each leg of a plan; events of that person only, in any order.
std::vector<LegRecord> leg_records(std::size_t legs, std::span<const TravelEvent> events);

/// Trips of legs that follow one another: departure of the first, arrival of the last.
struct TripTimes {
  std::uint32_t departure{no_index};
  std::uint32_t arrival{no_index};
};
std::vector<TripTimes> trip_times(std::size_t trips, const std::vector<ChainLeg>& legs,
                                  const std::vector<LegRecord>& records);

/// The utility of a day: of activities, the first and the last one being one overnight where they are of one type, and
/// of legs; what is not done by the end of the run counts as aborted (aborted_score()).
double day_score(const ChoiceWorld& world, const Chains& chains, std::uint32_t p, const DayPlan& plan,
                 const std::vector<ChainLeg>& legs, const std::vector<LegRecord>& records);

}  // namespace machi
