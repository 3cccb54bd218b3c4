/// \file  Exact journeys by timetable: RAPTOR (Delling, Pajor and Werneck 2012, Round-Based Public Transit Routing).
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/transit/stop_index.hpp"
#include "engine/transit/transit_index.hpp"

namespace machi {

/// A part of a journey in one vehicle.
struct JourneyRide {
  std::uint32_t route{0};
  std::uint32_t trip{0};   ///< of the route, counted from its first
  std::uint32_t board{0};  ///< place among the route's stops
  std::uint32_t alight{0};
  friend bool operator==(const JourneyRide&, const JourneyRide&) = default;
};

/// From a place to a stop, in one vehicle or several, and from a stop to a place.
struct Journey {
  std::int32_t departure_s{0};  ///< asked for, or of a profile the latest at which it is caught
  std::int32_t arrival_s{0};
  std::uint32_t access_s{0};  ///< walk to the first stop
  std::uint32_t egress_s{0};
  std::uint32_t walk_s{0};  ///< of access, egress and transfers
  std::vector<JourneyRide> rides;
};

/// Searches over one timetable. One for each thread; the index must outlive it.
///
/// A journey is: a walk to a stop (`from`), rides, a walk from a stop (`to`). Between two rides one changes at a stop,
/// which takes its minimal transfer time, or walks by one transfer of the timetable. Rounds count rides. Answers are
/// exact: for each number of rides up to `most_rides` the least arrival that fewer rides do not reach. Of journeys that
/// arrive together, that with less walking is taken as far as it is met.
class Raptor {
 public:
  static constexpr std::int32_t never = std::numeric_limits<std::int32_t>::max();

  Raptor(const TransitIndex& index, std::uint32_t most_rides);

  /// Pareto-optimal journeys by arrival and rides for who leaves at `departure_s`, by rising number of rides and
  /// falling arrival; those that arrive at `latest_s` or later are left out. Valid until the next search.
  const std::vector<Journey>& journeys(std::span<const StopAccess> from, std::span<const StopAccess> to,
                                       std::int32_t departure_s, std::int32_t latest_s = never);
  /// For who leaves at any moment from first_s to last_s (rRAPTOR): of the journeys with that departure or a later one,
  /// by number of rides, the first arrives earliest; those that one with a later departure, no later arrival and no
  /// more rides replaces are left out. Who leaves at last_s may wait. By falling departure, then rising rides.
  const std::vector<Journey>& profile(std::span<const StopAccess> from, std::span<const StopAccess> to,
                                      std::int32_t first_s, std::int32_t last_s);
  /// The journey that leaves last, not before `first_s`, and arrives not after `arrival_s`; of these that which arrives
  /// first. Without rides where there is none.
  Journey last_departure(std::span<const StopAccess> from, std::span<const StopAccess> to, std::int32_t first_s,
                         std::int32_t arrival_s);
  /// Earliest arrivals by vehicle at all stops, never where there is no way: [stops]. Valid until the next search.
  const std::vector<std::int32_t>& arrivals(std::span<const StopAccess> from, std::int32_t departure_s);

 private:
  struct RideLabel {
    std::int32_t time{never};
    std::uint32_t walk{0};
    std::uint32_t run{0};  ///< that set it
    JourneyRide ride;
  };
  struct BoardLabel {
    std::int32_t time{never};
    std::uint32_t walk{0};
    std::uint32_t run{0};
    std::uint32_t from{0};  ///< stop where one got off; of round 0 the walk to the stop
  };

  std::size_t place(std::uint32_t stop, std::uint32_t round) const { return std::size_t{stop} * rounds_ + round; }
  void begin_search(std::span<const StopAccess> to);
  void end_search(std::span<const StopAccess> to);
  void run(std::span<const StopAccess> from, std::int32_t departure_s);
  void set_board(std::uint32_t stop, std::uint32_t round, const BoardLabel& label);
  void collect_routes();
  void scan(std::uint32_t route, std::uint32_t first, std::uint32_t round);
  void alight(std::uint32_t stop, std::uint32_t round, const RideLabel& label);
  void change(std::uint32_t round);
  void take_targets(std::span<const StopAccess> to, std::int32_t departure_s, std::vector<Journey>& found) const;
  Journey journey(std::uint32_t stop, std::uint32_t round, std::uint32_t egress_s) const;
  std::vector<std::int32_t> departures(std::span<const StopAccess> from, std::int32_t first_s,
                                       std::int32_t last_s) const;

  const TransitIndex& index_;
  const Timetable& timetable_;
  std::uint32_t rounds_;  ///< most rides + 1
  std::uint32_t run_{0};

  // [stops × rounds]
  std::vector<RideLabel> rides_;
  std::vector<BoardLabel> boards_;
  std::vector<std::int32_t> best_ride_;  ///< by that many rides or fewer
  std::vector<std::int32_t> best_board_;

  std::vector<std::uint32_t> egress_s_;     ///< [stops] no_walk: no target
  std::vector<std::int32_t> best_target_;   ///< [rounds] by that many rides or fewer
  std::vector<std::int32_t> best_before_;   ///< the same before the run
  std::vector<std::uint32_t> marked_;       ///< stops that can be boarded anew
  std::vector<std::uint32_t> reached_;      ///< stops reached by a ride of the round
  std::vector<std::uint32_t> route_first_;  ///< [routes] first marked stop, none
  std::vector<std::uint32_t> routes_;
  std::vector<Journey> found_;
  std::vector<std::int32_t> arrivals_;
};

}  // namespace machi
