/// \file  What a run is told of a fleet of shared vehicles that come when they are called.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

enum class FleetMode : std::uint8_t {
  drt,   ///< parties share a vehicle (demand-responsive transport)
  taxi,  ///< one party at a time
};

/// What becomes of somebody whom no vehicle can take within the limits.
enum class RejectionRule : std::uint8_t {
  walk,   ///< walks instead
  stuck,  ///< the trip has failed
  wait,   ///< the limits do not hold for this person; who cannot be brought before the service ends walks
};

/// Where vehicles without a task wait.
enum class RelocationRule : std::uint8_t {
  none,    ///< where they set down the last person
  demand,  ///< where people called a while ago
};

struct FleetSettings {
  std::string name;  ///< its mode in plans has the same name
  FleetMode mode{FleetMode::drt};
  std::int64_t vehicles{10};
  std::int64_t capacity{6};         ///< persons
  std::vector<std::string> depots;  ///< ids of links; empty: spread over the links that the vehicles may use
  std::string drives_on{"car"};     ///< mode of these links
  double max_speed_m_s{100};
  double service_from_s{0};  ///< clock times
  double service_to_s{108000};
  double max_wait_s{600};
  double detour_factor{1.7};  ///< arrival at most factor × direct ride + detour_s after the call
  double detour_s{120};
  double stop_s{30};               ///< that a stop takes
  std::vector<std::string> stops;  ///< ids of links to and from which people walk; empty: from door to door
  std::string area;                ///< WKT in the network's metres; empty: everywhere
  PolygonTable polygons;           ///< of the area
  RejectionRule if_rejected{RejectionRule::walk};
  RelocationRule relocation{RelocationRule::none};
  double relocation_s{600};             ///< between two relocations, and how far back calls count
  std::vector<std::string> instead_of;  ///< modes whose trips are made with it
  double share{1};                      ///< of persons who do so
  double min_distance_m{0};             ///< of a trip, straight
  std::string where;                    ///< of the file, for messages
};

}  // namespace machi
