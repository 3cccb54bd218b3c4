/// \file  A place that stands for polygons.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/model/geometry.hpp"

namespace machi {

/// A point strictly inside the largest of the polygons for which `use` is true: the middle of the widest stretch of the
/// horizontal line through the middle of its box. False where there is none.
bool point_inside(const PolygonTable& polygons, const std::function<bool(std::uint32_t)>& use, PointMm& point);

}  // namespace machi
