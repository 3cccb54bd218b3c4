/// \file  Which links of a traffic network touch an area.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

/// A point in the network's frame, in m.
struct PlanePoint {
  double x_m{0};
  double y_m{0};
};
/// An area: rings without the repetition of their first point; what an odd number of them surrounds lies within.
using PlaneShape = std::vector<std::vector<PlanePoint>>;

/// Local, as the next.
bool lies_within(const PlaneShape& shape, const PlanePoint& at);

/// Rows of the links any part of whose straight line from node to node lies within the shape, rising.
std::vector<std::uint32_t> links_in_shape(const TrafficNetwork& network, const PlaneShape& shape);

}  // namespace machi
