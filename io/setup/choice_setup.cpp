#include "io/setup/choice_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <sstream>

#include "engine/comm/split.hpp"
#include "engine/core/error.hpp"
#include "engine/network/link_turns.hpp"
#include "engine/population/transit_trips.hpp"
#include "engine/population/trip_vehicles.hpp"
#include "engine/population/trips.hpp"
#include "io/mobility/counts_csv.hpp"
#include "io/setup/complete_demand.hpp"
#include "io/setup/mobility_setup.hpp"
#include "io/setup/timetable_setup.hpp"

namespace machi {
namespace {

constexpr std::size_t most_modes = 127;  // plans keep them in seven bits

std::uint32_t row_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
  names.push_back(name);
  return static_cast<std::uint32_t>(names.size() - 1);
}

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> broadcast(const Comm& comm, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  std::istringstream lines(comm.broadcast(text));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  return all;
}

double speed_m_s(const MobilitySettings& settings, const std::string& mode) {
  constexpr double bicycle_m_s = 15 / 3.6;
  for (const ModeScoring& row : settings.scoring.modes)
    if (row.name == mode && row.speed_m_s) return *row.speed_m_s;
  if (mode == "walk") return settings.walk_speed_m_s;
  return mode == "bicycle" || mode == "bike" ? bicycle_m_s : 0;
}

// 1 + the row; 0: none is called so.
std::uint8_t fleet_row(const MobilitySettings& settings, const std::string& mode) {
  for (std::size_t f = 0; f < settings.fleets.size(); ++f)
    if (settings.fleets[f].name == mode) return static_cast<std::uint8_t>(f + 1);
  return 0;
}

std::vector<ChoiceFleet> choice_fleets(const MobilitySettings& settings, const MobilitySetup& setup) {
  const TrafficNetwork& network = *setup.network;
  const std::vector<FleetStopLinks> stops = fleet_stop_links(settings, network);
  std::vector<ChoiceFleet> fleets;
  for (std::size_t f = 0; f < settings.fleets.size(); ++f) {
    ChoiceFleet& fleet = fleets.emplace_back();
    fleet.rules = setup.fleets.plans[f].rules;
    fleet.times = setup.fleets.plans[f].times;
    fleet.operator_ = static_cast<std::uint8_t>(setup.fleets.first_operator + f);
    fleet.area = settings.fleets[f].polygons;
    for (const std::uint32_t link : stops[f].links)
      fleet.stops.push_back({link, network.x_m[network.to[link]], network.y_m[network.to[link]]});
  }
  return fleets;
}

bool is_stage_of(const TravelDemand& demand, std::size_t activity) {
  return is_stage(demand.activity_types[demand.activities[activity].type]);
}

// Sequences of main activities and the legs between them, from a demand with stages.
class Rewriting {
 public:
  Rewriting(const TravelDemand& given, const MobilitySetup& setup, const std::vector<std::uint32_t>& words)
      : given_(given), setup_(setup), at_(words.data()) {}

  TravelDemand run() {
    made_.activity_types = given_.activity_types;
    made_.modes = given_.modes;
    if (setup_.journeys)
      transit_.emplace(*setup_.journeys, made_, 1 / static_cast<double>(setup_.world.rules.steps_per_s));
    for (std::uint64_t p = 0; p < given_.persons(); ++p) {
      person_ = p;
      const std::uint64_t end = given_.activity_begin[p + 1];
      std::uint64_t from = given_.activity_begin[p];
      while (from + 1 < end) {
        std::uint64_t to = from + 1;
        while (to + 1 < end && is_stage(given_.activity_types[given_.activities[to].type])) ++to;
        add_trip(from, to);
        from = to;
      }
      made_.activities.push_back(given_.activities[from]);
      made_.activity_begin.push_back(made_.activities.size());
    }
    made_.vehicle_types = given_.vehicle_types;
    made_.person_id = given_.person_id;
    made_.vehicle_id = given_.vehicle_id;
    made_.vehicle_type = given_.vehicle_type;
    made_.services = given_.services;
    made_.own_services = given_.own_services;
    made_.path = given_.path;
    return std::move(made_);
  }

 private:
  double seconds(std::uint32_t steps) const {
    return static_cast<double>(steps) / static_cast<double>(setup_.world.rules.steps_per_s);
  }

  void add_trip(std::uint64_t from, std::uint64_t to) {
    Activity start = given_.activities[from];
    start.end_s = at_[0] == no_index ? not_given : setup_.start_s + seconds(at_[0]);
    start.duration_s = at_[0] != no_index || at_[1] == no_index ? not_given : seconds(at_[1]);
    made_.activities.push_back(start);
    const std::uint32_t mode = at_[2];
    const std::uint32_t steps = at_[3];
    const std::uint32_t links = at_[4];
    const std::uint32_t* const route = at_ + 5;
    at_ = route + links;
    if (mode == no_index) return keep_trip(from, to);
    if (transit_ && is_transit_mode(given_.modes[mode]) && !setup_.on_network[mode] && links > 0)
      return add_rides(static_cast<std::uint16_t>(mode), steps, {route, links}, start.line);
    Leg leg;
    leg.mode = leg.routing_mode = static_cast<std::uint16_t>(mode);
    leg.line = start.line;
    if (setup_.ride_operator[mode] > 0) return made_.legs.push_back(leg);  // complete_trips() knows the rest
    for (std::uint64_t l = from - person_; l < to - person_; ++l)
      if (given_.legs[l].mode == mode) leg.vehicle = given_.legs[l].vehicle;
    if (setup_.on_network[mode]) {
      leg.kind = RouteKind::links;
      leg.route_begin = made_.route.size();
      made_.route.insert(made_.route.end(), route, route + links);
      leg.route_end = made_.route.size();
    } else {
      leg.kind = RouteKind::generic;
      leg.travel_time_s = seconds(steps);
      leg.distance_m =
          setup_.beeline_factor * beeline_m(*setup_.network, given_.activities[from], given_.activities[to]);
    }
    made_.legs.push_back(leg);
  }

  // The step in which it began, walks to the first stop and from the last one, rides.
  void add_rides(std::uint16_t mode, std::uint32_t step, std::span<const std::uint32_t> words, std::uint32_t line) {
    TransitTrip trip{{}, words[0], words[1]};
    for (std::size_t k = 2; k < words.size(); k += 3) trip.rides.push_back({words[k], words[k + 1], words[k + 2]});
    transit_->append(trip, mode, setup_.start_s + (step == no_index ? 0 : seconds(step)), line);
  }

  void keep_trip(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t a = from; a < to; ++a) {
      if (a > from) made_.activities.push_back(given_.activities[a]);
      Leg leg = given_.legs[a - person_];
      const auto begin = given_.route.begin() + static_cast<std::ptrdiff_t>(leg.route_begin);
      const auto end = given_.route.begin() + static_cast<std::ptrdiff_t>(leg.route_end);
      leg.route_begin = made_.route.size();
      made_.route.insert(made_.route.end(), begin, end);
      leg.route_end = made_.route.size();
      made_.legs.push_back(leg);
    }
  }

  const TravelDemand& given_;
  const MobilitySetup& setup_;
  const std::uint32_t* at_;
  TravelDemand made_;
  std::optional<TransitLegs> transit_;
  std::uint64_t person_{0};
};

}  // namespace

void add_modes(const MobilitySettings& settings, TravelDemand& demand) {
  for (const std::string& mode : settings.replanning.modes) row_of(demand.modes, mode);
  for (const std::string& mode : settings.network_modes) type_of_mode(mode, demand.vehicle_types);
}

ChoiceWorld choice_world(const Comm& comm, const Scenario& scenario, const MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  ChoiceWorld world;
  world.network = setup.network.get();
  world.host = split_by_host(comm);
  world.seed = static_cast<std::uint64_t>(scenario.run.seed);
  world.scoring = settings.scoring;
  world.replanning = settings.replanning;
  world.bin_steps = setup.world.bin_steps;
  world.rules.clock = {setup.world.rules.steps_per_s, setup.start_s, setup.on_network, setup.transit.rides,
                       setup.ride_operator};
  world.rules.walks_to_road = settings.access == AccessRule::walk;
  world.rules.walk_speed_m_s = settings.walk_speed_m_s;
  world.rules.beeline_factor = settings.beeline_factor;
  world.rules.transit = setup.journeys.get();
  world.rules.rides_run = settings.transit.simulated();
  world.rules.fleets = choice_fleets(settings, setup);
  std::uint8_t drivers = 0;
  std::uint32_t driven_bits = 0;
  bool pays_distance = false;
  for (const std::string& name : broadcast(comm, setup.demand.modes)) {
    ChoiceMode mode;
    mode.name = name;
    mode.driven = is_in(settings.network_modes, name);
    mode.speed_m_s = speed_m_s(settings, name);
    if (mode.driven) mode.driver = drivers++;
    const auto bit = std::find(setup.network->modes.begin(), setup.network->modes.end(), name);
    if (mode.driven) mode.mode_bits = 1U << static_cast<unsigned>(bit - setup.network->modes.begin());
    driven_bits |= mode.mode_bits;
    mode.chosen = is_in(settings.replanning.modes, name);
    mode.transit = setup.journeys && !mode.driven && is_transit_mode(name);
    mode.fleet = fleet_row(settings, name);
    if (mode.chosen && !mode.driven && !mode.transit && mode.fleet == 0 && mode.speed_m_s <= 0 &&
        settings.replanning.mode_weight > 0)
      throw UsageError(
          fmt::format("mobility.replanning.modes: '{0}' is neither driven nor has a speed. Name it in "
                      "mobility.network_modes, give it speed_m_s in mobility.scoring.modes (transit: give "
                      "mobility.transit.gtfs_file), or leave it out",
                      name));
    mode.utility = travel_utility(settings.scoring, name);
    pays_distance |= mode.utility.distance_1_m != 0;
    if (name == "walk") world.rules.walk = static_cast<std::uint8_t>(world.modes.size());
    world.modes.push_back(mode);
  }
  for (const std::string& type : broadcast(comm, setup.demand.activity_types))
    world.activities.push_back(activity_utility(settings.scoring, type));
  if (world.modes.size() > most_modes) throw UsageError("mobility: more than 127 modes. Unite some");
  if (setup.network->exits.given()) world.turns = link_turns(*setup.network, driven_bits);
  if (pays_distance) world.length_m = setup.network->length_m;
  return world;
}

std::vector<LinkCount> counts_of(const Comm& comm, const MobilitySettings& settings, const MobilitySetup& setup) {
  std::vector<LinkCount> counts;
  if (settings.counts_file.empty()) return counts;
  comm.agree([&] {
    for (const CountRow& row : read_counts_csv(settings.counts_file, *setup.network)) {
      const double first = (row.from_s - setup.start_s) / settings.bin_s;
      const double end = (row.to_s - setup.start_s) / settings.bin_s;
      if (first < 0 || end > 1e6 || first != std::floor(first) || end != std::floor(end))
        throw InputError(
            fmt::format("{}:{}", settings.counts_file, row.line),
            fmt::format("the time is not one of whole bins of {} s from the start of the run on. Count so, "
                        "or change mobility.bin_s or scenario.start",
                        settings.bin_s));
      counts.push_back({row.link, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end), row.vehicles, 0});
    }
  });
  return counts;
}

std::unique_ptr<DayToDay> deal_days(const Comm& comm, const ChoiceWorld& world, const MobilitySetup& setup) {
  std::vector<VehicleType> types = setup.demand.vehicle_types;
  std::vector<std::uint32_t> class_of_driver;
  for (const ChoiceMode& mode : world.modes)
    if (mode.driven) class_of_driver.push_back(type_of_mode(mode.name, types));
  const auto words = [&](std::uint64_t p, std::vector<std::uint32_t>& row) {
    append_chain(setup.demand, p, *setup.network, world.modes, world.rules, class_of_driver, row);
  };
  return std::make_unique<DayToDay>(comm, world, static_cast<std::int64_t>(setup.demand.persons()), words);
}

void take_plans(const Comm& comm, const MobilitySettings& settings, const std::vector<std::uint32_t>& words,
                MobilitySetup& setup) {
  TripRules rules = trip_rules(settings);
  rules.routing = RoutingRule::as_planned;
  rules.fleets = fleet_stop_links(settings, *setup.network);
  std::vector<std::uint32_t> places;  // of main activities, which stay as they are
  for (std::size_t a = 0; a < setup.activity_building.size(); ++a)
    if (!is_stage_of(setup.demand, a)) places.push_back(setup.activity_building[a]);
  TravelDemand carried_out;
  comm.agree([&] { carried_out = Rewriting(setup.demand, setup, words).run(); });
  complete_demand(comm, settings, rules, std::move(carried_out), setup);
  if (setup.buildings > 0) {
    setup.activity_building.assign(setup.demand.activities.size(), no_index);
    for (std::size_t a = 0, place = 0; a < setup.demand.activities.size(); ++a)
      if (!is_stage_of(setup.demand, a)) setup.activity_building[a] = places[place++];
  }
  setup.on_network = modes_on_network(setup.demand, settings.network_modes);
}

std::vector<std::int64_t> trips_by_mode(const Comm& comm, const TravelDemand& demand,
                                        const std::vector<bool>& on_network,
                                        const std::vector<std::uint8_t>& ride_operator) {
  std::vector<std::int64_t> trips(static_cast<std::size_t>(comm.max(static_cast<std::int64_t>(demand.modes.size()))),
                                  0);
  for (std::uint64_t p = 0; p < demand.persons(); ++p) {
    bool begins = true;
    bool has_main = false;
    std::uint16_t mode = 0;
    for (std::uint64_t a = demand.activity_begin[p]; a + 1 < demand.activity_begin[p + 1]; ++a) {
      const Leg& leg = demand.legs[a - p];
      const bool by_fleet = leg.mode < ride_operator.size() && ride_operator[leg.mode] > 0;
      const bool is_main = on_network[leg.mode] || leg.kind == RouteKind::transit || by_fleet;
      if (begins || (is_main && !has_main)) mode = leg.mode;
      has_main = is_main || (has_main && !begins);
      begins = !is_stage(demand.activity_types[demand.activities[a + 1].type]);
      if (begins) ++trips[mode];
    }
  }
  comm.sum(std::span<std::int64_t>(trips));
  return trips;
}

}  // namespace machi
