/// \file  Shapes of area scenarios as well-known text (OGC 06-103r4), in metres: POINT, MULTIPOINT, LINESTRING,
/// POLYGON, MULTIPOLYGON.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

enum class WktKind : std::uint8_t { points, line, polygons };

/// A shape in whole millimetres, rounded to the nearest.
struct WktShape {
  WktKind kind{WktKind::points};
  std::vector<PointMm> points;  ///< of points and lines
  PolygonTable polygons;
};

/// A sentence without its place: "its wkt has a ring without area".
class WktError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads one shape. Heights are left out. Throws WktError where the text is not of these kinds, a ring is not closed,
/// has no area or crosses itself, or a coordinate is beyond ±1,000 km.
WktShape read_wkt(std::string_view text);

}  // namespace machi
