/// \file  What a traveller takes of a timetable: the journey that is worth most, among those of RAPTOR.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/transit/raptor.hpp"

namespace machi {

/// How people choose among journeys. Utilities as those of scoring (docs/models/choice.md), a second.
struct TransitRules {
  WalkRules walk;
  double walk_radius_m{1000};  ///< straight to and from stops
  std::uint32_t most_rides{5};
  double riding_1_s{-6.0 / 3600};
  double waiting_1_s{-6.0 / 3600};
  double walking_1_s{-6.0 / 3600};
  double line_switch{-1};
  double performing_1_s{6.0 / 3600};  ///< what a second less under way is worth
};

/// A timetable with what searches need. Immutable; any thread.
struct TransitWorld {
  /// The timetable has its transfers. places [stops]: links where people wait; empty where nobody does.
  TransitWorld(std::shared_ptr<const Timetable> shared, const TransitRules& rules_of_choice,
               std::vector<std::uint32_t> places);
  TransitWorld(const TransitWorld&) = delete;
  TransitWorld& operator=(const TransitWorld&) = delete;
  std::vector<StopAccess> stops_near(double x_m, double y_m) const {
    return stops.near(x_m, y_m, rules.walk_radius_m, rules.walk);
  }

  std::shared_ptr<const Timetable> timetable;
  TransitRules rules;
  std::vector<std::uint32_t> stop_place;
  TransitIndex index;
  StopIndex stops;
};

/// A ride as a plan has it: any trip of the route will do.
struct PlannedRide {
  std::uint32_t route{0};
  std::uint32_t board{0};  ///< place among the route's stops
  std::uint32_t alight{0};
  friend auto operator<=>(const PlannedRide&, const PlannedRide&) = default;
};

/// How rides go for who comes to the first stop at a moment.
struct RideTimes {
  std::int32_t arrival_s{0};  ///< at the last stop
  std::int64_t waiting_s{0};  ///< changes at the same stop included
  std::int64_t riding_s{0};
  std::int64_t walking_s{0};  ///< between stops
};

/// Stop of a ride.
std::uint32_t board_stop(const Timetable& timetable, const PlannedRide& ride);
std::uint32_t alight_stop(const Timetable& timetable, const PlannedRide& ride);
/// Straight from stop to stop, in m.
double ride_m(const Timetable& timetable, const PlannedRide& ride);
/// What it takes from one stop to the other: the minimal time of a change at the same stop, else that of the transfer;
/// none where the timetable has no transfer.
std::optional<std::uint32_t> change_s(const Timetable& timetable, std::uint32_t from, std::uint32_t to);
/// By the timetable; none where a ride has no trip any more.
std::optional<RideTimes> ride_times(const TransitIndex& index, std::span<const PlannedRide> rides, std::int32_t at_s);

/// One for each thread.
class TransitPlanner {
 public:
  explicit TransitPlanner(const TransitWorld& world);
  /// The journey of the highest utility among those that are Pareto-optimal by arrival and number of rides and arrive
  /// sooner than a walk of the whole way; none where there is none.
  std::optional<Journey> best(double from_x_m, double from_y_m, double to_x_m, double to_y_m, std::int32_t departure_s);

 private:
  double utility(const Journey& journey) const;

  const TransitWorld& world_;
  Raptor raptor_;
};

}  // namespace machi
