#include "engine/climate/sky_year.hpp"

namespace machi {

std::vector<SkyState> sky_year(const WeatherYear& weather, int moments_per_h) {
  constexpr int typical_year = 2023;
  const WeatherPlace& place = weather.place;
  const double begin = julian_day(typical_year, 1, 1, -place.utc_offset_h);
  const auto moments = static_cast<std::size_t>(moments_per_h);
  std::vector<SkyState> year(hours_per_year * moments);
  for (std::size_t k = 0; k < year.size(); ++k) {
    const std::size_t hour = k / moments;
    const double moment = begin + (static_cast<double>(k) + 0.5) / static_cast<double>(24 * moments);
    SkyState& sky = year[k];
    sky.sun = sun_position(moment, place.latitude_deg, place.longitude_deg,
                           {0.01 * weather.pressure_Pa[hour], weather.dry_bulb_C[hour]});
    sky.direct_normal_W_m2 = weather.direct_normal_W_m2[hour];
    sky.diffuse_level_W_m2 = weather.diffuse_level_W_m2[hour];
    sky.global_level_W_m2 = weather.global_level_W_m2[hour];
  }
  return year;
}

}  // namespace machi
