#include "io/setup/mobility_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "engine/population/trips.hpp"
#include "engine/process/mobility/deal_plans.hpp"
#include "io/mobility/network_file.hpp"
#include "io/mobility/population_file.hpp"
#include "io/mobility/sumo_network.hpp"
#include "io/mobility/vehicles_xml.hpp"
#include "io/options/options.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/setup/calibration.hpp"
#include "io/setup/choice_setup.hpp"
#include "io/setup/complete_demand.hpp"
#include "io/setup/road_events.hpp"
#include "io/setup/timetable_setup.hpp"
#include "io/setup/town_mobility.hpp"

namespace machi {
namespace {

QueueRules rules_of(const Scenario& scenario) {
  const MobilitySettings& settings = *scenario.mobility;
  QueueRules rules;
  rules.steps_per_s = std::lround(1 / settings.dt_s);
  rules.seed = static_cast<std::uint64_t>(scenario.run.seed);
  rules.dynamics = settings.dynamics;
  rules.node_rule = settings.node_rule;
  rules.stuck = settings.stuck;
  rules.flow_factor = settings.flow_factor;
  rules.storage_factor = settings.storage_factor;
  rules.stuck_s = settings.stuck_s;
  rules.start_s = clock_s(scenario.run.start).value_or(0);
  return rules;
}

// Vehicles of the population are of the types that the vehicles' file says; those that it does not name get theirs by
// their mode.
void read_vehicles(const Comm& comm, const MobilitySettings& settings, TravelDemand& demand) {
  if (settings.vehicles_file.empty()) return;
  VehiclesReading reading = read_vehicles_xml(comm, settings.vehicles_file, demand.vehicle_id);
  comm.agree([&] {
    if (reading.types.size() > 120)
      throw InputError(settings.vehicles_file, "has more than 120 vehicle types. Unite some");
  });
  std::unordered_map<std::string, std::uint32_t> type_of;
  for (std::size_t v = 0; v < reading.vehicle_id.size(); ++v)
    type_of.emplace(reading.vehicle_id[v], reading.vehicle_type[v]);
  for (const std::string& id : demand.vehicle_id) {
    const auto found = type_of.find(id);
    demand.vehicle_type.push_back(found == type_of.end() ? no_index : found->second);
  }
  demand.vehicle_types = std::move(reading.types);
}

// The people of the file, each rank a run of them; and the links that lead to where vehicles set off.
PopulationFile read_people(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  PopulationFile people = read_population_file(comm, settings.population_file, settings.additional_files,
                                               *setup.network, static_cast<std::uint64_t>(scenario.run.seed));
  const std::vector<std::uint32_t> rows = add_starts(*setup.network, people.starts);
  if (!people.starts.empty()) begin_at_starts(people.demand, people.starts, rows);
  return people;
}

void read_file_people(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  PopulationFile people = read_people(comm, scenario, setup);
  setup.notes.insert(setup.notes.end(), people.notes.begin(), people.notes.end());
  setup.first_person = static_cast<std::uint64_t>(comm.sum_below(static_cast<std::int64_t>(people.demand.persons())));
  if (people.demand.vehicle_types.empty()) read_vehicles(comm, settings, people.demand);
  const std::vector<std::string>& driven = people.driven_modes.empty() ? settings.network_modes : people.driven_modes;
  TripRules rules = trip_rules(settings);
  rules.network_modes = driven;
  comm.agree([&] {
    take_fleets(people.demand, settings.fleets, *setup.network, setup.world.rules.seed, setup.first_person);
    rules.fleets = fleet_stop_links(settings, *setup.network);
  });
  route_riders(comm, scenario, setup, people.demand);
  complete_demand(comm, settings, rules, std::move(people.demand), setup);
  setup.on_network = modes_on_network(setup.demand, driven);
}

std::vector<VehicleClass> classes_of(const Comm& comm, const TravelDemand& demand, const TrafficNetwork& network) {
  std::vector<VehicleClass> classes;
  for (const VehicleType& type : demand.vehicle_types) {
    classes.push_back(vehicle_class(type));
    const auto mode = std::find(network.modes.begin(), network.modes.end(), type.network_mode);
    if (mode != network.modes.end()) classes.back().modes = 1U << static_cast<unsigned>(mode - network.modes.begin());
  }
  const auto raw = std::as_bytes(std::span<const VehicleClass>(classes));
  std::vector<std::byte> bytes(raw.begin(), raw.end());
  comm.broadcast(bytes);
  return vector_of<VehicleClass>(bytes);
}

// Routes for who has none, from equilibria of the slices of the day.
void start_at_equilibrium(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  if (settings.start_routes.method != StartRoutes::equilibrium || settings.network_modes.empty()) return;
  const StartRouteRules rules{settings.start_routes, setup.world.rules.seed, setup.start_s,
                              settings.network_modes.front(), settings.flow_factor};
  setup.start = draw_start_routes(comm, *setup.network, rules, setup.first_person, setup.demand);
  if (!comm.first()) return;
  const StartSlice total = setup.start.total();
  setup.notes.push_back(
      fmt::format("Start routes of {} trips by mode {} in {} slices of {} s: relative gap {:.2g} after "
                  "{} iterations at most.",
                  total.trips, rules.mode, setup.start.slices.size(), settings.start_routes.slice_s, total.relative_gap,
                  total.iterations));
}

// People who choose, and those who look at the traffic.
void set_up_choice(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  if (!settings.replans) setup.people = deal_people(comm, setup);
  if (!settings.replans && settings.replanning.within_day == 0) return;
  ChoiceWorld world = choice_world(comm, scenario, setup);
  if (settings.replanning.within_day > 0) {
    setup.guide = std::make_unique<CurrentRoutes>(world, settings.replanning.within_day);
    setup.world.guide = setup.guide.get();
  }
  setup.world.legs = settings.replans;
  if (settings.replans) setup.days = deal_days(comm, world, setup);
}

std::vector<std::uint32_t> stops_in_shape(const Timetable& timetable, const PlaneShape& shape) {
  std::vector<std::uint32_t> stops;
  for (std::uint32_t stop = 0; stop < timetable.stop_id.size(); ++stop)
    if (lies_within(shape, {1e-3 * static_cast<double>(timetable.stop_x_mm[stop]),
                            1e-3 * static_cast<double>(timetable.stop_y_mm[stop])}))
      stops.push_back(stop);
  return stops;
}

// When stops are closed, by events.
std::vector<StopClosure> stop_closures(const Scenario& scenario, const Timetable& timetable, std::int64_t steps_per_s) {
  std::vector<StopClosure> closures;
  for (const ScenarioEvent& event : scenario.events.list) {
    if (event.kind != EventKind::transit_stop) continue;
    std::set<std::uint32_t> stops;
    for (const std::string& id : event.ids) {
      const auto found = std::find(timetable.stop_id.begin(), timetable.stop_id.end(), id);
      if (found == timetable.stop_id.end()) {
        const std::string meant = did_you_mean(id, timetable.stop_id);
        throw InputError(fmt::format("{}: events.transit_stop", event.where),
                         fmt::format("the timetable has no stop '{}'{}", id, meant.empty() ? ". Correct it" : meant));
      }
      stops.insert(static_cast<std::uint32_t>(found - timetable.stop_id.begin()));
    }
    for (const PlaneShape& shape : event_shapes(scenario, event)) {
      const auto drawn = stops_in_shape(timetable, shape);
      stops.insert(drawn.begin(), drawn.end());
    }
    if (stops.empty())
      throw InputError(fmt::format("{}: events.transit_stop", event.where),
                       "no stop lies there. Correct its polygon or file");
    const bool ends = event.end_s < 4e9 / static_cast<double>(steps_per_s);
    for (const std::uint32_t stop : stops)
      closures.push_back(
          {stop, whole_steps(event.begin_s, steps_per_s), ends ? whole_steps(event.end_s, steps_per_s) : no_index});
  }
  return closures;
}

// Classes of the timetable's vehicles stand behind those of people's vehicles; drivers behind persons.
void start_service(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  const auto persons = static_cast<std::uint32_t>(comm.sum(static_cast<std::int64_t>(setup.demand.persons())));
  TimetableRun run;
  run.steps_per_s = setup.world.rules.steps_per_s;
  run.start_s = setup.start_s;
  run.first_driver = persons;
  run.first_class = static_cast<std::uint8_t>(setup.world.classes.size());
  run.off_road = settings.transit.ways == TransitWays::timetable;
  for (const TransitVehicleType& type : setup.transit.timetable->vehicle_types)
    setup.world.classes.push_back(vehicle_class(traffic_type(type)));
  comm.agree([&] {
    if (setup.world.classes.size() > 127)
      throw InputError(setup.transit.timetable->path,
                       "its vehicles and people's are of more than 127 types. Unite some");
  });
  comm.agree([&] { run.closures = stop_closures(scenario, *setup.transit.timetable, run.steps_per_s); });
  setup.world.stops_close = !run.closures.empty();
  make_service(setup.transit, *setup.network, std::move(run), setup.notes);
  setup.world.operators = {setup.transit.service.get()};
}

}  // namespace

TripRules trip_rules(const MobilitySettings& settings) {
  return {settings.network_modes,  settings.routing,        settings.access,
          settings.walk_speed_m_s, settings.beeline_factor, {}};
}

std::vector<RunningPlan> deal_people(const Comm& comm, const MobilitySetup& setup) {
  constexpr std::uint64_t batch = 1U << 14U;  // so that plans on their way do not stand in memory many times
  const PlanClock clock{setup.world.rules.steps_per_s, setup.start_s, setup.on_network, setup.transit.rides,
                        setup.ride_operator};
  const std::uint64_t persons = setup.demand.persons();
  const std::int64_t batches = comm.max(static_cast<std::int64_t>((persons + batch - 1) / batch));
  std::vector<RunningPlan> dealt;
  for (std::uint64_t b = 0; b < static_cast<std::uint64_t>(batches); ++b) {
    std::vector<RunningPlan> some;
    for (std::uint64_t p = std::min(persons, b * batch); p < std::min(persons, (b + 1) * batch); ++p) {
      some.push_back(running_plan(setup.demand, p, clock));
      some.back().person += static_cast<std::uint32_t>(setup.first_person);
    }
    std::vector<RunningPlan> here = deal_plans(comm, *setup.network, *setup.shares, some);
    dealt.insert(dealt.end(), std::make_move_iterator(here.begin()), std::make_move_iterator(here.end()));
  }
  std::sort(dealt.begin(), dealt.end(), [](const RunningPlan& a, const RunningPlan& b) { return a.person < b.person; });
  return dealt;
}

MobilitySetup set_up_mobility(const Comm& comm, const Scenario& scenario, CutRule cut) {
  const MobilitySettings& settings = *scenario.mobility;
  MobilitySetup setup;
  setup.start_s = clock_s(scenario.run.start).value_or(0);
  setup.world.rules = rules_of(scenario);
  setup.network = std::make_unique<TrafficNetwork>();
  if (scenario.city_file.empty()) {
    comm.agree([&] {
      NetworkFile file = read_network_file(settings);
      *setup.network = std::move(file.network);
      setup.notes = std::move(file.notes);
    });
  } else {
    read_town_network(comm, scenario, setup);
  }
  if (settings.transit.given()) set_up_journeys(comm, scenario, setup);
  if (has_town_people(settings)) {
    read_town_people(comm, scenario, setup);
  } else {
    read_file_people(comm, scenario, setup);
  }
  start_at_equilibrium(comm, scenario, setup);
  const std::int64_t persons = comm.sum(static_cast<std::int64_t>(setup.demand.persons()));
  if ((settings.replans || settings.replanning.within_day > 0) && persons > 0) {
    add_modes(settings, setup.demand);
    setup.on_network = modes_on_network(setup.demand, settings.network_modes);
  }
  setup.shares =
      std::make_unique<TrafficShares>(deal_traffic(*setup.network, setup.world.rules.steps_per_s, comm.size(), cut));
  setup.world.network = setup.network.get();
  setup.world.shares = setup.shares.get();
  setup.world.classes = classes_of(comm, setup.demand, *setup.network);
  if (settings.transit.simulated()) start_service(comm, scenario, setup);
  setup.world.records = settings.events;
  setup.world.records_activities = setup.buildings > 0;
  setup.world.bin_steps = static_cast<std::uint32_t>(std::lround(settings.bin_s) * setup.world.rules.steps_per_s);
  setup.beeline_factor = settings.beeline_factor;
  setup.ride_operator =
      ride_operators(settings, setup.demand.modes, static_cast<std::uint32_t>(setup.world.operators.size()));
  comm.agree([&] {
    const std::uint32_t others = setup.transit.service ? setup.transit.service->vehicles() : 0;
    setup.fleets = set_up_fleets(scenario, static_cast<std::uint32_t>(persons) + others, setup.start_s, setup.world);
  });
  set_up_road_events(comm, scenario, setup);
  setup.counts = counts_of(comm, settings, setup);
  calibrate_demand(comm, scenario, setup);
  set_up_choice(comm, scenario, setup);
  return setup;
}

}  // namespace machi
