#include "engine/choice/fleet_ahead.hpp"

#include <algorithm>
#include <cmath>

#include "engine/choice/chains.hpp"
#include "engine/population/fleet_trips.hpp"

namespace machi {
namespace {

double distance_m(const FleetStand& stand, const ChainStop& stop) {
  return std::hypot(stand.x_m - static_cast<double>(stop.x_m), stand.y_m - static_cast<double>(stop.y_m));
}

// Of equal ones the first.
const FleetStand& nearest(const std::vector<FleetStand>& stops, const ChainStop& to) {
  return *std::min_element(stops.begin(), stops.end(), [&](const FleetStand& a, const FleetStand& b) {
    return distance_m(a, to) < distance_m(b, to);
  });
}

}  // namespace

FleetTrip fleet_trip(const ChoiceRules& rules, const ChoiceFleet& fleet, const ChainStop& from, const ChainStop& to) {
  const auto walk = [&](double straight_m) { return teleport_steps(straight_m, rules.walk_speed_m_s, rules); };
  const double straight_m = std::hypot(static_cast<double>(from.x_m) - static_cast<double>(to.x_m),
                                       static_cast<double>(from.y_m) - static_cast<double>(to.y_m));
  if (fleet.stops.empty()) return {from.link, to.link, walk(straight_m), 0, 0, false};
  const FleetStand& boards = nearest(fleet.stops, from);
  const FleetStand& alights = nearest(fleet.stops, to);
  if (boards.link == alights.link) return {boards.link, alights.link, walk(straight_m), 0, 0, false};
  return {boards.link,
          alights.link,
          walk(std::hypot(boards.x_m - alights.x_m, boards.y_m - alights.y_m)),
          walk(distance_m(boards, from)),
          walk(distance_m(alights, to)),
          true};
}

bool can_call(const ChoiceFleet& fleet, const FleetTrip& trip, const ChainStop& from, const ChainStop& to) {
  const auto served = [&](const ChainStop& stop) {
    return is_served(fleet.area, static_cast<double>(stop.x_m), static_cast<double>(stop.y_m));
  };
  return trip.rides() && served(from) && served(to);
}

// Between a walk and the ride is a stage, which takes one step. Whom the fleet leaves standing (RejectionRule::stuck)
// is a day late.
FleetRideAhead fleet_ride(const ChoiceRules& rules, const ChoiceFleet& fleet, const FleetExperience& known,
                          const FleetTrip& trip, std::uint32_t direct, std::uint32_t departure) {
  FleetRideAhead ride;
  ride.called = departure + (trip.between_stops ? trip.access_steps + 1 : 0);
  ride.steps = trip.walk_steps;
  if (trip.rides() && direct != no_drive) {
    ride.waiting = known.wait(ride.called);
    const bool fails = fleet.rules.if_rejected == RejectionRule::stuck;
    ride.steps =
        known.whole(ride.called, direct, fails ? whole_steps(86400, rules.clock.steps_per_s) : trip.walk_steps);
  }
  ride.arrival = ride.called + ride.steps + (trip.between_stops ? 1 + trip.egress_steps : 0);
  return ride;
}

void append_fleet_trip(const ChoiceRules& rules, const ChoiceFleet& fleet, const FleetTrip& trip, std::uint8_t mode,
                       std::vector<std::uint32_t>& words) {
  const std::uint32_t walk = mode_word(rules.walk);
  if (trip.between_stops) words.insert(words.end(), {walk, trip.access_steps, trip.from | stage_bit, no_index, 0});
  if (trip.rides()) {
    words.insert(words.end(), {mode_word(mode) | ride_bit | std::uint32_t{fleet.operator_} << operator_shift,
                               trip.walk_steps, trip.from, trip.to, 0});
  } else {
    words.insert(words.end(), {mode_word(mode), trip.walk_steps});
  }
  if (trip.between_stops) words.insert(words.end(), {trip.to | stage_bit, no_index, 0, walk, trip.egress_steps});
}

}  // namespace machi
