#include "engine/process/energy/city_sun.hpp"

#include <algorithm>
#include <cmath>

#include "engine/climate/skyline.hpp"
#include "engine/core/constants.hpp"

namespace machi {

double light_on_face(const CityHour& hour, const PlaneFacing& facing, const FaceHorizon& seen) {
  const kernels::LightHour& light = hour.light;
  if (!light.bright) return 0;
  const SkyVector out = axes_of(facing).out;
  const double sky = seen.view.sky * (1 + std::cos(facing.tilt_deg * degree)) / 2;
  const double horizon = seen.view.horizon * std::sin(facing.tilt_deg * degree);
  double sum = std::max(0.0, static_cast<double>(light.sky) * sky + static_cast<double>(light.horizon) * horizon +
                                 static_cast<double>(light.ground) * seen.view.ground);
  for (std::size_t m = 0; m < kernels::light_moments; ++m) {
    int points = 0;
    for (std::size_t point = 0; point < face_points; ++point)
      points += light.height[m] > seen.step[point][light.sector[m]] ? 1 : 0;
    double cosine = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) cosine += out[axis] * static_cast<double>(light.towards[m][axis]);
    sum += static_cast<double>(light.beam[m]) * points / static_cast<double>(face_points) * std::max(0.0, cosine);
  }
  return sum;
}

double sun_beside_level(std::span<const CityHour> hours, const PlaneFacing& facing, const FaceHorizon& seen) {
  const PlaneFacing level{0, 180};
  FaceHorizon open;
  open.view = view_past(level, {});
  double face = 0, flat = 0;
  for (std::size_t day = 7; day < days_per_year; day += 15)
    for (std::size_t h = 24 * day; h < 24 * (day + 1); ++h) {
      face += light_on_face(hours[h], facing, seen);
      flat += light_on_face(hours[h], level, open);
    }
  return flat > 0 ? face / flat : 0;
}

}  // namespace machi
