#include "io/setup/motion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/process/evacuation/crowd_motion.hpp"
#include "engine/process/evacuation/density_motion.hpp"

namespace machi {

std::int64_t steps_per_second(const EvacuationSettings& settings) {
  const double dt_s = *settings.dt_s;
  const auto steps = static_cast<std::int64_t>(std::llround(1 / dt_s));
  if (steps < 1 || std::abs(static_cast<double>(steps) * dt_s - 1) > 1e-9)
    throw UsageError(fmt::format("evacuation.dt_s: {:g} s is no whole part of a second. Use {:g} s", dt_s,
                                 1 / std::ceil(1 / dt_s - 1e-9)));
  return steps;
}

std::unique_ptr<LocalMotion> make_motion(const EvacuationSettings& settings, std::span<const PersonClass> classes) {
  double largest_m = 0;
  for (const PersonClass& person_class : classes) largest_m = std::max(largest_m, person_class.radius_m);
  std::unique_ptr<LocalMotion> motion;
  switch (settings.model) {
    case MotionModel::collision_free_speed: {
      kernels::CollisionFreeSpeedParameters parameters = kernels::collision_free_speed_as_published;
      parameters.step_s = static_cast<float>(*settings.dt_s);
      motion = collision_free_speed_motion("collision_free_speed", parameters, static_cast<double>(parameters.reach_m));
      break;
    }
    case MotionModel::collision_free_speed_v2: {
      kernels::CollisionFreeSpeedParameters parameters;
      parameters.step_s = static_cast<float>(*settings.dt_s);
      motion =
          collision_free_speed_motion("collision_free_speed_v2", parameters, static_cast<double>(parameters.reach_m));
      break;
    }
    case MotionModel::social_force:
      motion = social_force_motion({}, *settings.dt_s);
      break;
    case MotionModel::density: {
      DensityParameters parameters;
      parameters.diagram.gamma_1_m2 = settings.kladek_gamma_1_m2;
      parameters.diagram.jam_density_1_m2 = settings.jam_density_1_m2;
      parameters.throat_flow_1_m_s = parameters.diagram.capacity_1_m_s();
      motion = std::make_unique<DensityMotion>(parameters);
      break;
    }
  }
  if (*settings.dt_s > motion->largest_dt_s() + 1e-9)
    throw UsageError(fmt::format("evacuation.dt_s: {:g} s is too long for {}, which is stable up to {:g} s. Shorten it",
                                 *settings.dt_s, motion->name(), motion->largest_dt_s()));
  return motion;
}

}  // namespace machi
