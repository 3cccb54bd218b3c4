/// \file  What a run is told of its traffic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/fleet_settings.hpp"
#include "engine/model/transit_settings.hpp"

namespace machi {

/// What bounds the vehicles on a link beside its flow capacity (docs/models/mobility.md).
enum class TrafficDynamics : std::uint8_t {
  queue,            ///< room is free at the entrance as soon as a vehicle has left the queue
  holes,            ///< once the hole that it leaves has travelled back
  kinematic_waves,  ///< holes, and an inflow of at most the fundamental diagram's
};

/// How a node shares the room behind it among its links.
enum class NodeRule : std::uint8_t {
  empty_buffers,       ///< one link after the other, each until its first vehicle is blocked
  vehicle_by_vehicle,  ///< one vehicle, then drawn again
};

/// What becomes of a vehicle that was blocked for longer than stuck_s.
enum class StuckRule : std::uint8_t {
  push,    ///< goes on although there is no room
  remove,  ///< leaves the traffic; its trip has failed
};

/// Which routes are driven.
enum class RoutingRule : std::uint8_t {
  as_planned,  ///< those of the plans; where a plan has none, by StartRoutes
  free_speed,  ///< by StartRoutes for every trip
};

/// Where the first routes of legs come from that have none.
enum class StartRoutes : std::uint8_t {
  free_speed,   ///< least time on the empty network
  equilibrium,  ///< drawn from user equilibria of static assignments, one for each slice of the day
};

/// How people reach the links where they depart and arrive.
enum class AccessRule : std::uint8_t {
  as_planned,  ///< by the legs of their plans
  walk,        ///< every trip on the network begins and ends with a walk
};

/// Who travels.
enum class PopulationSource : std::uint8_t {
  file,       ///< those of population_file
  synthetic,  ///< made from the city's buildings
};

/// Which of the plans that a person knows is carried out next.
enum class PlanSelector : std::uint8_t {
  change_exp_beta,  ///< another one is looked at, and taken with a probability that rises with its score
  select_exp_beta,  ///< drawn by a logit of the scores
  best,             ///< the one of the highest score
  keep,             ///< the one of the day before
};

/// How the share of those who try something new goes on.
enum class InnovationRule : std::uint8_t {
  constant,  ///< it stays
  falling,   ///< divided by the number of the iteration: the method of successive averages
};

/// How a mode is drawn.
enum class ModeLaw : std::uint8_t { multinomial, nested };

/// What an hour more or less before the utility of an activity is nothing depends on.
enum class TypicalDurationRule : std::uint8_t { relative, uniform };

/// Utility of travel by a mode. Sources of the defaults: docs/models/choice.md.
struct ModeScoring {
  std::string name;
  double constant{0};
  double travelling_1_h{-6};
  double distance_1_km{0};
  std::optional<double> speed_m_s;  ///< where it is teleported; walk and bicycle have one of their own
};

/// Utility of activities of a type.
struct ActivityScoring {
  std::string name;
  std::optional<double> typical_s;  ///< not given: as the plan that was read has it
  double priority{1};
  std::optional<double> opening_s;  ///< clock times
  std::optional<double> closing_s;
  std::optional<double> latest_start_s;
  std::optional<double> earliest_end_s;
  std::optional<double> minimal_s;
};

/// Scores of Charypar and Nagel (2005) as MATSim computes them.
struct ScoringSettings {
  double performing_1_h{6};
  double waiting_1_h{0};
  double late_arrival_1_h{-18};
  double early_departure_1_h{0};
  std::optional<double> waiting_at_stop_1_h;  ///< for transit; not given: as riding in it
  double line_switch{-1};                     ///< each time that a trip changes vehicles
  TypicalDurationRule typical_duration{TypicalDurationRule::relative};
  std::vector<ModeScoring> modes;
  std::vector<ActivityScoring> activities;
};

/// Days one after the other, between which people learn.
struct ReplanningSettings {
  std::int64_t max_iterations{0};  ///< days after the first one
  double relative_gap{0};          ///< ends where the gap is not above; 0: never
  std::int64_t plans{5};           ///< that a person remembers
  PlanSelector selector{PlanSelector::change_exp_beta};
  double exp_beta{1};
  double select_weight{0.7};
  double reroute_weight{0.1};
  double time_weight{0.1};
  double mode_weight{0.1};
  InnovationRule innovation{InnovationRule::constant};
  double innovation_until{0.8};  ///< share of the iterations, after which nobody tries anything new
  double time_range_s{1800};
  std::vector<std::string> modes{"car", "bicycle", "walk"};
  ModeLaw mode_law{ModeLaw::multinomial};
  double mode_scale{1};
  std::vector<std::string> nest;
  double nest_scale{2};
  double within_day{0};  ///< share of people who look at the traffic when they depart
  double gap_share{1};   ///< of people whose routes the gap is taken over
};

/// What yellow means to the queues of a signal.
enum class YellowRule : std::uint8_t {
  lost,   ///< nobody drives; stands for the time lost at the beginning of green
  drive,  ///< as green
};

/// Demand scaled until the volumes agree with the counts (docs/models/calibration.md).
struct CalibrationSettings {
  std::int64_t iterations{0};    ///< runs before the one that is written; 0: the demand stays
  std::vector<std::string> by;   ///< persons that share a factor: any of departure, origin, activity; empty: all
  double departure_bin_s{3600};  ///< of `departure`
  double zone_m{1000};           ///< side of the squares of `origin`
  double prior_sd{0.5};          ///< how far a factor is expected to be from 1
  double most_factor{5};         ///< no factor is above
};

/// The routes that people start with (docs/models/assignment.md).
struct StartRouteSettings {
  StartRoutes method{StartRoutes::free_speed};
  double slice_s{3600};             ///< of the clock, in which legs that depart are assigned together
  double relative_gap{1e-3};        ///< at which the assignment of a slice ends
  std::int64_t max_iterations{20};  ///< of a slice
  double b{0.15};                   ///< delay where the flow equals the capacity, over the time at free speed
  double b_slice{0.05};             ///< and what is added to it, over the slice
  double power{8};                  ///< of flow over capacity, with which the delay rises
};

/// Which table emissions are taken from.
enum class EmissionTable : std::uint8_t {
  none,
  emep_eea,  ///< of the EMEP/EEA guidebook (docs/models/emissions.md)
};

struct MobilitySettings {
  std::string network_file;                             ///< empty: the streets of the city
  PopulationSource population{PopulationSource::file};  ///< synthetic needs a city
  double population_share{1};                           ///< of the households of a synthetic population
  std::string population_file;
  std::vector<std::string> additional_files;      ///< of SUMO: vehicle types, stops, lights, further routes
  std::string vehicles_file;                      ///< empty: passenger cars
  std::vector<std::string> network_modes{"car"};  ///< driven on the links; all others are teleported
  double dt_s{1};                                 ///< 1 s divided by a whole number
  TrafficDynamics dynamics{TrafficDynamics::queue};
  NodeRule node_rule{NodeRule::empty_buffers};
  double flow_factor{1};             ///< of flow capacities, for samples of a population
  double storage_factor{1};          ///< of storage capacities
  double saturation_flow_1_h{1900};  ///< passenger cars per hour of green and lane, of networks that give lanes
  YellowRule yellow{YellowRule::lost};
  double stuck_s{10};
  StuckRule stuck{StuckRule::push};
  RoutingRule routing{RoutingRule::as_planned};
  AccessRule access{AccessRule::as_planned};
  StartRouteSettings start_routes;
  double walk_speed_m_s{3 / 3.6};  ///< where a walk has no time of its own
  double beeline_factor{1.3};      ///< length of a way over the straight line
  double assignment_gap{1e-6};     ///< of a static assignment: relative gap at which it ends
  std::int64_t assignment_iterations{500};
  double toll_weight{0};    ///< time per toll
  double length_weight{0};  ///< time per length
  bool events{true};        ///< whether they are recorded
  std::string counts_file;  ///< empty: none
  double counts_factor{1};  ///< vehicles that stand behind each one of the run
  double bin_s{900};        ///< of volumes, travel times and leg histograms; 0: none
  EmissionTable emissions{EmissionTable::none};
  double heavy_share{0};  ///< of the vehicles that emit as trucks do
  CalibrationSettings calibration;
  TransitSettings transit;
  ScoringSettings scoring;
  ReplanningSettings replanning;
  std::vector<FleetSettings> fleets;
  double dispatch_s{30};  ///< between two looks of the fleets at their calls
  bool replans{false};    ///< whether the scenario says anything of scores or replanning
};

}  // namespace machi
