/// \file  Ways on foot over a city's network: how far it is to the nearest of some places.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// Length of the shortest way from each node to the nearest of `places`, in m, over links that are open on foot; each
/// place lies at its nearest node, its own distance from it counted in a straight line. Infinity where there is no way.
/// Dijkstra; ties do not matter, as only lengths are kept. Local.
std::vector<double> distance_to_nearest_m(const Network& network, std::span<const PointMm> places);

/// The same from the door of building `row`: along its link to either end. From its point in a straight line to the
/// nearest node where it has no link.
double distance_from_door_m(const Network& network, std::span<const double> node_distance_m,
                            const BuildingColumns& buildings, std::size_t row);

}  // namespace machi
