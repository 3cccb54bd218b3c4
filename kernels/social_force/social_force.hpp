/// \file  Social force: velocities of the next step from the drive of the walkers, the people near them and the walls.
#pragma once

#include "kernels/crowd/crowd.hpp"
#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// The longest step for which the model is stated.
inline constexpr float social_force_longest_dt_s = 0.02F;

/// Forces are accelerations, told in units of the walker's own drive v0 / tau, so that slow and fast persons keep the
/// same distances. docs/models/social_force.md has the equations, their sources and how the defaults were found.
struct SocialForceParameters {
  float relaxation_s{0.5F};       ///< tau: how fast a walker takes up the free velocity
  float strength{1.1F};           ///< A: push of a person ahead at the distance where bodies and headway touch
  float decay_m{0.2F};            ///< B: the push falls by e over this distance
  float cut{4.0F};                ///< the push ends, continuously, this many B beyond touching
  float hardest{2.7F};            ///< no person pushes more than strength * hardest
  float headway_s{1.1F};          ///< T: room kept ahead grows by this much per m/s of progress
  float longest_headway_m{0.8F};  ///< but no further
  float retreat{0.1F};            ///< persons ahead stop a walker, or send it back at this share of the free speed
  float sideways{1.0F};           ///< persons send a walker aside at no more than this share of the free speed
  float behind{0.15F};            ///< lambda: weight of persons right behind, 1 for those right ahead
  float foresight_s{0.2F};        ///< others are felt where they will be, relative to the walker
  float sidestep_m{0.08F};        ///< persons ahead are felt this far to the left, so that one gives way to the right
  float body_stiffness_1_s2{100.0F};  ///< k: acceleration per metre of overlap of bodies
  float wall_strength{0.5F};          ///< push of a wall that touches the body
  float wall_decay_m{0.05F};
  float fastest{1.3F};  ///< no speed above this many free speeds
  float sight_m{2.0F};  ///< nobody further off counts; bins of the caller must be at least as wide
};

/// Velocities of the next step of an anisotropic social force model with speed-dependent, elliptical bodies:
///   v' = u + (v - u) exp(-dt / tau),  u = v0 e + tau F,
/// where F sums the pushes of persons in sight, of bodies that overlap, and of walls.
/// dt_s > 0, at most social_force_longest_dt_s;  crowd, walls and walkers as in kernels/crowd/crowd.hpp, the velocities
/// of the walkers out, which must not overlap the crowd's.  The caller moves by v dt and lets nobody pass a wall.  A
/// walker whose desired speed is 0 stays.  Throws nothing.  Local: any thread.
void social_force(const SocialForceParameters& parameters, float dt_s, const Crowd& crowd, const Walls& walls,
                  const Walkers& walkers);

/// The same in one named variant; for tests and benchmarks.
void social_force(Variant variant, const SocialForceParameters& parameters, float dt_s, const Crowd& crowd,
                  const Walls& walls, const Walkers& walkers);

}  // namespace machi::kernels
