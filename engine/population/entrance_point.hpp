/// \file  Where the people of a building start: its entrance on the network.
#pragma once

#include <span>

#include "engine/model/geometry.hpp"

namespace machi {

/// The point `offset_m` along a shape from its first point, measured in plan view as link lengths are; the nearest end
/// for an offset outside. `shape` has at least one point. Heights are interpolated. Any thread.
PointMm point_along(std::span<const PointMm> shape, double offset_m);

}  // namespace machi
