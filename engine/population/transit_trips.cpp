#include "engine/population/transit_trips.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/core/constants.hpp"
#include "engine/population/trips.hpp"

namespace machi {
namespace {

std::uint16_t row_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint16_t>(found - names.begin());
  names.push_back(name);
  return static_cast<std::uint16_t>(names.size() - 1);
}

bool is_unnamed(const Leg& leg) {
  return leg.kind == RouteKind::transit && leg.service == no_index && leg.route_end - leg.route_begin == 3;
}

PlannedRide ride_of(const TravelDemand& demand, const Leg& leg) {
  const std::uint32_t* const words = demand.route.data() + leg.route_begin;
  return {words[0], words[1], words[2]};
}

/// The journeys of one person's trips, one after the other.
class PersonJourneys {
 public:
  PersonJourneys(const TravelDemand& demand, const TrafficNetwork& network, const TransitWorld& world, double stage_s)
      : demand_(demand), network_(network), planner_(world), stage_s_(stage_s) {
    for (const std::string& mode : demand.modes) transit_.push_back(is_transit_mode(mode));
  }

  bool wants(const Leg& leg) const {
    return transit_[leg.mode] && leg.kind == RouteKind::none && !is_given(leg.travel_time_s);
  }

  // [legs of the person] a journey where one is wanted and found; and when its trip begins.
  void plan(std::uint64_t person, std::vector<std::optional<Journey>>& journeys, std::vector<double>& departs_s) {
    const std::uint64_t first = demand_.activity_begin[person];
    const std::uint64_t last = demand_.activity_begin[person + 1] - 1;
    journeys.assign(last - first, std::nullopt);
    departs_s.assign(last - first, 0);
    double now_s = 0;
    for (std::uint64_t a = first; a < last; ++a) {
      const Activity& here = demand_.activities[a];
      if (is_given(here.end_s)) {
        now_s = std::max(now_s, here.end_s);
      } else if (is_given(here.duration_s)) {
        now_s += here.duration_s;
      }
      const Leg& leg = demand_.legs[a - person];
      departs_s[a - first] = now_s;
      if (is_given(leg.travel_time_s)) now_s += leg.travel_time_s;
      if (!wants(leg) || is_stage_at(a) || is_stage_at(a + 1)) continue;
      const ActivityPlace from = place_of(network_, here);
      const ActivityPlace to = place_of(network_, demand_.activities[a + 1]);
      const auto leaves_s = static_cast<std::int32_t>(std::ceil(now_s + stage_s_ - 1e-9));
      journeys[a - first] = planner_.best(from.x_m, from.y_m, to.x_m, to.y_m, leaves_s);
      if (journeys[a - first]) now_s = journeys[a - first]->arrival_s;
    }
  }

 private:
  bool is_stage_at(std::uint64_t activity) const {
    return is_stage(demand_.activity_types[demand_.activities[activity].type]);
  }

  const TravelDemand& demand_;
  const TrafficNetwork& network_;
  TransitPlanner planner_;
  std::vector<bool> transit_;
  double stage_s_;
};

}  // namespace

bool is_transit_mode(std::string_view mode) {
  return mode == "pt" || mode == "transit";
}

TransitTrip trip_of(const Journey& journey) {
  TransitTrip trip{{}, journey.access_s, journey.egress_s};
  for (const JourneyRide& ride : journey.rides) trip.rides.push_back({ride.route, ride.board, ride.alight});
  return trip;
}

TransitLegs::TransitLegs(const TransitWorld& world, TravelDemand& made, double stage_s)
    : world_(world), made_(made), stage_s_(stage_s), walk_(row_of(made.modes, "walk")) {
  for (const std::string& mode : made.modes)
    if (is_transit_mode(mode)) row_of(made.activity_types, mode + " interaction");
}

void TransitLegs::stage(std::uint32_t stop, std::uint16_t mode, std::uint32_t line) {
  Activity stage;
  stage.type = row_of(made_.activity_types, made_.modes[mode] + " interaction");
  stage.link = world_.stop_place[stop];
  stage.x_m = 1e-3 * static_cast<double>(world_.timetable->stop_x_mm[stop]);
  stage.y_m = 1e-3 * static_cast<double>(world_.timetable->stop_y_mm[stop]);
  stage.duration_s = 0;
  stage.line = line;
  made_.activities.push_back(stage);
}

Leg& TransitLegs::walk(std::uint32_t seconds, std::uint16_t mode, std::uint32_t line) {
  Leg& leg = made_.legs.emplace_back();
  leg.mode = walk_;
  leg.routing_mode = mode;
  leg.kind = RouteKind::generic;
  leg.travel_time_s = seconds;
  leg.distance_m = seconds * world_.rules.walk.speed_m_s;
  leg.line = line;
  return leg;
}

Leg& TransitLegs::ride(const PlannedRide& ride, std::uint16_t mode, double at_s, std::uint32_t line) {
  const auto now_s = static_cast<std::int32_t>(std::ceil(at_s - 1e-9));
  const std::optional<RideTimes> times = ride_times(world_.index, std::span(&ride, 1), now_s);
  Leg& leg = made_.legs.emplace_back();
  leg.mode = leg.routing_mode = mode;
  leg.kind = RouteKind::transit;
  leg.travel_time_s = times ? times->arrival_s - at_s : day_s;
  leg.distance_m = ride_m(*world_.timetable, ride);
  leg.route_begin = made_.route.size();
  made_.route.insert(made_.route.end(), {ride.route, ride.board, ride.alight});
  leg.route_end = made_.route.size();
  leg.line = line;
  return leg;
}

double TransitLegs::append(const TransitTrip& trip, std::uint16_t mode, double departs_s, std::uint32_t line) {
  const Timetable& timetable = *world_.timetable;
  double now_s = departs_s + walk(trip.access_s, mode, line).travel_time_s;
  std::uint32_t stop = board_stop(timetable, trip.rides.front());
  for (const PlannedRide& next : trip.rides) {
    const std::uint32_t boards = board_stop(timetable, next);
    stage(stop, mode, line);
    now_s += stage_s_;
    if (boards != stop) {
      now_s += walk(change_s(timetable, stop, boards).value_or(0), mode, line).travel_time_s;
      stage(boards, mode, line);
      now_s += stage_s_;
    }
    now_s += ride(next, mode, now_s, line).travel_time_s;
    stop = alight_stop(timetable, next);
  }
  stage(stop, mode, line);
  return now_s + stage_s_ + walk(trip.egress_s, mode, line).travel_time_s;
}

TransitRouting route_transit_trips(const TravelDemand& given, const TrafficNetwork& network, const TransitWorld& world,
                                   double stage_s) {
  std::vector<std::vector<std::optional<Journey>>> journeys(given.persons());
  std::vector<std::vector<double>> departs_s(given.persons());
#pragma omp parallel
  {
    PersonJourneys person(given, network, world, stage_s);
#pragma omp for schedule(dynamic, 64)
    for (std::uint64_t p = 0; p < given.persons(); ++p) {
      const auto first = given.legs.begin() + static_cast<std::ptrdiff_t>(given.leg_begin(p));
      const auto end = given.legs.begin() + static_cast<std::ptrdiff_t>(given.activity_begin[p + 1] - p - 1);
      if (std::any_of(first, end, [&](const Leg& leg) { return person.wants(leg); }))
        person.plan(p, journeys[p], departs_s[p]);
    }
  }

  TransitRouting routing;
  TravelDemand& made = routing.demand;
  made = given;
  made.activities.clear();
  made.legs.clear();
  made.activity_begin.assign(1, 0);
  TransitLegs transit(world, made, stage_s);
  const std::uint16_t walk = row_of(made.modes, "walk");
  const PersonJourneys asks(given, network, world, stage_s);
  for (std::uint64_t p = 0; p < given.persons(); ++p) {
    const std::uint64_t first = given.activity_begin[p];
    const std::uint64_t last = given.activity_begin[p + 1] - 1;
    for (std::uint64_t a = first; a <= last; ++a) {
      routing.activity.resize(made.activities.size(), no_index);  // of the stages before it
      made.activities.push_back(given.activities[a]);
      routing.activity.push_back(static_cast<std::uint32_t>(a));
      if (a == last) continue;
      const Leg& leg = given.legs[a - p];
      if (!journeys[p].empty() && journeys[p][a - first]) {
        ++routing.routed;
        transit.append(trip_of(*journeys[p][a - first]), leg.mode, departs_s[p][a - first], leg.line);
        continue;
      }
      made.legs.push_back(leg);
      if (!asks.wants(leg)) continue;
      made.legs.back().mode = walk;
      ++routing.on_foot;
    }
    made.activity_begin.push_back(made.activities.size());
  }
  return routing;
}

std::vector<PlannedRide> unnamed_rides(const TravelDemand& demand) {
  std::vector<PlannedRide> rides;
  for (const Leg& leg : demand.legs)
    if (is_unnamed(leg)) rides.push_back(ride_of(demand, leg));
  std::sort(rides.begin(), rides.end());
  rides.erase(std::unique(rides.begin(), rides.end()), rides.end());
  return rides;
}

void name_rides(const Timetable& timetable, const std::vector<PlannedRide>& rides, TravelDemand& demand) {
  const auto before = static_cast<std::uint32_t>(demand.services.size());
  for (const PlannedRide& ride : rides)
    demand.services.push_back({timetable.line_id[timetable.route_line[ride.route]], timetable.route_id[ride.route],
                               timetable.stop_id[board_stop(timetable, ride)],
                               timetable.stop_id[alight_stop(timetable, ride)]});
  for (Leg& leg : demand.legs)
    if (is_unnamed(leg))
      leg.service = before + static_cast<std::uint32_t>(
                                 std::lower_bound(rides.begin(), rides.end(), ride_of(demand, leg)) - rides.begin());
}

}  // namespace machi
