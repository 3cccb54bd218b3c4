/// \file  What people choose in: modes, rules, travel times, and ways to look for better ones.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/choice/chains.hpp"
#include "engine/routing/timed_routes.hpp"

namespace machi {

struct ChoiceWorld {
  const TrafficNetwork* network{nullptr};
  std::uint64_t seed{1};
  std::vector<ChoiceMode> modes;
  LinkTurns turns;  ///< of the driven modes
  ChoiceRules rules;
  ScoringSettings scoring;
  ReplanningSettings replanning;
  std::vector<ActivityUtility> activities;  ///< [types of the demand]
  std::vector<double> length_m;             ///< [links] as far as distances are paid for; else empty
  std::uint32_t bin_steps{900};
  Comm host{Comm::null()};  ///< ranks that hold the tables of routes together (RoutePlanner)

  std::int64_t ms_of(std::uint32_t step) const { return std::int64_t{step} * 1000 / rules.clock.steps_per_s; }
  std::uint32_t steps_of_ms(RouteMs ms) const {
    return static_cast<std::uint32_t>((std::int64_t{ms} * rules.clock.steps_per_s + 999) / 1000);
  }
  double seconds(std::uint32_t steps) const {
    return static_cast<double>(steps) / static_cast<double>(rules.clock.steps_per_s);
  }
  double clock_s(std::uint32_t step) const { return rules.clock.start_s + seconds(step); }
  /// Of a route, its first link not counted; 0 where nobody pays for distance.
  double route_m(const std::vector<std::uint32_t>& route) const;
  std::vector<bool> driven() const;
  /// Utility of a ride by a mode: of its time, of which one waits, of its length, and of changing to it.
  double ride_score(std::uint8_t mode, const PlannedRide& ride, bool first, std::uint32_t steps,
                    std::uint32_t waiting) const;
  /// Utility of a ride with a fleet, or of the walk where it did not come.
  double fleet_score(std::uint8_t mode, double beeline_m, std::uint32_t steps, std::uint32_t waiting) const;
};

/// Travel times of the day before, and planners for each driven mode that stand on them.
class TravelKnowledge {
 public:
  /// Times are free at first.
  explicit TravelKnowledge(const ChoiceWorld& world);
  /// Takes what was seen; sorted by (link, bin).
  void take(std::span<const LinkBinTime> seen);
  /// What became of the day's calls; [fleets of ChoiceRules].
  void take_fleets(std::span<const Dispatcher* const> fleets);
  const FleetExperience& fleet(std::size_t row) const { return fleets_[row]; }
  const LinkTimes& times() const { return times_; }
  const RoutePlanner& planner(std::uint8_t driver) const { return planners_[driver]; }
  std::uint64_t bytes() const;

 private:
  LinkTimes times_;
  std::vector<RoutePlanner> planners_;  ///< [driven modes]
  std::vector<FleetExperience> fleets_;
};

/// How a day would go by the travel times of the day before. One for each thread.
class PlanAhead {
 public:
  PlanAhead(const ChoiceWorld& world, const TravelKnowledge& knowledge, const Chains& chains);

  /// Sets mode and way of trip k of a person who departs in a step, and answers with the step of arrival; none where no
  /// way leads there by that mode. The trip must not be fixed.
  std::uint32_t choose_way(std::uint32_t p, std::uint32_t k, std::uint8_t mode, std::uint32_t departure,
                           TripPlan& trip);
  /// The step of arrival by the way that the plan has.
  std::uint32_t arrival(std::uint32_t p, std::uint32_t k, const TripPlan& trip, std::uint32_t departure) const;
  /// A trip with the fleet of that row as it is expected to go.
  FleetRideAhead fleet_ahead(std::uint32_t p, std::uint32_t k, std::uint32_t row, std::uint32_t departure) const;
  /// The step in which trip k of a plan begins.
  std::uint32_t departure(std::uint32_t p, const DayPlan& plan, std::uint32_t k) const;
  /// Of all trips: [trips]; none from the first one on that never begins.
  std::vector<std::uint32_t> departures(std::uint32_t p, const DayPlan& plan) const;
  /// The least time from the end of `first` to the end of `last` for who drives off in a step; no_way_ms: none.
  RouteMs least_ms(std::uint8_t driver, std::uint32_t first, std::uint32_t last, std::uint32_t step);

 private:
  std::uint32_t road_steps(std::uint32_t p, std::size_t stop) const;
  std::uint32_t choose_rides(std::uint32_t p, std::uint32_t k, std::uint32_t departure, TripPlan& trip);
  std::uint32_t choose_fleet(std::uint32_t p, std::uint32_t k, std::uint32_t row, std::uint32_t departure) const;
  std::uint32_t direct(std::uint32_t row, const FleetTrip& trip) const;

  const ChoiceWorld& world_;
  const TravelKnowledge& knowledge_;
  const Chains& chains_;
  std::vector<std::unique_ptr<TimedRoutes>> routes_;  ///< [driven modes]
  std::unique_ptr<TransitPlanner> transit_;           ///< null: there is none
  std::vector<std::unique_ptr<DrivesOf>> drives_;     ///< [fleets]
};

}  // namespace machi
