/// \file  The sun of a year on single faces of a city's zones.
#pragma once

#include <span>

#include "engine/process/energy/city_world.hpp"

namespace machi {

/// Light on a face in an hour, W/m²: the law of kernels/city_light, plainly.
double light_on_face(const CityHour& hour, const PlaneFacing& facing, const FaceHorizon& seen);

/// Light on a face over that on an open level plane, in every 15th day of the year. `hours` [hours_per_year].
double sun_beside_level(std::span<const CityHour> hours, const PlaneFacing& facing, const FaceHorizon& seen);

}  // namespace machi
