#include "engine/choice/chains.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/choice/transit_ahead.hpp"
#include "engine/core/constants.hpp"
#include "engine/population/trips.hpp"

namespace machi {
namespace {

std::uint32_t bits(double value) {
  return std::bit_cast<std::uint32_t>(static_cast<float>(value));
}

constexpr double least_typical_s = 600;

/// A person's day as its first plan has it.
class FirstDay {
 public:
  FirstDay(const TravelDemand& demand, std::uint64_t person) : demand_(demand), person_(person) {
    for (std::uint64_t a = demand.activity_begin[person]; a < demand.activity_begin[person + 1]; ++a)
      if (!is_stage(demand.activity_types[demand.activities[a].type])) stops_.push_back(a);
  }
  const std::vector<std::uint64_t>& stops() const { return stops_; }
  const Activity& activity(std::size_t k) const { return demand_.activities[stops_[k]]; }
  std::uint64_t first_leg(std::size_t trip) const { return stops_[trip] - person_; }
  std::uint64_t end_leg(std::size_t trip) const { return stops_[trip + 1] - person_; }

  // Where times are not given, legs take none.
  std::vector<double> durations_s() const {
    std::vector<double> start_s{0};
    std::vector<double> end_s;
    for (std::size_t k = 0; k + 1 < stops_.size(); ++k) {
      const Activity& here = activity(k);
      double end = is_given(here.end_s) ? here.end_s : start_s[k] + (is_given(here.duration_s) ? here.duration_s : 0);
      end_s.push_back(std::max(end, start_s[k]));
      double travel_s = 0;
      for (std::uint64_t l = first_leg(k); l < end_leg(k); ++l)
        if (is_given(demand_.legs[l].travel_time_s)) travel_s += demand_.legs[l].travel_time_s;
      start_s.push_back(end_s[k] + travel_s);
    }
    end_s.push_back(std::max(day_s, start_s.back()));
    std::vector<double> durations;
    for (std::size_t k = 0; k < stops_.size(); ++k) durations.push_back(end_s[k] - start_s[k]);
    if (activity(0).type == activity(stops_.size() - 1).type && stops_.size() > 1)
      durations.front() = durations.back() = durations.front() + durations.back();
    for (double& duration : durations) duration = std::max(duration, least_typical_s);
    return durations;
  }

 private:
  const TravelDemand& demand_;
  std::uint64_t person_;
  std::vector<std::uint64_t> stops_;
};

// By the timetable.
bool is_ride(const Leg& leg) {
  return leg.kind == RouteKind::transit && leg.route_end - leg.route_begin == 3;
}

// Walks to and from stops, and rides, of the legs of a trip.
void append_rides(const TravelDemand& demand, std::span<const Leg> legs, std::vector<std::uint32_t>& words) {
  const auto walk_s = [](const Leg& leg) {
    return is_ride(leg) ? 0 : static_cast<std::uint32_t>(std::llround(leg.travel_time_s));
  };
  const auto rides = std::count_if(legs.begin(), legs.end(), is_ride);
  words.insert(words.end(), {static_cast<std::uint32_t>(rides), walk_s(legs.front()), walk_s(legs.back())});
  for (const Leg& leg : legs)
    if (is_ride(leg))
      words.insert(words.end(), demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_begin),
                   demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_end));
}

// The leg whose mode counts, where the trip may change; else null.
const Leg* changeable(const FirstDay& day, std::size_t trip, const TravelDemand& demand,
                      const std::vector<ChoiceMode>& modes, const ChoiceRules& rules) {
  const Leg* const legs = demand.legs.data() + day.first_leg(trip);
  const std::uint64_t count = day.end_leg(trip) - day.first_leg(trip);
  const auto driven = [&](const Leg& leg) { return modes[leg.mode].driven; };
  const Leg* const ride = std::find_if(legs, legs + count, is_ride);
  const auto walk_or_ride = [&](const Leg& leg) { return leg.mode == rules.walk || is_ride(leg); };
  if (rules.transit != nullptr && ride != legs + count && std::all_of(legs, legs + count, walk_or_ride)) return ride;
  if (count == 1 && (driven(legs[0]) ? !rules.walks_to_road : modes[legs[0].mode].chosen)) return legs;
  const bool walks = count == 3 && legs[0].mode == rules.walk && legs[2].mode == rules.walk;
  if (walks && modes[legs[1].mode].fleet > 0 && modes[legs[1].mode].chosen) return legs + 1;
  return walks && driven(legs[1]) && rules.walks_to_road ? legs + 1 : nullptr;
}

void take_rides(const std::uint32_t*& words, TripPlan& trip) {
  trip.rides.resize(words[0]);
  trip.access_s = words[1];
  trip.egress_s = words[2];
  words += 3;
  for (PlannedRide& ride : trip.rides) {
    ride = {words[0], words[1], words[2]};
    words += 3;
  }
}

}  // namespace

std::uint32_t teleport_steps(double beeline_m, double speed_m_s, const ChoiceRules& rules) {
  return whole_steps(rules.beeline_factor * beeline_m / speed_m_s, rules.clock.steps_per_s);
}

void append_chain(const TravelDemand& demand, std::uint64_t person, const TrafficNetwork& network,
                  const std::vector<ChoiceMode>& modes, const ChoiceRules& rules,
                  const std::vector<std::uint32_t>& class_of_driver, std::vector<std::uint32_t>& words) {
  const FirstDay day(demand, person);
  const std::vector<double> durations_s = day.durations_s();
  const RunningPlan whole = running_plan(demand, person, rules.clock);
  const std::size_t stops = day.stops().size();
  words.push_back(static_cast<std::uint32_t>(stops));
  for (std::size_t k = 0; k < stops; ++k) {
    const Activity& here = day.activity(k);
    const double walk_m = rules.walks_to_road ? rules.beeline_factor * distance_to_road_m(network, here) : 0;
    const std::uint32_t walk_steps = whole_steps(walk_m / rules.walk_speed_m_s, rules.clock.steps_per_s);
    const ActivityPlace place = place_of(network, here);
    words.insert(words.end(), {here.link, here.type, walk_steps, bits(walk_m), bits(durations_s[k]), bits(place.x_m),
                               bits(place.y_m)});
  }
  std::vector<std::uint32_t> classes = class_of_driver;
  const std::uint32_t* at = whole.words.data();
  for (std::size_t k = 0; k + 1 < stops; ++k) {
    const Leg* const leg = changeable(day, k, demand, modes, rules);
    words.insert(words.end(), {at[1], at[2], leg != nullptr ? 1U : 0U,
                               bits(beeline_m(network, day.activity(k), day.activity(k + 1)))});
    at += ActivityWords::size;
    const std::uint32_t* const first = at;
    std::uint32_t steps = 0;
    for (std::uint64_t l = day.first_leg(k); l < day.end_leg(k); ++l) {
      const LegWords here(at);
      if (!here.on_network() && !here.is_ride()) steps = here.steps();
      at += here.all();
      if (l + 1 < day.end_leg(k)) at += ActivityWords::size;
    }
    if (leg == nullptr) {
      words.push_back(static_cast<std::uint32_t>(at - first));
      words.insert(words.end(), first, at);
      continue;
    }
    words.push_back(leg->mode);
    if (!modes[leg->mode].driven) {
      words.push_back(steps);
      const std::span<const Leg> legs(demand.legs.data() + day.first_leg(k), day.end_leg(k) - day.first_leg(k));
      if (modes[leg->mode].transit) append_rides(demand, legs, words);
      continue;
    }
    classes[modes[leg->mode].driver] = demand.vehicle_type[leg->vehicle];
    words.push_back(static_cast<std::uint32_t>(leg->route_end - leg->route_begin));
    words.insert(words.end(), demand.route.begin() + static_cast<std::ptrdiff_t>(leg->route_begin),
                 demand.route.begin() + static_cast<std::ptrdiff_t>(leg->route_end));
  }
  words.insert(words.end(), classes.begin(), classes.end());
}

DayPlan Chains::add(const std::uint32_t*& words, const std::vector<ChoiceMode>& modes) {
  DayPlan plan;
  const std::uint32_t stops = *words++;
  for (std::uint32_t k = 0; k < stops; ++k, words += 7)
    stops_.push_back({words[0], words[2], std::bit_cast<float>(words[3]), std::bit_cast<float>(words[4]),
                      std::bit_cast<float>(words[5]), std::bit_cast<float>(words[6]),
                      static_cast<std::uint16_t>(words[1])});
  stop_begin_.push_back(stops_.size());
  for (std::uint32_t k = 0; k + 1 < stops; ++k) {
    TripPlan& trip = plan.trips.emplace_back();
    trip.end_step = words[0];
    if (trip.end_step == no_index) trip.duration_steps = words[1];
    const bool changes = words[2] != 0;
    ChainTrip& chain = trips_.emplace_back();
    chain.beeline_m = std::bit_cast<float>(words[3]);
    words += 4;
    if (!changes) {
      chain.fixed = static_cast<std::uint32_t>(fixed_.size());
      fixed_.insert(fixed_.end(), words, words + 1 + *words);
      words += 1 + *words;
      continue;
    }
    trip.mode = static_cast<std::uint8_t>(*words++);
    if (!modes[trip.mode].driven) {
      trip.steps = *words++;
      if (modes[trip.mode].transit) take_rides(words, trip);
      continue;
    }
    trip.route.assign(words + 1, words + 1 + *words);
    words += 1 + *words;
  }
  for (std::uint32_t d = 0; d < drivers_; ++d) classes_.push_back(static_cast<std::uint8_t>(*words++));
  return plan;
}

std::vector<std::uint32_t> Chains::first_links(std::uint32_t p) const {
  std::vector<std::uint32_t> links;
  const std::span<const ChainTrip> days = trips(p);
  for (std::size_t k = 0; k < days.size(); ++k)
    links.push_back(days[k].fixed == ChainTrip::none ? stops(p)[k].link : no_index);
  return links;
}

std::uint64_t Chains::bytes() const {
  return stop_begin_.size() * sizeof(std::uint64_t) + stops_.size() * sizeof(ChainStop) +
         trips_.size() * sizeof(ChainTrip) + 4 * fixed_.size() + classes_.size();
}

RunningPlan running_plan(const Chains& chains, std::uint32_t p, const DayPlan& plan,
                         const std::vector<ChoiceMode>& modes, const ChoiceRules& rules,
                         std::span<const std::uint32_t> departures) {
  RunningPlan made{chains.row(p), {}};
  std::vector<std::uint32_t>& words = made.words;
  const std::span<const ChainStop> stops = chains.stops(p);
  const std::uint32_t walk_word = mode_word(rules.walk);
  for (std::size_t k = 0; k < plan.trips.size(); ++k) {
    const TripPlan& trip = plan.trips[k];
    const ChainTrip& chain = chains.trips(p)[k];
    words.insert(words.end(), {stops[k].link, trip.end_step, trip.duration_steps});
    if (chain.fixed != ChainTrip::none) {
      const std::span<const std::uint32_t> fixed = chains.fixed_words(chain);
      words.insert(words.end(), fixed.begin(), fixed.end());
      continue;
    }
    if (!trip.rides.empty()) {
      append_transit(trip, rules, departures[k], words);
      continue;
    }
    if (modes[trip.mode].fleet > 0) {
      const ChoiceFleet& fleet = rules.fleets[modes[trip.mode].fleet - 1U];
      append_fleet_trip(rules, fleet, fleet_trip(rules, fleet, stops[k], stops[k + 1]), trip.mode, words);
      continue;
    }
    if (!modes[trip.mode].driven) {
      words.insert(words.end(), {mode_word(trip.mode), trip.steps});
      continue;
    }
    if (rules.walks_to_road)
      words.insert(words.end(), {walk_word, stops[k].walk_steps, stops[k].link | stage_bit, no_index, 0});
    words.push_back(mode_word(trip.mode) | chains.vehicle_class(p, modes[trip.mode].driver) << 1U | 1U);
    words.push_back(static_cast<std::uint32_t>(trip.route.size()));
    words.insert(words.end(), trip.route.begin(), trip.route.end());
    if (rules.walks_to_road)
      words.insert(words.end(), {stops[k + 1].link | stage_bit, no_index, 0, walk_word, stops[k + 1].walk_steps});
  }
  words.insert(words.end(), {stops.back().link, no_index, no_index});
  return made;
}

std::vector<ChainLeg> legs_of(const Chains& chains, std::uint32_t p, const DayPlan& plan,
                              const std::vector<ChoiceMode>& modes, const ChoiceRules& rules) {
  std::vector<ChainLeg> legs;
  for (std::uint32_t k = 0; k < plan.trips.size(); ++k) {
    const TripPlan& trip = plan.trips[k];
    const ChainTrip& chain = chains.trips(p)[k];
    if (chain.fixed != ChainTrip::none) {
      const std::span<const std::uint32_t> words = chains.fixed_words(chain);
      const std::uint32_t* at = words.data();
      while (at < words.data() + words.size()) {
        const LegWords leg(at);
        legs.push_back({k, leg.mode(), false, false});
        at += leg.all() + ActivityWords::size;
      }
      continue;
    }
    if (!trip.rides.empty()) {
      for (const TransitLegAhead& leg : transit_legs(rules, trip, 0))
        legs.push_back({k, leg.ride == no_index ? rules.walk : trip.mode, false, leg.ride == no_index, leg.ride});
      continue;
    }
    const bool driven = modes[trip.mode].driven;
    const std::uint8_t fleet = modes[trip.mode].fleet;
    const std::span<const ChainStop> stops = chains.stops(p);
    const bool walks = fleet > 0 ? fleet_trip(rules, rules.fleets[fleet - 1U], stops[k], stops[k + 1]).between_stops
                                 : driven && rules.walks_to_road;
    if (walks) legs.push_back({k, rules.walk, false, true});
    legs.push_back({k, trip.mode, driven, false});
    if (walks) legs.push_back({k, rules.walk, false, true});
  }
  return legs;
}

}  // namespace machi
