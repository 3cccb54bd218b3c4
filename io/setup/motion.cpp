#include "io/setup/motion.hpp"

#include <fmt/format.h>

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

double own_radius_m(MotionModel model) {
  constexpr double usual_m = 0.2;
  return model == MotionModel::collision_free_speed_v2 ? static_cast<double>(kernels::collision_free_speed_radius_m)
                                                       : usual_m;
}

namespace {

// The value that the scenario gives, else the model's own.
void take(const std::optional<double>& given, float& own) {
  if (given) own = static_cast<float>(*given);
}

std::unique_ptr<LocalMotion> collision_free_speed(const EvacuationSettings& settings, const char* name,
                                                  kernels::CollisionFreeSpeedParameters parameters) {
  parameters.step_s = static_cast<float>(*settings.dt_s);
  take(settings.time_gap_s, parameters.time_gap_s);
  take(settings.neighbour_strength, parameters.push);
  take(settings.neighbour_range_m, parameters.push_range_m);
  take(settings.wall_strength, parameters.wall_push);
  take(settings.wall_range_m, parameters.wall_push_range_m);
  return collision_free_speed_motion(name, parameters, static_cast<double>(parameters.reach_m));
}

std::unique_ptr<LocalMotion> social_force(const EvacuationSettings& settings) {
  kernels::SocialForceParameters parameters;
  take(settings.relaxation_s, parameters.relaxation_s);
  take(settings.social_strength, parameters.strength);
  take(settings.social_range_m, parameters.decay_m);
  take(settings.anisotropy, parameters.behind);
  take(settings.body_1_s2, parameters.body_stiffness_1_s2);
  take(settings.wall_strength, parameters.wall_strength);
  take(settings.wall_range_m, parameters.wall_decay_m);
  return social_force_motion(parameters, *settings.dt_s);
}

}  // namespace

std::unique_ptr<LocalMotion> make_motion(const EvacuationSettings& settings) {
  std::unique_ptr<LocalMotion> motion;
  switch (settings.model) {
    case MotionModel::collision_free_speed:
      motion = collision_free_speed(settings, "collision_free_speed", kernels::collision_free_speed_as_published);
      break;
    case MotionModel::collision_free_speed_v2:
      motion = collision_free_speed(settings, "collision_free_speed_v2", {});
      break;
    case MotionModel::social_force:
      motion = social_force(settings);
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
