/// \file  What stands against a building's walls, and what its faces see of the sky.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/climate/skyline.hpp"
#include "engine/model/city_zone.hpp"

namespace machi {

/// Points of a face that it looks from; the sun's share on it is that of the points which see the sun.
inline constexpr std::size_t face_points = 4;

/// Horizons of the points of one face, in steps of 90° / 255.
using HorizonSteps = std::array<std::array<std::uint8_t, sky_sectors>, face_points>;

/// What a face sees past its horizons.
struct FaceHorizon {
  HorizonSteps step{};
  FaceView view;
};
inline constexpr double horizon_step_deg = 90.0 / 255;

/// Moves to `shared_m2` what walls of other buildings, that run within 0.3 m along a wall and in its height, stand
/// against. Local: any thread.
void share_walls(const BuildingPrism& prism, const Skyline& city, BuildingShape& shape);

/// Horizons of the façades, then of the roofs. A façade's points lie spread along its edges, in turn at 1/8, 5/8, 3/8
/// and 7/8 of its height, higher where a neighbour stands against that place; a roof's on its plane about its middle.
/// Local: any thread.
std::vector<FaceHorizon> face_horizons(const BuildingPrism& prism, const BuildingShape& shape, const Skyline& city);

}  // namespace machi
