#include "engine/transit/transit_planner.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

TransitWorld::TransitWorld(std::shared_ptr<const Timetable> shared, const TransitRules& rules_of_choice,
                           std::vector<std::uint32_t> places)
    : timetable(std::move(shared)),
      rules(rules_of_choice),
      stop_place(std::move(places)),
      index(*timetable),
      stops(*timetable, std::max(rules.walk_radius_m, 1.0)) {}

std::uint32_t board_stop(const Timetable& timetable, const PlannedRide& ride) {
  return timetable.call_stop[timetable.call(ride.route, ride.board)];
}

std::uint32_t alight_stop(const Timetable& timetable, const PlannedRide& ride) {
  return timetable.call_stop[timetable.call(ride.route, ride.alight)];
}

double ride_m(const Timetable& timetable, const PlannedRide& ride) {
  double metres = 0;
  for (std::uint32_t k = ride.board; k < ride.alight; ++k) {
    const std::uint32_t a = timetable.call_stop[timetable.call(ride.route, k)];
    const std::uint32_t b = timetable.call_stop[timetable.call(ride.route, k + 1)];
    const double dx = 1e-3 * static_cast<double>(timetable.stop_x_mm[b] - timetable.stop_x_mm[a]);
    const double dy = 1e-3 * static_cast<double>(timetable.stop_y_mm[b] - timetable.stop_y_mm[a]);
    metres += std::sqrt(dx * dx + dy * dy);
  }
  return metres;
}

std::optional<std::uint32_t> change_s(const Timetable& timetable, std::uint32_t from, std::uint32_t to) {
  if (from == to) return timetable.stop_min_transfer_s[from];
  const auto first = timetable.transfer_to.begin() + static_cast<std::ptrdiff_t>(timetable.transfer_begin[from]);
  const auto end = timetable.transfer_to.begin() + static_cast<std::ptrdiff_t>(timetable.transfer_begin[from + 1]);
  const auto found = std::lower_bound(first, end, to);
  if (found == end || *found != to) return std::nullopt;
  return timetable.transfer_s[static_cast<std::size_t>(found - timetable.transfer_to.begin())];
}

std::optional<RideTimes> ride_times(const TransitIndex& index, std::span<const PlannedRide> rides, std::int32_t at_s) {
  const Timetable& timetable = index.timetable();
  RideTimes times;
  std::int64_t now = at_s;
  std::uint32_t stop = no_index;
  for (const PlannedRide& ride : rides) {
    const std::uint32_t boards = board_stop(timetable, ride);
    if (stop != no_index) {
      const std::optional<std::uint32_t> change = change_s(timetable, stop, boards);
      if (!change) return std::nullopt;
      (stop == boards ? times.waiting_s : times.walking_s) += *change;
      now += *change;
    }
    const std::uint32_t trip = index.first_trip(ride.route, ride.board, now);
    if (trip == TransitIndex::no_trip) return std::nullopt;
    const std::uint64_t row = timetable.route_trip_begin[ride.route] + trip;
    const std::int32_t departs = timetable.departure_s[timetable.time(ride.route, row, ride.board)];
    const std::int32_t arrives = timetable.arrival_s[timetable.time(ride.route, row, ride.alight)];
    times.waiting_s += departs - now;
    times.riding_s += arrives - departs;
    now = arrives;
    stop = alight_stop(timetable, ride);
  }
  times.arrival_s = static_cast<std::int32_t>(now);
  return times;
}

TransitPlanner::TransitPlanner(const TransitWorld& world)
    : world_(world), raptor_(world.index, world.rules.most_rides) {}

double TransitPlanner::utility(const Journey& journey) const {
  const Timetable& timetable = *world_.timetable;
  const TransitRules& rules = world_.rules;
  double riding_s = 0;
  for (const JourneyRide& ride : journey.rides) {
    const std::uint64_t trip = timetable.route_trip_begin[ride.route] + ride.trip;
    riding_s += timetable.arrival_s[timetable.time(ride.route, trip, ride.alight)] -
                timetable.departure_s[timetable.time(ride.route, trip, ride.board)];
  }
  const double all_s = journey.arrival_s - journey.departure_s;
  const double walking_s = journey.walk_s;
  return rules.riding_1_s * riding_s + rules.walking_1_s * walking_s +
         rules.waiting_1_s * (all_s - riding_s - walking_s) - rules.performing_1_s * all_s +
         rules.line_switch * (static_cast<double>(journey.rides.size()) - 1);
}

std::optional<Journey> TransitPlanner::best(double from_x_m, double from_y_m, double to_x_m, double to_y_m,
                                            std::int32_t departure_s) {
  const std::vector<StopAccess> from = world_.stops_near(from_x_m, from_y_m);
  const std::vector<StopAccess> to = world_.stops_near(to_x_m, to_y_m);
  if (from.empty() || to.empty()) return std::nullopt;
  const double dx = to_x_m - from_x_m;
  const double dy = to_y_m - from_y_m;
  const std::int64_t on_foot = departure_s + std::int64_t{walk_s(std::sqrt(dx * dx + dy * dy), world_.rules.walk)};
  const auto latest = static_cast<std::int32_t>(std::min<std::int64_t>(on_foot, Raptor::never));
  const std::vector<Journey>& found = raptor_.journeys(from, to, departure_s, latest);
  const Journey* best = nullptr;
  double most = 0;
  for (const Journey& journey : found) {
    const double worth = utility(journey);
    if (best == nullptr || worth > most) {
      best = &journey;
      most = worth;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

}  // namespace machi
