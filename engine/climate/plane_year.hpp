/// \file  A year of sun on one plane that nothing shades.
#pragma once

#include <vector>

#include "engine/climate/plane_irradiance.hpp"

namespace machi {

/// Irradiance of each hour: the mean over its moments in `sky`, a whole number for each hour, at which the sun is up
/// (all of them where it never is). [hours_per_year]. Local: any thread.
std::vector<float> plane_year(SkyModel model, const std::vector<SkyState>& sky, PlaneFacing facing,
                              double ground_reflectance);

}  // namespace machi
