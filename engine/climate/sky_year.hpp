/// \file  Sun and sky of every hour of a weather year.
#pragma once

#include <vector>

#include "engine/climate/plane_irradiance.hpp"
#include "engine/model/weather.hpp"

namespace machi {

/// The sun in the middle of each hour, in the year 2023, half-way between two leap days; refraction by the pressure of
/// the standard atmosphere at the place and the hour's air. [hours_per_year]. Local: any thread.
std::vector<SkyState> sky_year(const WeatherYear& weather);

}  // namespace machi
