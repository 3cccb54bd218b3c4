/// \file  From a scenario and its files to the traffic of one rank: network, people, who drives where.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/choice/calibrate.hpp"
#include "engine/choice/count_fit.hpp"
#include "engine/choice/current_routes.hpp"
#include "engine/choice/day_to_day.hpp"
#include "engine/choice/start_routes.hpp"
#include "engine/comm/comm.hpp"
#include "engine/coupling/evacuees.hpp"
#include "engine/model/scenario.hpp"
#include "engine/population/trips.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/transit/transit_planner.hpp"
#include "io/setup/fleet_setup.hpp"
#include "io/setup/transit_setup.hpp"

namespace machi {

/// What a run begins with, on this rank. Network and shares must outlive the process.
struct MobilitySetup {
  std::unique_ptr<TrafficNetwork> network;
  std::unique_ptr<TrafficShares> shares;
  MobilityWorld world;
  std::vector<RunningPlan> people;  ///< whose first activity lies on this rank
  /// With completed trips: on the ranks in runs of persons, one after the other.
  TravelDemand demand;
  std::uint64_t first_person{0};                 ///< row of the demand's first person among those of all ranks
  std::vector<std::uint32_t> activity_building;  ///< [activities] row of the city's buildings; people of a city only
  std::uint64_t buildings{0};                    ///< of the city; 0 where people are not a city's
  PersonTraits traits;                           ///< [persons of the demand] people of a city only
  std::vector<bool> on_network;             ///< [modes of the demand] whether they are driven; where there are persons
  std::vector<std::uint8_t> ride_operator;  ///< [modes of the demand] as in PlanClock; where there are persons
  FleetSetup fleets;
  std::vector<RoadEvent> road_events;  ///< of the scenario, by which the world's links change
  double start_s{0};                   ///< clock time of step 0
  double beeline_factor{1.3};
  std::unique_ptr<DayToDay> days;        ///< where people replan; they have the plans then, and `people` is empty
  std::vector<LinkCount> counts;         ///< to hold volumes against; on all ranks
  StartFacts start;                      ///< no slices: routes were not drawn from equilibria
  CalibrationFacts calibration;          ///< no groups: the demand was not scaled
  std::unique_ptr<CurrentRoutes> guide;  ///< where some look at the traffic when they depart
  TransitSetup transit;
  std::unique_ptr<TransitWorld> journeys;  ///< by which people plan their rides; null: there is no timetable
  std::vector<std::string> notes;          ///< sentences for the log; on the first rank only
};

/// What the scenario says of trips.
TripRules trip_rules(const MobilitySettings& settings);

/// The plans of the demand, wherever it lies, on the ranks where they begin. Collective.
std::vector<RunningPlan> deal_people(const Comm& comm, const MobilitySetup& setup);

/// Every rank reads the network, and keeps its part of the people that are made or read. Their trips are completed
/// there, and they are dealt. Throws UsageError or InputError on all ranks. Collective.
MobilitySetup set_up_mobility(const Comm& comm, const Scenario& scenario, CutRule cut);

}  // namespace machi
