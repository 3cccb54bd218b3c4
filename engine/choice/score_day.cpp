#include "engine/choice/score_day.hpp"

#include <algorithm>

#include "engine/choice/transit_ahead.hpp"
#include "engine/core/constants.hpp"

namespace machi {
namespace {

double leg_score(const ChoiceWorld& world, const Chains& chains, std::uint32_t p, const DayPlan& plan,
                 const ChainLeg& leg, const LegRecord& record) {
  const TripPlan& trip = plan.trips[leg.trip];
  if (leg.ride != no_index) {
    const PlannedRide& ride = trip.rides[leg.ride];
    const RideSteps scheduled = next_ride(world.rules, ride, record.departure);
    const std::uint32_t boards =
        std::min(record.boards != no_index ? record.boards : scheduled.departure, record.arrival);
    return world.ride_score(leg.mode, ride, leg.ride == 0, record.arrival - record.departure,
                            boards - record.departure);
  }
  if (world.modes[leg.mode].fleet > 0) {
    const std::uint32_t boards = std::min(record.boards, record.arrival);
    return world.fleet_score(leg.mode, static_cast<double>(chains.trips(p)[leg.trip].beeline_m),
                             record.arrival - record.departure,
                             record.boards == no_index ? 0 : boards - record.departure);
  }
  double distance_m = 0;
  if (leg.driven) {
    distance_m = world.route_m(trip.route);
  } else if (!leg.walks_to_road && chains.trips(p)[leg.trip].fixed == ChainTrip::none) {
    distance_m = world.rules.beeline_factor * chains.trips(p)[leg.trip].beeline_m;
  }
  return travel_score(world.modes[leg.mode].utility, world.seconds(record.arrival - record.departure), distance_m);
}

}  // namespace

std::vector<LegRecord> leg_records(std::size_t legs, std::span<const TravelEvent> events) {
  std::vector<LegRecord> records(legs);
  for (const TravelEvent& event : events) {
    if (event.element / 2U >= legs) continue;
    LegRecord& record = records[event.element / 2U];
    if (event.kind == TravelEventKind::departure) record.departure = event.step;
    if (event.kind == TravelEventKind::enters_traffic) record.enters_traffic = event.step;
    if (event.kind == TravelEventKind::boards) record.boards = event.step;
    if (event.kind == TravelEventKind::arrival) record.arrival = event.step;
  }
  return records;
}

std::vector<TripTimes> trip_times(std::size_t trips, const std::vector<ChainLeg>& legs,
                                  const std::vector<LegRecord>& records) {
  std::vector<TripTimes> times(trips);
  for (std::size_t l = 0; l < legs.size(); ++l) {
    TripTimes& trip = times[legs[l].trip];
    if (l == 0 || legs[l - 1].trip != legs[l].trip) trip.departure = records[l].departure;
    trip.arrival = records[l].arrival;  // of the last one, in the end
  }
  return times;
}

double day_score(const ChoiceWorld& world, const Chains& chains, std::uint32_t p, const DayPlan& plan,
                 const std::vector<ChainLeg>& legs, const std::vector<LegRecord>& records) {
  const std::span<const ChainStop> stops = chains.stops(p);
  const std::vector<TripTimes> times = trip_times(plan.trips.size(), legs, records);
  double score = 0;
  for (std::size_t l = 0; l < legs.size(); ++l)
    if (records[l].arrival != no_index && records[l].departure != no_index)
      score += leg_score(world, chains, p, plan, legs[l], records[l]);

  const auto activity = [&](std::size_t k, double start_s, double end_s) {
    return activity_score(world.activities[stops[k].type], stops[k].typical_s, start_s, end_s);
  };
  for (std::size_t k = 1; k < times.size(); ++k)
    if (times[k - 1].arrival != no_index && times[k].departure != no_index)
      score += activity(k, world.clock_s(times[k - 1].arrival), world.clock_s(times[k].departure));
  const bool whole = std::all_of(times.begin(), times.end(), [](const TripTimes& t) { return t.arrival != no_index; });
  if (!whole) {
    std::vector<TravelUtility> modes;
    for (const ChoiceMode& mode : world.modes) modes.push_back(mode.utility);
    return score + aborted_score(world.scoring, modes);
  }
  const std::size_t last = stops.size() - 1;
  if (last == 0) return activity(0, 0, day_s);
  const double ends_s = world.clock_s(times.front().departure);
  const double starts_s = world.clock_s(times.back().arrival);
  if (stops[0].type == stops[last].type) return score + activity(0, starts_s, ends_s + day_s);
  return score + activity(0, 0, ends_s) + activity(last, starts_s, std::max(day_s, starts_s));
}

}  // namespace machi
