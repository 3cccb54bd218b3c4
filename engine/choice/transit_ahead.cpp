#include "engine/choice/transit_ahead.hpp"

#include <algorithm>
#include <cmath>

#include "engine/process/mobility/running_plan.hpp"

namespace machi {
namespace {

std::uint32_t steps_of(const ChoiceRules& rules, double seconds) {
  return whole_steps(seconds, rules.clock.steps_per_s);
}

}  // namespace

RideSteps next_ride(const ChoiceRules& rules, const PlannedRide& ride, std::uint32_t step) {
  const TransitIndex& index = rules.transit->index;
  const Timetable& timetable = index.timetable();
  const auto now_s = static_cast<std::int64_t>(std::ceil(rules.clock_s(step) - 1e-9));
  const std::uint32_t trip = index.first_trip(ride.route, ride.board, now_s);
  if (trip == TransitIndex::no_trip) return {};
  const std::uint64_t row = timetable.route_trip_begin[ride.route] + trip;
  const auto step_of = [&](std::int32_t clock_s) {
    return std::max(step, steps_of(rules, clock_s - rules.clock.start_s));
  };
  return {step_of(timetable.departure_s[timetable.time(ride.route, row, ride.board)]),
          step_of(timetable.arrival_s[timetable.time(ride.route, row, ride.alight)])};
}

std::vector<TransitLegAhead> transit_legs(const ChoiceRules& rules, const TripPlan& trip, std::uint32_t departure) {
  const Timetable& timetable = *rules.transit->timetable;
  const std::uint32_t day = steps_of(rules, 86400);
  std::vector<TransitLegAhead> legs;
  std::uint32_t step = departure;
  const auto walk = [&](std::uint32_t seconds, std::uint32_t from_stop) {
    legs.push_back({no_index, step, steps_of(rules, seconds), 0, from_stop});
    step += legs.back().steps;
  };
  walk(trip.access_s, no_index);
  for (std::uint32_t k = 0; k < trip.rides.size(); ++k) {
    const std::uint32_t boards = board_stop(timetable, trip.rides[k]);
    const std::uint32_t alighted = k == 0 ? boards : alight_stop(timetable, trip.rides[k - 1]);
    if (alighted != boards) {
      ++step;
      walk(change_s(timetable, alighted, boards).value_or(0), alighted);
    }
    ++step;
    const RideSteps ride = next_ride(rules, trip.rides[k], step);
    if (ride.arrival == no_index) legs.push_back({k, step, day, day, boards});
    if (ride.arrival != no_index) legs.push_back({k, step, ride.arrival - step, ride.departure - step, boards});
    step += legs.back().steps;
  }
  ++step;
  walk(trip.egress_s, alight_stop(timetable, trip.rides.back()));
  return legs;
}

std::uint32_t transit_arrival(const ChoiceRules& rules, const TripPlan& trip, std::uint32_t departure) {
  const std::vector<TransitLegAhead> legs = transit_legs(rules, trip, departure);
  return legs.back().departure + legs.back().steps;
}

void append_transit(const TripPlan& trip, const ChoiceRules& rules, std::uint32_t departure,
                    std::vector<std::uint32_t>& words) {
  const Timetable& timetable = *rules.transit->timetable;
  bool first = true;
  for (const TransitLegAhead& leg : transit_legs(rules, trip, departure)) {
    if (!first) words.insert(words.end(), {rules.transit->stop_place[leg.from_stop] | stage_bit, no_index, 0});
    first = false;
    if (leg.ride == no_index || !rules.rides_run) {
      words.insert(words.end(), {mode_word(leg.ride == no_index ? rules.walk : trip.mode), leg.steps});
      continue;
    }
    const PlannedRide& ride = trip.rides[leg.ride];
    words.insert(words.end(), {mode_word(trip.mode) | ride_bit, 0, board_stop(timetable, ride),
                               alight_stop(timetable, ride), timetable.route_line[ride.route]});
  }
}

}  // namespace machi
