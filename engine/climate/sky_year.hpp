/// \file  Sun and sky of every hour of a weather year.
#pragma once

#include <vector>

#include "engine/climate/plane_irradiance.hpp"
#include "engine/model/weather.hpp"

namespace machi {

/// The sun at the middle of each of `moments_per_h` equal parts of each hour, in the year 2023, half-way between two
/// leap days; refraction by the pressure and warmth of the hour's air. All moments of an hour have its irradiance.
/// [hours_per_year * moments_per_h]. Local: any thread.
std::vector<SkyState> sky_year(const WeatherYear& weather, int moments_per_h = 1);

}  // namespace machi
