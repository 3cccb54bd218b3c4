/// \file  How much of a piece of façade the sun, the sky and the ground see past overhangs and fins.
#pragma once

#include <vector>

#include "engine/climate/plane_irradiance.hpp"
#include "engine/model/facade.hpp"

namespace machi {

/// A direction seen from a plane: along its right, its up and outwards.
struct LocalDirection {
  double right{0};
  double up{0};
  double out{1};
};
LocalDirection local_direction(const PlaneAxes& axes, const SkyVector& direction);

/// Part of `piece` that parallel light from `towards` reaches past the shades, 0 … 1; 0 for light from behind. Shadows
/// are polygons that are clipped and united exactly. Throws nothing. Local: any thread.
double lit_share(const FacadeRect& piece, const std::vector<FacadeShade>& shades, LocalDirection towards);

/// Parts of the diffuse light that the shades, which count as black, let through.
struct DiffuseShare {
  double sky{1};
  double horizon{1};
  double ground{1};
};

/// Integrals of lit_share over the sky, the horizon and the ground, weighed with the cosine of incidence, at midpoints
/// of 5 degrees. Throws nothing. Local: any thread.
DiffuseShare diffuse_share(const FacadeRect& piece, const std::vector<FacadeShade>& shades, PlaneFacing facing);

}  // namespace machi
