/// \file  From a scenario to the fleets of shared vehicles of a run.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/model/scenario.hpp"
#include "engine/population/fleet_trips.hpp"
#include "engine/process/mobility/fleet_operator.hpp"
#include "engine/process/mobility/mobility.hpp"

namespace machi {

/// The same on all ranks.
struct FleetSetup {
  std::vector<std::unique_ptr<DriveTimes>> times;         ///< [fleets]
  std::vector<FleetPlan> plans;                           ///< [fleets]
  std::vector<std::unique_ptr<FleetOperator>> operators;  ///< [fleets] of the day
  std::uint32_t first_operator{0};                        ///< row of the first of them among those of the world

  /// New operators, for a new day: puts them into the world, and the vehicles that stand on this rank into `people`.
  void begin_day(int rank, MobilityWorld& world, std::vector<RunningPlan>& people);
};

/// The modes of fleets and where they stop. Throws UsageError where a stop is no link of the network.
std::vector<FleetStopLinks> fleet_stop_links(const MobilitySettings& settings, const TrafficNetwork& network);
/// [modes] 1 + the row of the operator of the fleet of that name; 0: none.
std::vector<std::uint8_t> ride_operators(const MobilitySettings& settings, const std::vector<std::string>& modes,
                                         std::uint32_t first_operator);

/// Adds a class of vehicles for each fleet to the world, whose network and rules are set. `first_driver`: row behind
/// all persons and other drivers. Throws UsageError for a depot that is no link of the network, or a network whose
/// links lead nowhere. Local, the same on all ranks.
FleetSetup set_up_fleets(const Scenario& scenario, std::uint32_t first_driver, double start_s, MobilityWorld& world);

}  // namespace machi
