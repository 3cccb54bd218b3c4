/// \file  Ways on foot over a city's network: how far it is to the nearest of some places.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// Where a way joins the network: at a node, so far from its beginning.
struct StreetEnd {
  std::uint32_t node{0};
  double m{0};
};

/// The nearest node with a link that is open on foot to each place, in a straight line. None for a network without such
/// links. Local.
std::vector<StreetEnd> nearest_street_ends(const Network& network, std::span<const PointMm> places);

/// Both ends of the link of a building's door, along it; none where it has no link. Local.
std::vector<StreetEnd> street_ends_of_door(const Network& network, const BuildingColumns& buildings, std::size_t row);

/// Length of the shortest way from each node to the nearest of `ends`, in m, over links that are open on foot. Infinity
/// where there is no way. Dijkstra; ties do not matter, as only lengths are kept. Local.
std::vector<double> distance_to_nearest_m(const Network& network, std::span<const StreetEnd> ends);

/// The same from the door of building `row`: along its link to either end. From its point in a straight line to the
/// nearest node where it has no link.
double distance_from_door_m(const Network& network, std::span<const double> node_distance_m,
                            const BuildingColumns& buildings, std::size_t row);

}  // namespace machi
