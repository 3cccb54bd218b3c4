#include "engine/choice/replan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/choice/logit.hpp"
#include "engine/choice/plain_math.hpp"
#include "engine/choice/transit_ahead.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_strategy = 0x6101;
constexpr std::uint32_t purpose_select = 0x6102;
constexpr std::uint32_t purpose_times = 0x6103;
constexpr std::uint32_t purpose_mode = 0x6104;

/// What person, day and purpose draw.
RandomStream draws_of(const ChoiceWorld& world, std::uint32_t person, std::uint32_t iteration, std::uint32_t purpose) {
  return {world.seed, person | std::uint64_t{iteration} << 32U, purpose};
}

bool innovates(const ReplanningSettings& settings, std::uint32_t iteration) {
  return iteration <= settings.innovation_until * static_cast<double>(settings.max_iterations);
}

Strategy draw_strategy(const ReplanningSettings& settings, std::uint32_t iteration, double uniform) {
  if (!innovates(settings, iteration)) return Strategy::select;
  const double share = settings.innovation == InnovationRule::falling ? 1.0 / iteration : 1;
  const double weights[] = {settings.select_weight, settings.reroute_weight, settings.time_weight,
                            settings.mode_weight};
  const double all = weights[0] + weights[1] + weights[2] + weights[3];
  if (all <= 0) return Strategy::select;
  double left = uniform * all;
  for (std::uint8_t k = 3; k > 0; --k) {
    left -= weights[k] * share;
    if (left < 0) return static_cast<Strategy>(k);
  }
  return Strategy::select;
}

/// Changes one plan of one person.
class Change {
 public:
  Change(const ChoiceWorld& world, const Chains& chains, PlanAhead& ahead, std::uint32_t p, std::uint32_t iteration)
      : world_(world), chains_(chains), ahead_(ahead), p_(p), iteration_(iteration) {}

  // The best routes by the travel times of the day before.
  bool reroute(DayPlan& plan) {
    std::uint32_t step = plan.trips[0].departure(0);
    for (std::uint32_t k = 0; k < plan.trips.size() && step != no_index; ++k) {
      TripPlan& trip = plan.trips[k];
      std::uint32_t arrives = no_index;
      const ChoiceMode& by = world_.modes[trip.mode];
      if (is_free(k) && (by.driven || by.transit)) {  // of a fleet the dispatcher finds the way
        TripPlan better = trip;
        arrives = ahead_.choose_way(p_, k, trip.mode, step, better);
        if (arrives != no_index) trip = std::move(better);
      }
      if (arrives == no_index) arrives = ahead_.arrival(p_, k, trip, step);
      if (k + 1 < plan.trips.size()) step = plan.trips[k + 1].departure(arrives + 1);
    }
    return true;
  }

  // Ends, and durations where there are no ends, by up to the range; none before the one before.
  bool shift_times(DayPlan& plan) const {
    RandomStream random = draws_of(world_, chains_.row(p_), iteration_, purpose_times);
    const double range = world_.replanning.time_range_s * static_cast<double>(world_.rules.clock.steps_per_s);
    std::uint32_t least = 0;
    for (TripPlan& trip : plan.trips) {
      const auto by = static_cast<std::int64_t>(std::floor(random.uniform(-range, range) + 0.5));
      std::uint32_t& time = trip.end_step != no_index ? trip.end_step : trip.duration_steps;
      if (time == no_index) continue;
      const std::int64_t lowest = trip.end_step != no_index ? least : 0;
      time = static_cast<std::uint32_t>(std::clamp<std::int64_t>(std::int64_t{time} + by, lowest, no_index - 1));
      if (trip.end_step != no_index) least = time;
    }
    return true;
  }

  // One mode for all trips of one tour, drawn by a logit of what they would be worth.
  bool choose_mode(DayPlan& plan) {
    RandomStream random = draws_of(world_, chains_.row(p_), iteration_, purpose_mode);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> all = tours(chains_.stops(p_));
    std::erase_if(all, [&](const auto& tour) {
      for (std::uint32_t k = tour.first; k < tour.second; ++k)
        if (is_free(k)) return false;
      return true;
    });
    if (all.empty()) return false;
    const auto [first, end] = all[random.below(static_cast<std::uint32_t>(all.size()))];
    const std::uint32_t departs = ahead_.departure(p_, plan, first);
    if (departs == no_index) return false;
    std::vector<DayPlan> ways;
    std::vector<double> utilities;
    std::vector<bool> in_nest;
    for (std::uint32_t mode = 0; mode < world_.modes.size(); ++mode) {
      if (!world_.modes[mode].chosen) continue;
      DayPlan way = plan;
      const std::optional<double> utility = by_mode(way, first, end, static_cast<std::uint8_t>(mode), departs);
      if (!utility) continue;
      ways.push_back(std::move(way));
      utilities.push_back(*utility);
      const std::vector<std::string>& nest = world_.replanning.nest;
      in_nest.push_back(std::find(nest.begin(), nest.end(), world_.modes[mode].name) != nest.end());
    }
    if (ways.empty()) return false;
    const ReplanningSettings& settings = world_.replanning;
    const std::vector<double> shares = settings.mode_law == ModeLaw::nested
                                           ? nested_logit(utilities, in_nest, settings.mode_scale, settings.nest_scale)
                                           : multinomial_logit(utilities, settings.mode_scale);
    plan = std::move(ways[draw(shares, random.uniform())]);
    return true;
  }

 private:
  bool is_free(std::uint32_t k) const { return chains_.trips(p_)[k].fixed == ChainTrip::none; }

  // An hour under way is an hour less at activities, which at their typical durations is worth performing_1_h.
  std::optional<double> by_mode(DayPlan& plan, std::uint32_t first, std::uint32_t end, std::uint8_t mode,
                                std::uint32_t departs) {
    const TravelUtility& utility = world_.modes[mode].utility;
    double sum = 0;
    std::uint32_t step = departs;
    for (std::uint32_t k = first; k < end; ++k) {
      TripPlan& trip = plan.trips[k];
      const std::uint32_t arrives =
          is_free(k) ? ahead_.choose_way(p_, k, mode, step, trip) : ahead_.arrival(p_, k, trip, step);
      if (arrives == no_index) return std::nullopt;
      if (is_free(k)) {
        const double time_s = world_.seconds(arrives - step);
        sum -= world_.scoring.performing_1_h / 3600 * time_s;
        if (!trip.rides.empty()) sum += rides_score(trip, step);
        if (world_.modes[mode].fleet > 0) sum += fleet_score(k, mode, step);
        const double distance_m = world_.modes[mode].driven
                                      ? world_.route_m(trip.route)
                                      : world_.rules.beeline_factor * chains_.trips(p_)[k].beeline_m;
        if (trip.rides.empty() && world_.modes[mode].fleet == 0) sum += travel_score(utility, time_s, distance_m);
      }
      if (k + 1 < plan.trips.size()) step = plan.trips[k + 1].departure(arrives + 1);
      if (step == no_index) return std::nullopt;
    }
    return sum;
  }

  double rides_score(const TripPlan& trip, std::uint32_t departure) const {
    double sum = 0;
    for (const TransitLegAhead& leg : transit_legs(world_.rules, trip, departure))
      sum += leg.ride == no_index
                 ? travel_score(world_.modes[world_.rules.walk].utility, world_.seconds(leg.steps), 0)
                 : world_.ride_score(trip.mode, trip.rides[leg.ride], leg.ride == 0, leg.steps, leg.waiting);
    return sum;
  }

  double fleet_score(std::uint32_t k, std::uint8_t mode, std::uint32_t departure) const {
    const FleetRideAhead ride = ahead_.fleet_ahead(p_, k, world_.modes[mode].fleet - 1U, departure);
    const std::uint32_t walks = ride.arrival - departure - ride.steps;
    const double beeline_m = static_cast<double>(chains_.trips(p_)[k].beeline_m);
    return world_.fleet_score(mode, beeline_m, ride.steps, ride.waiting) +
           (walks == 0 ? 0
                       : 2 * world_.modes[world_.rules.walk].utility.constant +
                             world_.modes[world_.rules.walk].utility.travelling_1_s * world_.seconds(walks));
  }

  const ChoiceWorld& world_;
  const Chains& chains_;
  PlanAhead& ahead_;
  std::uint32_t p_;
  std::uint32_t iteration_;
};

// The lowest score; of equal ones that which is known longest.
void forget_worst(KnownPlans& known) {
  std::uint32_t worst = 0;
  for (std::uint32_t k = 1; k < known.plans.size(); ++k)
    if (known.plans[k].score < known.plans[worst].score) worst = k;
  known.plans.erase(known.plans.begin() + worst);
}

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> tours(std::span<const ChainStop> stops) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
  const auto trips = static_cast<std::uint32_t>(stops.size() - 1);
  for (std::uint32_t first = 0; first < trips;) {
    std::uint32_t end = first + 1;
    while (end < trips && stops[end].link != stops[first].link) ++end;
    all.emplace_back(first, end);
    first = end;
  }
  return all;
}

std::uint32_t select_plan(const KnownPlans& known, PlanSelector selector, double beta,
                          std::pair<double, double> draws) {
  const auto count = static_cast<std::uint32_t>(known.plans.size());
  for (std::uint32_t k = 0; k < count; ++k)
    if (!known.plans[k].scored) return k;
  const double current = known.plans[known.selected].score;
  if (selector == PlanSelector::keep || count == 1) return known.selected;
  if (selector == PlanSelector::change_exp_beta) {
    // Each of the others is looked at as often as the one that is carried out.
    const auto other = std::min(static_cast<std::uint32_t>(draws.first * count), count - 1);
    const double weight = exponential(std::min(0.5 * beta * (known.plans[other].score - current), 700.0));
    return draws.second < 0.01 * weight ? other : known.selected;
  }
  std::vector<double> scores;
  for (const DayPlan& plan : known.plans) scores.push_back(plan.score);
  if (selector == PlanSelector::select_exp_beta)
    return static_cast<std::uint32_t>(draw(multinomial_logit(scores, beta), draws.first));
  return static_cast<std::uint32_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

Strategy replan(const ChoiceWorld& world, const Chains& chains, PlanAhead& ahead, std::uint32_t p,
                std::uint32_t iteration, KnownPlans& known) {
  if (known.plans[0].trips.empty()) return Strategy::select;
  const ReplanningSettings& settings = world.replanning;
  RandomStream strategies = draws_of(world, chains.row(p), iteration, purpose_strategy);
  RandomStream selections = draws_of(world, chains.row(p), iteration, purpose_select);
  Strategy strategy = draw_strategy(settings, iteration, strategies.uniform());
  if (strategy != Strategy::select) {
    DayPlan plan = known.plans[settings.selector == PlanSelector::keep
                                   ? known.selected
                                   : selections.below(static_cast<std::uint32_t>(known.plans.size()))];
    Change change(world, chains, ahead, p, iteration);
    const bool changed = strategy == Strategy::reroute       ? change.reroute(plan)
                         : strategy == Strategy::shift_times ? change.shift_times(plan)
                                                             : change.choose_mode(plan);
    if (changed) {
      plan.scored = false;
      while (known.plans.size() >= static_cast<std::size_t>(settings.plans)) forget_worst(known);
      known.plans.push_back(std::move(plan));
      known.selected = static_cast<std::uint32_t>(known.plans.size() - 1);
      return strategy;
    }
    strategy = Strategy::select;
  }
  const double look = selections.uniform();
  known.selected = select_plan(known, settings.selector, settings.exp_beta, {look, selections.uniform()});
  return strategy;
}

}  // namespace machi
