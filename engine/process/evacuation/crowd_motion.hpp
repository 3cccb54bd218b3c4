/// \file  Local motion by the kernels that look at each person near: collision-free speed and social force.
#pragma once

#include <memory>

#include "engine/process/evacuation/local_motion.hpp"
#include "kernels/collision_free_speed/collision_free_speed.hpp"
#include "kernels/social_force/social_force.hpp"

namespace machi {

/// `largest_radius_m`: of any class; the reach follows from it and the parameters.
std::unique_ptr<LocalMotion> collision_free_speed_motion(std::string name,
                                                         const kernels::CollisionFreeSpeedParameters& parameters,
                                                         double reach_m);

/// `dt_s`: of the run, which the kernel integrates over.
std::unique_ptr<LocalMotion> social_force_motion(const kernels::SocialForceParameters& parameters, double dt_s);

}  // namespace machi
