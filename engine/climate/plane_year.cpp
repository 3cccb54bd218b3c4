#include "engine/climate/plane_year.hpp"

#include "engine/model/weather.hpp"

namespace machi {

std::vector<float> plane_year(SkyModel model, const std::vector<SkyState>& sky, PlaneFacing facing,
                              double ground_reflectance) {
  const std::size_t moments = sky.size() / hours_per_year;
  std::vector<float> year(hours_per_year, 0);
  for (std::size_t hour = 0; hour < hours_per_year; ++hour) {
    double sum = 0;
    double all = 0;
    int up = 0;
    for (std::size_t k = hour * moments; k < (hour + 1) * moments; ++k) {
      if (sky[k].global_level_W_m2 <= 0 && sky[k].direct_normal_W_m2 <= 0 && sky[k].diffuse_level_W_m2 <= 0) continue;
      const double total = plane_irradiance(model, sky[k], facing, ground_reflectance).total();
      all += total / static_cast<double>(moments);
      if (sky[k].sun.apparent_zenith_deg >= 90) continue;
      sum += total;
      ++up;
    }
    year[hour] = static_cast<float>(up > 0 ? sum / up : all);
  }
  return year;
}

}  // namespace machi
