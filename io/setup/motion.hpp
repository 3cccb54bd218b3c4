/// \file  The model of local motion that a scenario asks for.
#pragma once

#include <memory>

#include "engine/model/scenario.hpp"
#include "engine/process/evacuation/local_motion.hpp"

namespace machi {

/// Steps in a second. Throws UsageError where dt is no whole part of a second.
std::int64_t steps_per_second(const EvacuationSettings& settings);

/// Throws UsageError where the time step is larger than the model's.
std::unique_ptr<LocalMotion> make_motion(const EvacuationSettings& settings);

/// Radius of bodies that the model's parameters belong to, for classes that name none.
double own_radius_m(MotionModel model);

}  // namespace machi
