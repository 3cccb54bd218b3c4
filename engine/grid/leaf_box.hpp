/// \file  Boxes of leaves.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "engine/model/geometry.hpp"
#include "engine/model/leaf.hpp"

namespace machi {

/// A box of leaves, both corners included; empty until a leaf is added.
struct LeafBox {
  LeafXY first{std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::max()};
  LeafXY last{std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::min()};
  bool empty() const { return first.x > last.x || first.y > last.y; }
  void add(LeafXY leaf);
  friend bool operator==(const LeafBox&, const LeafBox&) = default;
};

LeafBox intersection(const LeafBox& a, const LeafBox& b);

/// All leaves of the frame.
LeafBox leaves_of_frame(const GridFrame& frame);

/// The leaves that the bounding box of the points touches, `margin` leaves wider on each side, inside the frame.
LeafBox leaves_around(const GridFrame& frame, std::span<const PointMm> points, int margin = 0);

/// All points of a polygon, shell and holes.
std::span<const PointMm> points_of(const PolygonTable& polygons, std::uint32_t polygon);

}  // namespace machi
