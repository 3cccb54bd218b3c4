#include "engine/climate/plane_irradiance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
namespace {

constexpr double solar_constant_W_m2 = 1366.1;

/// One row of table 6 in Perez et al. (1990): brightness of the circumsolar part and of the horizon.
struct PerezRow {
  double f11, f12, f13, f21, f22, f23;
};
constexpr std::array<PerezRow, 8> perez_rows{{{-0.008, 0.588, -0.062, -0.060, 0.072, -0.022},
                                              {0.130, 0.683, -0.151, -0.019, 0.066, -0.029},
                                              {0.330, 0.487, -0.221, 0.055, -0.064, -0.026},
                                              {0.568, 0.187, -0.295, 0.109, -0.152, -0.014},
                                              {0.873, -0.392, -0.362, 0.226, -0.462, 0.001},
                                              {1.132, -1.237, -0.412, 0.288, -0.823, 0.056},
                                              {1.060, -1.600, -0.359, 0.264, -1.127, 0.131},
                                              {0.678, -0.327, -0.250, 0.156, -1.377, 0.251}}};
constexpr std::array<double, 7> clearness_limits{1.065, 1.230, 1.500, 1.950, 2.800, 4.500, 6.200};

double relative_air_mass(double apparent_zenith_deg) {
  return 1 / (std::cos(apparent_zenith_deg * degree) + 0.50572 * std::pow(96.07995 - apparent_zenith_deg, -1.6364));
}

/// The two brightness coefficients of a sky.
struct Brightness {
  double circumsolar;
  double horizon;
};

Brightness perez_brightness(const SkyState& sky) {
  const double zenith = sky.sun.apparent_zenith_deg * degree;
  const double cube = 1.041 * zenith * zenith * zenith;
  const double clearness = (1 + sky.direct_normal_W_m2 / sky.diffuse_level_W_m2 + cube) / (1 + cube);
  const double extraterrestrial_W_m2 = solar_constant_W_m2 / (sky.sun.distance_au * sky.sun.distance_au);
  const double brightness =
      sky.diffuse_level_W_m2 * relative_air_mass(sky.sun.apparent_zenith_deg) / extraterrestrial_W_m2;
  const auto bin = std::upper_bound(clearness_limits.begin(), clearness_limits.end(), clearness);
  const PerezRow& row = perez_rows[static_cast<std::size_t>(bin - clearness_limits.begin())];
  return {std::max(0.0, row.f11 + row.f12 * brightness + row.f13 * zenith),
          row.f21 + row.f22 * brightness + row.f23 * zenith};
}

}  // namespace

double dot(const SkyVector& a, const SkyVector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

PlaneAxes axes_of(PlaneFacing facing) {
  const double tilt = facing.tilt_deg * degree;
  const double azimuth = facing.azimuth_deg * degree;
  PlaneAxes axes{};
  axes.out = {std::sin(tilt) * std::sin(azimuth), std::sin(tilt) * std::cos(azimuth), std::cos(tilt)};
  axes.right = {-std::cos(azimuth), std::sin(azimuth), 0};
  axes.up = {-std::cos(tilt) * std::sin(azimuth), -std::cos(tilt) * std::cos(azimuth), std::sin(tilt)};
  return axes;
}

PlaneIrradiance plane_irradiance(SkyModel model, const SkyState& sky, PlaneFacing facing, double ground_reflectance) {
  const double rise = std::cos(facing.tilt_deg * degree);
  PlaneIrradiance plane;
  plane.ground = sky.global_level_W_m2 * ground_reflectance * (1 - rise) / 2;
  plane.sky = sky.diffuse_level_W_m2 * (1 + rise) / 2;
  if (sky.sun.apparent_zenith_deg >= 90) return plane;

  const double incidence = std::max(0.0, dot(axes_of(facing).out, direction_to(sky.sun)));
  plane.direct = sky.direct_normal_W_m2 * incidence;
  if (model == SkyModel::isotropic || sky.diffuse_level_W_m2 <= 0) return plane;
  const Brightness bright = perez_brightness(sky);
  const double height = std::max(std::cos(85 * degree), std::cos(sky.sun.apparent_zenith_deg * degree));
  plane.circumsolar = sky.diffuse_level_W_m2 * bright.circumsolar * incidence / height;
  plane.sky *= 1 - bright.circumsolar;
  plane.horizon = sky.diffuse_level_W_m2 * bright.horizon * std::sin(facing.tilt_deg * degree);
  plane.horizon = std::max(plane.horizon, -(plane.sky + plane.circumsolar));
  return plane;
}

}  // namespace machi
