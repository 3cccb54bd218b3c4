#include "engine/climate/plane_irradiance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
namespace {

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

constexpr double least_height = 0.01745;  // cosine of 89 degrees, of Hay and Davies

double relative_air_mass(double apparent_zenith_deg) {
  return 1 / (std::cos(apparent_zenith_deg * degree) + 0.50572 * std::pow(96.07995 - apparent_zenith_deg, -1.6364));
}

double extraterrestrial_W_m2(const SkyState& sky) {
  return solar_constant_W_m2 / (sky.sun.distance_au * sky.sun.distance_au);
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
  const double brightness =
      sky.diffuse_level_W_m2 * relative_air_mass(sky.sun.apparent_zenith_deg) / extraterrestrial_W_m2(sky);
  const auto bin = std::upper_bound(clearness_limits.begin(), clearness_limits.end(), clearness);
  const PerezRow& row = perez_rows[static_cast<std::size_t>(bin - clearness_limits.begin())];
  return {std::max(0.0, row.f11 + row.f12 * brightness + row.f13 * zenith),
          row.f21 + row.f22 * brightness + row.f23 * zenith};
}

/// A plane under its sky; `even` is what an even sky would give.
struct Setting {
  const SkyState& sky;
  double incidence;  ///< cosine, not below 0
  double height;     ///< cosine of the zenith angle
  double half_tilt;  ///< cube of the sine of half the tilt
  double sine;       ///< of the tilt
  double even;
};

void add_perez(const Setting& at, PlaneIrradiance& plane) {
  const Brightness bright = perez_brightness(at.sky);
  plane.circumsolar =
      at.sky.diffuse_level_W_m2 * bright.circumsolar * at.incidence / std::max(std::cos(85 * degree), at.height);
  plane.sky = at.even * (1 - bright.circumsolar);
  plane.horizon = at.sky.diffuse_level_W_m2 * bright.horizon * at.sine;
}

void add_hay_davies(const Setting& at, bool bright_horizon, PlaneIrradiance& plane) {
  const double around = at.sky.direct_normal_W_m2 / extraterrestrial_W_m2(at.sky);
  plane.circumsolar = at.sky.diffuse_level_W_m2 * around * at.incidence / std::max(least_height, at.height);
  plane.sky = at.even * (1 - around);
  if (!bright_horizon || at.sky.global_level_W_m2 <= 0) return;
  const double direct_share = std::max(0.0, at.sky.direct_normal_W_m2 * at.height) / at.sky.global_level_W_m2;
  plane.horizon = plane.sky * std::sqrt(direct_share) * at.half_tilt;
}

void add_klucher(const Setting& at, PlaneIrradiance& plane) {
  if (at.sky.global_level_W_m2 <= 0) return;
  const double diffuse_share = at.sky.diffuse_level_W_m2 / at.sky.global_level_W_m2;
  const double clear = 1 - diffuse_share * diffuse_share;
  const double level_sine = std::sqrt(std::max(0.0, 1 - at.height * at.height));
  plane.horizon = at.even * clear * at.half_tilt;
  plane.circumsolar =
      (at.even + plane.horizon) * clear * at.incidence * at.incidence * level_sine * level_sine * level_sine;
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
  const double half = std::sin(facing.tilt_deg * degree / 2);
  const Setting at{sky,
                   incidence,
                   std::cos(sky.sun.apparent_zenith_deg * degree),
                   half * half * half,
                   std::sin(facing.tilt_deg * degree),
                   plane.sky};
  switch (model) {
    case SkyModel::perez:
      add_perez(at, plane);
      break;
    case SkyModel::hay_davies:
    case SkyModel::reindl:
      add_hay_davies(at, model == SkyModel::reindl, plane);
      break;
    case SkyModel::klucher:
      add_klucher(at, plane);
      break;
    case SkyModel::isotropic:
      break;
  }
  plane.horizon = std::max(plane.horizon, -(plane.sky + plane.circumsolar));
  return plane;
}

SkyParts sky_parts(SkyModel model, const SkyState& sky, double ground_reflectance) {
  SkyParts parts{0, sky.diffuse_level_W_m2, 0, sky.global_level_W_m2 * ground_reflectance};
  if (sky.sun.apparent_zenith_deg >= 90) return parts;
  parts.beam = sky.direct_normal_W_m2;
  if (model == SkyModel::isotropic || sky.diffuse_level_W_m2 <= 0) return parts;
  const double zenith_cosine = std::cos(sky.sun.apparent_zenith_deg * degree);
  if (model == SkyModel::hay_davies) {
    const double around = sky.direct_normal_W_m2 / extraterrestrial_W_m2(sky);
    parts.beam += sky.diffuse_level_W_m2 * around / std::max(least_height, zenith_cosine);
    parts.sky *= 1 - around;
    return parts;
  }
  const Brightness bright = perez_brightness(sky);
  parts.beam += sky.diffuse_level_W_m2 * bright.circumsolar / std::max(std::cos(85 * degree), zenith_cosine);
  parts.sky *= 1 - bright.circumsolar;
  parts.horizon = sky.diffuse_level_W_m2 * bright.horizon;
  return parts;
}

}  // namespace machi
