#include "io/setup/fleet_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/network/link_turns.hpp"

namespace machi {
namespace {

std::uint32_t bit_of(const TrafficNetwork& network, const std::string& mode) {
  const auto found = std::find(network.modes.begin(), network.modes.end(), mode);
  return found == network.modes.end() ? 0 : 1U << static_cast<unsigned>(found - network.modes.begin());
}

std::string key_of(const FleetSettings& fleet, const char* key) {
  return fmt::format("{}: mobility.fleets '{}'.{}", fleet.where, fleet.name, key);
}

/// Links from which one comes to a link in the middle, and back: of some such links the one with the most.
std::vector<std::uint32_t> connected_links(const TrafficNetwork& network, std::uint32_t bit, const DriveTimes& times) {
  constexpr std::size_t tries = 8;
  std::vector<std::uint32_t> usable;
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if ((network.link_modes[l] & bit) != 0) usable.push_back(l);
  std::vector<std::uint32_t> most;
  DrivesOf drives(times);
  for (std::size_t k = 0; k < tries && most.size() * 2 <= usable.size() && !usable.empty(); ++k) {
    drives.set(usable[(2 * k + 1) * usable.size() / (2 * tries)]);
    std::vector<std::uint32_t> links;
    for (const std::uint32_t l : usable)
      if (drives.from(l) != no_drive && drives.to(l) != no_drive) links.push_back(l);
    if (links.size() > most.size()) most = std::move(links);
  }
  return most;
}

std::vector<std::uint32_t> places_of(const FleetSettings& fleet, const TrafficNetwork& network, std::uint32_t bit,
                                     const DriveTimes& times) {
  const auto vehicles = static_cast<std::size_t>(fleet.vehicles);
  const bool spread = fleet.depots.empty();
  const std::vector<std::uint32_t> links =
      spread ? connected_links(network, bit, times) : rows_of_links(network, fleet.depots, key_of(fleet, "depots"));
  if (links.size() < 2 && spread)
    throw UsageError(key_of(fleet, "drives_on") + ": the links of this mode lead nowhere. Name another mode");
  std::vector<std::uint32_t> places;
  for (std::size_t v = 0; v < vehicles; ++v)
    places.push_back(spread ? links[(2 * v + 1) * links.size() / (2 * vehicles)] : links[v % links.size()]);
  return places;
}

FleetRules rules_of(const FleetSettings& fleet, const PlanClock& clock) {
  const auto steps = [&](double s) { return whole_steps(s, clock.steps_per_s); };
  FleetRules rules;
  rules.mode = fleet.mode;
  rules.capacity = static_cast<std::uint32_t>(fleet.capacity);
  rules.max_wait = steps(fleet.max_wait_s);
  rules.detour_factor = fleet.detour_factor;
  rules.detour = steps(fleet.detour_s);
  rules.stop_steps = steps(fleet.stop_s);
  rules.if_rejected = fleet.if_rejected;
  rules.relocation = fleet.relocation;
  rules.relocation_steps = steps(fleet.relocation_s);
  return rules;
}

}  // namespace

std::vector<FleetStopLinks> fleet_stop_links(const MobilitySettings& settings, const TrafficNetwork& network) {
  std::vector<FleetStopLinks> all;
  for (const FleetSettings& fleet : settings.fleets)
    all.push_back({fleet.name, rows_of_links(network, fleet.stops, key_of(fleet, "stops"))});
  return all;
}

std::vector<std::uint8_t> ride_operators(const MobilitySettings& settings, const std::vector<std::string>& modes,
                                         std::uint32_t first_operator) {
  std::vector<std::uint8_t> rows(modes.size(), 0);
  for (std::size_t f = 0; f < settings.fleets.size(); ++f)
    for (std::size_t m = 0; m < modes.size(); ++m)
      if (modes[m] == settings.fleets[f].name) rows[m] = static_cast<std::uint8_t>(1 + first_operator + f);
  return rows;
}

FleetSetup set_up_fleets(const Scenario& scenario, std::uint32_t first_driver, double start_s, MobilityWorld& world) {
  const MobilitySettings& settings = *scenario.mobility;
  const TrafficNetwork& network = *world.network;
  FleetSetup setup;
  setup.first_operator = static_cast<std::uint32_t>(world.operators.size());
  PlanClock clock;
  clock.steps_per_s = world.rules.steps_per_s;
  if (!settings.fleets.empty()) world.dispatch_steps = whole_steps(settings.dispatch_s, clock.steps_per_s);
  for (const FleetSettings& fleet : settings.fleets) {
    const std::uint32_t bit = bit_of(network, fleet.drives_on);
    const LinkTurns turns = network.exits.given() ? link_turns(network, bit) : LinkTurns{};
    setup.times.push_back(
        std::make_unique<DriveTimes>(network, bit, turns, fleet.max_speed_m_s, world.rules.steps_per_s));
    FleetPlan& plan = setup.plans.emplace_back();
    plan.rules = rules_of(fleet, clock);
    plan.times = setup.times.back().get();
    plan.first_driver = first_driver;
    for (const std::uint32_t link : places_of(fleet, network, bit, *plan.times))
      plan.vehicles.push_back({link, whole_steps(std::max(fleet.service_from_s - start_s, 0.0), clock.steps_per_s),
                               whole_steps(std::max(fleet.service_to_s - start_s, 0.0), clock.steps_per_s)});
    first_driver += static_cast<std::uint32_t>(plan.vehicles.size());
    VehicleType type;
    type.max_speed_m_s = fleet.max_speed_m_s;
    plan.vehicle_class = static_cast<std::uint8_t>(world.classes.size());
    world.classes.push_back(vehicle_class(type));
    world.classes.back().modes = bit;
  }
  return setup;
}

void FleetSetup::begin_day(int rank, MobilityWorld& world, std::vector<RunningPlan>& people) {
  operators.clear();
  world.operators.resize(first_operator);
  world.fleets.clear();
  for (const FleetPlan& plan : plans) {
    FleetOperator& runs = *operators.emplace_back(std::make_unique<FleetOperator>(plan));
    world.operators.push_back(&runs);
    world.fleets.push_back(&runs);
    for (std::uint32_t v = 0; v < plan.vehicles.size(); ++v)
      if (world.shares->node_rank[world.network->to[plan.vehicles[v].link]] == rank)
        people.push_back(runs.first_plan(v));
  }
}

}  // namespace machi
