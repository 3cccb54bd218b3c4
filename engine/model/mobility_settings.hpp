/// \file  What a run is told of its traffic.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
  as_planned,  ///< those of the plans; where a plan has none, as by free_speed
  free_speed,  ///< least time on the empty network, for every trip
};

/// How people reach the links where they depart and arrive.
enum class AccessRule : std::uint8_t {
  as_planned,  ///< by the legs of their plans
  walk,        ///< every trip on the network begins and ends with a walk
};

/// What yellow means to the queues of a signal.
enum class YellowRule : std::uint8_t {
  lost,   ///< nobody drives; stands for the time lost at the beginning of green
  drive,  ///< as green
};

struct MobilitySettings {
  std::string network_file;
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
  double walk_speed_m_s{3 / 3.6};  ///< where a walk has no time of its own
  double beeline_factor{1.3};      ///< length of a way over the straight line
  double assignment_gap{1e-6};     ///< of a static assignment: relative gap at which it ends
  std::int64_t assignment_iterations{500};
  double toll_weight{0};    ///< time per toll
  double length_weight{0};  ///< time per length
  bool events{true};        ///< whether they are recorded
};

}  // namespace machi
