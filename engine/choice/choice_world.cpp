#include "engine/choice/choice_world.hpp"

#include <cmath>
#include <numeric>

#include "engine/choice/transit_ahead.hpp"

namespace machi {

double ChoiceWorld::route_m(const std::vector<std::uint32_t>& route) const {
  if (length_m.empty() || route.empty()) return 0;
  return std::accumulate(route.begin() + 1, route.end(), 0.0,
                         [&](double sum, std::uint32_t link) { return sum + length_m[link]; });
}

std::vector<bool> ChoiceWorld::driven() const {
  std::vector<bool> is;
  for (const ChoiceMode& mode : modes) is.push_back(mode.driven);
  return is;
}

double ChoiceWorld::ride_score(std::uint8_t mode, const PlannedRide& ride, bool first, std::uint32_t steps,
                               std::uint32_t waiting) const {
  const TravelUtility& utility = modes[mode].utility;
  const double metres = utility.distance_1_m == 0 ? 0 : ride_m(*rules.transit->timetable, ride);
  double score = travel_score(utility, seconds(steps), metres);
  // The constant is of the trip; each further vehicle is a switch of lines.
  if (!first) score += scoring.line_switch - utility.constant;
  if (scoring.waiting_at_stop_1_h)
    score += (*scoring.waiting_at_stop_1_h / 3600 - utility.travelling_1_s) * seconds(waiting);
  return score;
}

double ChoiceWorld::fleet_score(std::uint8_t mode, double beeline_m, std::uint32_t steps, std::uint32_t waiting) const {
  const TravelUtility& utility = modes[mode].utility;
  double score = travel_score(utility, seconds(steps), rules.beeline_factor * beeline_m);
  if (scoring.waiting_at_stop_1_h)
    score += (*scoring.waiting_at_stop_1_h / 3600 - utility.travelling_1_s) * seconds(waiting);
  return score;
}

TravelKnowledge::TravelKnowledge(const ChoiceWorld& world)
    : times_(free_times(*world.network, world.rules.clock.steps_per_s),
             static_cast<RouteMs>(world.ms_of(world.bin_steps))) {
  for (const ChoiceMode& mode : world.modes)
    if (mode.driven) planners_.emplace_back(*world.network, mode.mode_bits, world.turns, world.host);
  for (const ChoiceFleet& fleet : world.rules.fleets) fleets_.emplace_back(fleet.rules, world.bin_steps);
  take({});
}

void TravelKnowledge::take_fleets(std::span<const Dispatcher* const> fleets) {
  for (std::size_t f = 0; f < fleets.size(); ++f) fleets_[f].take(*fleets[f]);
}

void TravelKnowledge::take(std::span<const LinkBinTime> seen) {
  times_.set(seen);
  for (RoutePlanner& planner : planners_) planner.take(times_);
}

std::uint64_t TravelKnowledge::bytes() const {
  std::uint64_t sum = times_.bytes();
  for (const RoutePlanner& planner : planners_) sum += planner.bytes();
  return sum;
}

PlanAhead::PlanAhead(const ChoiceWorld& world, const TravelKnowledge& knowledge, const Chains& chains)
    : world_(world), knowledge_(knowledge), chains_(chains) {
  for (const ChoiceMode& mode : world.modes)
    if (mode.driven) routes_.push_back(std::make_unique<TimedRoutes>(knowledge.planner(mode.driver)));
  if (world.rules.transit != nullptr) transit_ = std::make_unique<TransitPlanner>(*world.rules.transit);
  for (const ChoiceFleet& fleet : world.rules.fleets) drives_.push_back(std::make_unique<DrivesOf>(*fleet.times));
}

// A walk to or from the road, and the step that each of the two activities about it takes.
std::uint32_t PlanAhead::road_steps(std::uint32_t p, std::size_t stop) const {
  return world_.rules.walks_to_road ? chains_.stops(p)[stop].walk_steps + 1 : 0;
}

std::uint32_t PlanAhead::choose_way(std::uint32_t p, std::uint32_t k, std::uint8_t mode, std::uint32_t departure,
                                    TripPlan& trip) {
  const ChoiceMode& by = world_.modes[mode];
  trip.mode = mode;
  trip.route.clear();
  trip.steps = 0;
  trip.rides.clear();
  trip.access_s = trip.egress_s = 0;
  if (by.transit) return choose_rides(p, k, departure, trip);
  if (by.fleet > 0) return choose_fleet(p, k, by.fleet - 1U, departure);
  if (!by.driven) {
    if (by.speed_m_s <= 0) return no_index;
    trip.steps = teleport_steps(chains_.trips(p)[k].beeline_m, by.speed_m_s, world_.rules);
    return departure + trip.steps;
  }
  const std::uint32_t starts = departure + road_steps(p, k);
  TimedRoute way =
      routes_[by.driver]->route(chains_.stops(p)[k].link, chains_.stops(p)[k + 1].link, world_.ms_of(starts));
  if (way.links.empty()) return no_index;
  trip.route = std::move(way.links);
  return starts + world_.steps_of_ms(way.ms) + road_steps(p, k + 1);
}

std::uint32_t PlanAhead::choose_fleet(std::uint32_t p, std::uint32_t k, std::uint32_t row,
                                      std::uint32_t departure) const {
  const ChainStop& from = chains_.stops(p)[k];
  const ChainStop& to = chains_.stops(p)[k + 1];
  const ChoiceFleet& fleet = world_.rules.fleets[row];
  const FleetTrip trip = fleet_trip(world_.rules, fleet, from, to);
  if (!can_call(fleet, trip, from, to) || direct(row, trip) == no_drive) return no_index;
  return fleet_ahead(p, k, row, departure).arrival;
}

std::uint32_t PlanAhead::direct(std::uint32_t row, const FleetTrip& trip) const {
  if (!trip.rides()) return no_drive;
  drives_[row]->set(trip.to);
  return drives_[row]->from(trip.from);
}

FleetRideAhead PlanAhead::fleet_ahead(std::uint32_t p, std::uint32_t k, std::uint32_t row,
                                      std::uint32_t departure) const {
  const ChoiceFleet& fleet = world_.rules.fleets[row];
  const FleetTrip trip = fleet_trip(world_.rules, fleet, chains_.stops(p)[k], chains_.stops(p)[k + 1]);
  return fleet_ride(world_.rules, fleet, knowledge_.fleet(row), trip, direct(row, trip), departure);
}

// The walk to the stop ends in a stage, which takes a step.
std::uint32_t PlanAhead::choose_rides(std::uint32_t p, std::uint32_t k, std::uint32_t departure, TripPlan& trip) {
  const ChainStop& from = chains_.stops(p)[k];
  const ChainStop& to = chains_.stops(p)[k + 1];
  const auto leaves_s = static_cast<std::int32_t>(std::ceil(world_.clock_s(departure + 1) - 1e-9));
  const std::optional<Journey> journey =
      transit_->best(static_cast<double>(from.x_m), static_cast<double>(from.y_m), static_cast<double>(to.x_m),
                     static_cast<double>(to.y_m), leaves_s);
  if (!journey) return no_index;
  trip.access_s = journey->access_s;
  trip.egress_s = journey->egress_s;
  for (const JourneyRide& ride : journey->rides) trip.rides.push_back({ride.route, ride.board, ride.alight});
  return transit_arrival(world_.rules, trip, departure);
}

std::uint32_t PlanAhead::arrival(std::uint32_t p, std::uint32_t k, const TripPlan& trip,
                                 std::uint32_t departure) const {
  const ChainTrip& chain = chains_.trips(p)[k];
  std::uint32_t step = departure;
  if (chain.fixed != ChainTrip::none) {
    const std::span<const std::uint32_t> words = chains_.fixed_words(chain);
    const std::uint32_t* at = words.data();
    while (at < words.data() + words.size()) {
      const LegWords leg(at);
      const std::uint32_t links = leg.on_network() ? leg.links() : 0;
      const std::span<const std::uint32_t> route(at + LegWords::size, links);
      step += leg.on_network() ? world_.steps_of_ms(TimedRoutes::time_ms(knowledge_.times(), route, world_.ms_of(step)))
                               : leg.steps();
      at += leg.all();
      if (at < words.data() + words.size()) step = ActivityWords(at).end(step + 1);
      at += ActivityWords::size;
    }
    return step;
  }
  if (!trip.rides.empty()) return transit_arrival(world_.rules, trip, departure);
  if (world_.modes[trip.mode].fleet > 0)
    return fleet_ahead(p, k, world_.modes[trip.mode].fleet - 1U, departure).arrival;
  if (!world_.modes[trip.mode].driven) return departure + trip.steps;
  step += road_steps(p, k);
  step += world_.steps_of_ms(TimedRoutes::time_ms(knowledge_.times(), trip.route, world_.ms_of(step)));
  return step + road_steps(p, k + 1);
}

std::uint32_t PlanAhead::departure(std::uint32_t p, const DayPlan& plan, std::uint32_t k) const {
  std::uint32_t step = plan.trips[0].departure(0);
  for (std::uint32_t j = 0; j < k && step != no_index; ++j)
    step = plan.trips[j + 1].departure(arrival(p, j, plan.trips[j], step) + 1);
  return step;
}

std::vector<std::uint32_t> PlanAhead::departures(std::uint32_t p, const DayPlan& plan) const {
  std::vector<std::uint32_t> steps(plan.trips.size(), no_index);
  std::uint32_t step = 0;
  for (std::uint32_t k = 0; k < plan.trips.size(); ++k) {
    step = plan.trips[k].departure(step);
    if (step == no_index) break;
    steps[k] = step;
    step = arrival(p, k, plan.trips[k], step) + 1;
  }
  return steps;
}

RouteMs PlanAhead::least_ms(std::uint8_t driver, std::uint32_t first, std::uint32_t last, std::uint32_t step) {
  const TimedRoute way = routes_[driver]->route(first, last, world_.ms_of(step));
  return way.links.empty() ? no_way_ms : way.ms;
}

}  // namespace machi
