/// \file  An order of nodes in which few of them stand between all others: nested dissection.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/routing/route_graph.hpp"

namespace machi {

/// Nodes in the order in which a hierarchy contracts them: of each part of the network, the nodes that part it into two
/// come last (George 1973). Parts are found by inertial flow (Schild and Sommer 2015): the quarter of the nodes that
/// lies first in one of four directions is cut from the quarter that lies last by a minimum cut. `x_m` and `y_m`
/// [nodes]; where they are empty, directions are those from ends of the network that lie far apart. The same order
/// each time. Local.
std::vector<std::uint32_t> dissection_order(const RouteGraph& graph, std::span<const double> x_m,
                                            std::span<const double> y_m);

}  // namespace machi
