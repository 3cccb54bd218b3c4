#include "io/setup/mobility_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "engine/population/trips.hpp"
#include "io/mobility/network_file.hpp"
#include "io/mobility/population_file.hpp"
#include "io/mobility/sumo_network.hpp"
#include "io/mobility/vehicles_xml.hpp"
#include "io/scenario/check_scenario.hpp"

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
void read_vehicles(const MobilitySettings& settings, TravelDemand& demand) {
  if (settings.vehicles_file.empty()) return;
  VehiclesReading reading = read_vehicles_xml(settings.vehicles_file);
  if (reading.types.size() > 120)
    throw InputError(settings.vehicles_file, "has more than 120 vehicle types. Unite some");
  std::unordered_map<std::string, std::uint32_t> type_of;
  for (std::size_t v = 0; v < reading.vehicle_id.size(); ++v)
    type_of.emplace(reading.vehicle_id[v], reading.vehicle_type[v]);
  for (const std::string& id : demand.vehicle_id) {
    const auto found = type_of.find(id);
    demand.vehicle_type.push_back(found == type_of.end() ? no_index : found->second);
  }
  demand.vehicle_types = std::move(reading.types);
}

// The people of the file, on the first rank; and on all ranks the links that lead to where vehicles set off.
PopulationFile read_people(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  PopulationFile people;
  comm.agree([&] {
    if (comm.first())
      people = read_population_file(settings.population_file, settings.additional_files, *setup.network,
                                    static_cast<std::uint64_t>(scenario.run.seed));
  });
  const auto raw = std::as_bytes(std::span<const std::uint32_t>(people.starts));
  std::vector<std::byte> bytes(raw.begin(), raw.end());
  comm.broadcast(bytes);
  const std::vector<std::uint32_t> starts = vector_of<std::uint32_t>(bytes);
  const std::vector<std::uint32_t> rows = add_starts(*setup.network, starts);
  if (!starts.empty() && comm.first()) begin_at_starts(people.demand, starts, rows);
  return people;
}

// On the first rank.
void complete_people(const MobilitySettings& settings, PopulationFile people, MobilitySetup& setup) {
  setup.notes.insert(setup.notes.end(), people.notes.begin(), people.notes.end());
  if (people.demand.vehicle_types.empty()) read_vehicles(settings, people.demand);
  const std::vector<std::string>& driven = people.driven_modes.empty() ? settings.network_modes : people.driven_modes;
  const TripRules rules{driven, settings.routing, settings.access, settings.walk_speed_m_s, settings.beeline_factor};
  setup.demand = complete_trips(std::move(people.demand), *setup.network, rules);
  setup.on_network = modes_on_network(setup.demand, driven);
}

// Each plan goes to the rank that has the link of its first activity: {person, words, word, …}.
std::vector<RunningPlan> deal_people(const Comm& comm, const MobilitySetup& setup) {
  std::vector<std::vector<std::uint32_t>> rows(static_cast<std::size_t>(comm.size()));
  if (comm.first()) {
    const PlanClock clock{setup.world.rules.steps_per_s, setup.start_s, setup.on_network};
    for (std::uint64_t p = 0; p < setup.demand.persons(); ++p) {
      const RunningPlan plan = running_plan(setup.demand, p, clock);
      const std::uint32_t link = ActivityWords(plan.words.data()).link();
      std::vector<std::uint32_t>& row =
          rows[static_cast<std::size_t>(setup.shares->node_rank[setup.network->to[link]])];
      row.push_back(plan.person);
      row.push_back(static_cast<std::uint32_t>(plan.words.size()));
      row.insert(row.end(), plan.words.begin(), plan.words.end());
    }
  }
  std::vector<RunningPlan> people;
  for (const std::vector<std::uint32_t>& row : comm.all_to_all_of(rows)) {
    for (std::size_t at = 0; at < row.size();) {
      const auto begin = row.begin() + static_cast<std::ptrdiff_t>(at) + 2;
      people.push_back({row[at], {begin, begin + row[at + 1]}});
      at += 2 + row[at + 1];
    }
  }
  return people;
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

}  // namespace

MobilitySetup set_up_mobility(const Comm& comm, const Scenario& scenario, CutRule cut) {
  const MobilitySettings& settings = *scenario.mobility;
  MobilitySetup setup;
  setup.start_s = clock_s(scenario.run.start).value_or(0);
  setup.network = std::make_unique<TrafficNetwork>();
  comm.agree([&] {
    NetworkFile file = read_network_file(settings);
    *setup.network = std::move(file.network);
    setup.notes = std::move(file.notes);
  });
  PopulationFile people = read_people(comm, scenario, setup);
  comm.agree([&] {
    if (comm.first()) complete_people(settings, std::move(people), setup);
  });
  setup.world.rules = rules_of(scenario);
  setup.shares =
      std::make_unique<TrafficShares>(deal_traffic(*setup.network, setup.world.rules.steps_per_s, comm.size(), cut));
  setup.world.network = setup.network.get();
  setup.world.shares = setup.shares.get();
  setup.world.classes = classes_of(comm, setup.demand, *setup.network);
  setup.world.records = settings.events;
  setup.people = deal_people(comm, setup);
  return setup;
}

}  // namespace machi
