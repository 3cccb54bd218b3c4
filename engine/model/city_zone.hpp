/// \file  The buildings of a city as energy models see them before they know of heat: plain geometry.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

/// One stretch of a footprint's outline, seen from outside with its right end first on none; the outside lies to its
/// right, for outlines run counterclockwise.
struct WallEdge {
  PointMm from;
  PointMm to;
};

/// Seen from above: outlines with the height of their top, all that neighbours know of a building.
struct BuildingPrism {
  std::uint32_t building{0};  ///< row of the city
  float base_m{0};
  float top_m{0};
  std::vector<std::vector<PointMm>> rings;  ///< shells counterclockwise, holes clockwise
  BoxMm box;
};

/// Part of the walls that looks one way.
struct FacadeShape {
  double azimuth_deg{0};  ///< of the outward normal, clockwise from north
  double area_m2{0};      ///< that stands outdoors
  double shared_m2{0};    ///< that neighbours stand against
};

struct RoofShape {
  double tilt_deg{0};
  double azimuth_deg{180};
  double area_m2{0};
  PointMm middle;  ///< on the plane
};

/// One building's body.
struct BuildingShape {
  double base_m{0};
  double top_m{0};
  double eaves_m{0};  ///< where walls end: the top of a flat roof, the mean height of the roof's lower edges otherwise
  double volume_m3{0};
  double ground_m2{0};
  std::vector<FacadeShape> facades;  ///< 1 … 4
  std::vector<RoofShape> roofs;      ///< 1 … 4
};

}  // namespace machi
