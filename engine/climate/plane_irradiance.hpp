/// \file  Short-wave radiation on tilted planes, from what a weather year tells of the level.
#pragma once

#include <cstdint>

#include "engine/climate/sun.hpp"

namespace machi {

/// A plane's outward normal: tilt 0 faces up, 90 stands upright; azimuth clockwise from north.
struct PlaneFacing {
  double tilt_deg{0};
  double azimuth_deg{180};
};

/// Axes of a plane: its outward normal, to the right seen from outside along the level, and up within the plane.
struct PlaneAxes {
  SkyVector out;
  SkyVector right;
  SkyVector up;
};
PlaneAxes axes_of(PlaneFacing facing);

double dot(const SkyVector& a, const SkyVector& b);

enum class SkyModel : std::uint8_t { perez, isotropic, hay_davies, reindl, klucher };

/// Sun and sky of one moment.
struct SkyState {
  SunPosition sun;
  double direct_normal_W_m2{0};
  double diffuse_level_W_m2{0};
  double global_level_W_m2{0};  ///< what the ground reflects a part of
};

/// Irradiance of a plane by where it comes from, W/m². `horizon` can be below 0: a dark horizon.
struct PlaneIrradiance {
  double direct{0};
  double circumsolar{0};  ///< from around the sun, as if from the sun
  double sky{0};          ///< from the sky evenly
  double horizon{0};      ///< from a band along the horizon
  double ground{0};
  double beam() const { return direct + circumsolar; }
  double total() const { return direct + circumsolar + sky + horizon + ground; }
};

/// The same sky taken apart, so that any plane follows by factors: of beam the cosine of incidence, of sky (1 + cos
/// β)/2, of horizon sin β, of ground (1 - cos β)/2 of the plane. Isotropic, Hay & Davies and
/// Perez only: the others are not products of such factors.
struct SkyParts {
  double beam{0};  ///< direct and circumsolar on a plane that faces the sun
  double sky{0};
  double horizon{0};
  double ground{0};
};
SkyParts sky_parts(SkyModel model, const SkyState& sky, double ground_reflectance);

/// Irradiance of a plane: the direct part by the cosine of incidence, the ground as a level diffuse reflector, and the
/// sky:
/// - isotropic: evenly bright;
/// - hay_davies: Hay & Davies (1980), a part DNI / extraterrestrial from around the sun;
/// - reindl: Reindl, Beckman & Duffie, Solar Energy 45 (1990) 9, that and a brighter horizon;
/// - klucher: Klucher, Solar Energy 23 (1979) 111;
/// - perez: Perez et al., Solar Energy 44 (1990) 271, coefficients of all sites, with the relative air mass of Kasten &
///   Young (1989).
/// The solar constant is 1366.1 W/m². While the sun is down there is no direct part and the sky counts as even. Never
/// below 0 in total. Throws nothing. Local: any thread.
PlaneIrradiance plane_irradiance(SkyModel model, const SkyState& sky, PlaneFacing facing, double ground_reflectance);

}  // namespace machi
