/// \file  Makes plans ready to be carried out: routes, walks to and from the road, times of teleported legs, vehicles.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/mobility_settings.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"
#include "engine/population/fleet_trips.hpp"

namespace machi {

struct TripRules {
  std::vector<std::string> network_modes{"car"};
  RoutingRule routing{RoutingRule::as_planned};
  AccessRule access{AccessRule::as_planned};
  double walk_speed_m_s{3 / 3.6};
  double beeline_factor{1.3};
  std::vector<FleetStopLinks> fleets{};  ///< modes of shared vehicles
};

/// A trip is what lies between two activities that are not stages (" interaction"). Trips with a leg on the network are
/// completed by the rules; with AccessRule::walk they become: walk, "<mode> interaction", the leg, "<mode>
/// interaction", walk, where a walk leads at right angles to the line through the link and is `beeline_factor` times as
/// long. Legs that are teleported keep their time; a walk without one gets it from the straight line. Every leg on the
/// network gets a vehicle (<person>_<mode> where it names none) whose type is that of the vehicle, or named like its
/// mode, or a passenger car.
///
/// A leg by the mode of a fleet gets the time of the walk that is made where no vehicle can come; with stops, its trip
/// becomes: walk to the nearest stop, "<mode> interaction", the leg, "<mode> interaction", walk, or a walk where both
/// ends have the same stop.
///
/// Throws InputError, with the population's file and line: a mode of `network_modes` whose route has no links, a route
/// that does not begin and end where the activities are, no way between them, a teleported leg without a time whose
/// mode is not walk; UsageError for a network mode of no link. Local.
TravelDemand complete_trips(TravelDemand demand, const TrafficNetwork& network, const TripRules& rules);

/// Straight from an activity to the line through its link, at right angles to it, in m; it is where its coordinates
/// say, else at the end of its link.
double distance_to_road_m(const TrafficNetwork& network, const Activity& activity);
/// Where an activity is: where its coordinates say, else at the end of its link.
struct ActivityPlace {
  double x_m;
  double y_m;
};
ActivityPlace place_of(const TrafficNetwork& network, const Activity& activity);
/// Straight between two activities, in m.
double beeline_m(const TrafficNetwork& network, const Activity& a, const Activity& b);

/// Which modes of the demand are driven on the network.
std::vector<bool> modes_on_network(const TravelDemand& demand, const std::vector<std::string>& network_modes);

}  // namespace machi
