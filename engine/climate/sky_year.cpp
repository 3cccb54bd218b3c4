#include "engine/climate/sky_year.hpp"

#include <cmath>

namespace machi {

std::vector<SkyState> sky_year(const WeatherYear& weather) {
  constexpr int typical_year = 2023;
  const WeatherPlace& place = weather.place;
  const double begin = julian_day(typical_year, 1, 1, -place.utc_offset_h);
  const double pressure_hPa = 1013.25 * std::pow(1 - 2.25577e-5 * place.elevation_m, 5.25588);
  std::vector<SkyState> year(hours_per_year);
  for (std::size_t hour = 0; hour < hours_per_year; ++hour) {
    const double moment = begin + (static_cast<double>(hour) + 0.5) / 24;
    SkyState& sky = year[hour];
    sky.sun = sun_position(moment, place.latitude_deg, place.longitude_deg, {pressure_hPa, weather.dry_bulb_C[hour]});
    sky.direct_normal_W_m2 = weather.direct_normal_W_m2[hour];
    sky.diffuse_level_W_m2 = weather.diffuse_level_W_m2[hour];
    sky.global_level_W_m2 = weather.global_level_W_m2[hour];
  }
  return year;
}

}  // namespace machi
