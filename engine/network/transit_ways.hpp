/// \file  Finds over which links the vehicles of a timetable drive where it does not say.
#pragma once

#include "engine/model/traffic_network.hpp"
#include "engine/model/transit.hpp"

namespace machi {

struct TransitWaysFound {
  std::uint32_t routes{0};   ///< that got links
  std::uint32_t without{0};  ///< that stay off the network
};

/// Gives each route without links the way of least cost over links near its stops, after Poletti (2016, Public transit
/// mapping on multi-modal networks in MATSim): among the nearest links within `radius_m` of each stop one is taken so
/// that the times at free speed between them, and half of those along them, are least in sum; a metre from the stop
/// counts as a second. All routes use one link for a stop: the one that the first route took. A route stays without
/// links where a stop has none in reach, or no way joins them. Mode bits: links that may be used. Local.
TransitWaysFound find_transit_ways(Timetable& timetable, const TrafficNetwork& network, std::uint32_t mode_bits,
                                   double radius_m);

/// Squared distance from a point to the straight line between a link's nodes, in m².
double distance2_to_link_m2(const TrafficNetwork& network, std::uint32_t link, double x_m, double y_m);

}  // namespace machi
