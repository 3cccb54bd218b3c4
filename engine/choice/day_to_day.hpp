/// \file  People who learn from day to day: their plans, over all ranks, between one run of the traffic and the next.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "engine/choice/choice_world.hpp"
#include "engine/choice/replan.hpp"
#include "engine/comm/comm.hpp"
#include "engine/process/mobility/link_records.hpp"
#include "engine/process/mobility/travel_event.hpp"

namespace machi {

/// What was learned of one day; sums over all persons, whole numbers.
struct DayFacts {
  std::int64_t persons{0};
  std::int64_t score_micro{0};  ///< of the plans that were carried out, in millionths
  std::int64_t best_micro{0};   ///< of the best plan that each knows
  std::int64_t trips{0};        ///< that arrived
  std::int64_t trip_steps{0};   ///< of these
  std::int64_t route_ms{0};     ///< of the routes that were driven, by the travel times of the day
  std::int64_t least_ms{0};     ///< of the best routes at the same times
  std::int64_t plan_bytes{0};   ///< of all plans that are known
  std::int64_t legs{0};         ///< of the plans that were carried out
  std::int64_t steps_per_s{1};  ///< not a sum
  std::int64_t tried[4]{};      ///< by Strategy, after the day
  std::int64_t trips_by_mode[32]{};

  double score() const { return mean(score_micro, persons) * 1e-6; }
  double best_score() const { return mean(best_micro, persons) * 1e-6; }
  double mean_trip_s() const { return mean(trip_steps, trips) / static_cast<double>(steps_per_s); }
  /// Part of their time under way that drivers could save by another route: (route_ms - least_ms) / route_ms.
  double relative_gap() const {
    return route_ms == 0 ? 0 : 1 - static_cast<double>(least_ms) / static_cast<double>(route_ms);
  }

 private:
  static double mean(std::int64_t sum, std::int64_t count) {
    return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
  }
};

/// A trip as it was carried out.
struct TripRecord {
  std::uint32_t person{0};  ///< row of the demand
  std::uint32_t departure{no_index};
  std::uint32_t arrival{no_index};  ///< none: it never did
  std::uint16_t trip{0};
  std::uint8_t mode{0};  ///< of a fixed trip that of its first driven leg, else of its first leg
};

/// The persons of a demand in blocks of rows, one for each rank. All functions that take a Comm are collective.
class DayToDay {
 public:
  /// The demand may lie on the ranks in runs of rows, one after the other, or whole on the first; this rank has `mine`
  /// persons of it. words(p, row) appends those of append_chain() of its person p. The network must outlive this.
  DayToDay(const Comm& comm, ChoiceWorld world, std::int64_t mine,
           const std::function<void(std::uint64_t p, std::vector<std::uint32_t>& row)>& words);

  /// The plans of this rank's block that are carried out next.
  std::vector<RunningPlan> plans() const;
  /// What happened: events of departures, entries into traffic, arrivals and failures, and records of links, each from
  /// the rank where it was seen; and [fleets of the rules] who took whom. Scores the plans that were carried out, and
  /// takes the travel times.
  DayFacts learn(const Comm& comm, const std::vector<TravelEvent>& events, const std::vector<LinkRecord>& seen,
                 std::span<const Dispatcher* const> fleets = {});
  /// The first row of the demand whose score of the last day is no finite number; the same on all ranks. None: all are.
  std::optional<std::int64_t> first_unscored() const {
    return first_unscored_ < persons_ ? std::optional(first_unscored_) : std::nullopt;
  }
  /// Everyone decides what to do on the day of that number; counts what was tried into `facts`.
  void decide(const Comm& comm, std::uint32_t iteration, DayFacts& facts);

  /// Trips of the last day, of this rank's block, and the way back to them.
  const std::vector<TripRecord>& trips() const { return trips_; }
  void take_trips(std::vector<TripRecord> trips);
  /// How many there are of this rank's block.
  std::size_t trip_count() const;
  /// The plans that were carried out last, of the persons whose demand lies on this rank: {end, duration, mode or none
  /// where fixed, steps, links, link, …} of each trip, person after person; of one with rides the step in which it
  /// began (none: it did not) and {access, egress (s), route, board, alight, …} instead of links.
  std::vector<std::uint32_t> final_plans(const Comm& comm) const;
  const ChoiceWorld& world() const { return world_; }
  const TravelKnowledge& knowledge() const { return *knowledge_; }
  const Chains& chains() const { return chains_; }
  /// All plans that the persons of this rank's block know, and the way back to what they knew before a day.
  const std::vector<std::vector<std::uint8_t>>& known() const { return packed_; }
  void take_known(std::vector<std::vector<std::uint8_t>> known) { packed_ = std::move(known); }
  /// Whether the persons of this rank's block can know such plans, so that nothing outside the world is looked up.
  /// Local.
  bool can_know(const std::vector<std::vector<std::uint8_t>>& known) const;

 private:
  KnownPlans plans_of(std::uint32_t p) const {
    return unpack_plans(packed_[p], code_, driven_, chains_.first_links(p)).value();
  }
  bool can_go(std::uint32_t p, const DayPlan& plan) const;
  void keep(std::uint32_t p, const KnownPlans& known) {
    packed_[p] = pack_plans(known, code_, driven_, chains_.first_links(p));
  }
  std::vector<TravelEvent> to_planners(const Comm& comm, const std::vector<TravelEvent>& events) const;
  void take_times(const Comm& comm, const std::vector<LinkRecord>& seen);
  void for_each_person(DayFacts& facts,
                       const std::function<void(std::uint32_t p, PlanAhead& ahead, DayFacts& facts)>& work);
  void score_day(std::uint32_t p, std::span<const TravelEvent> events, PlanAhead& ahead, DayFacts& facts);

  /// The rank that plans for a person.
  int planner_of(std::int64_t person) const;

  ChoiceWorld world_;
  std::vector<std::int64_t> first_row_;  ///< [ranks + 1] of the demand on each rank
  std::int64_t persons_;
  int ranks_;
  RouteCode code_;
  std::vector<bool> driven_;
  Chains chains_;
  std::vector<std::vector<std::uint8_t>> packed_;  ///< [persons of the block]
  std::vector<std::uint64_t> trip_begin_;          ///< [persons of the block + 1] into trips_
  std::vector<TripRecord> trips_;
  std::int64_t first_unscored_{std::numeric_limits<std::int64_t>::max()};
  std::unique_ptr<TravelKnowledge> knowledge_;
};

}  // namespace machi
