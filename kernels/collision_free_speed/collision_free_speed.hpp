/// \file  Velocities of walkers by the collision-free speed model: a direction that yields to those near, and the speed
/// that the gap ahead allows.
#pragma once

#include "kernels/crowd/crowd.hpp"
#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// The radius that the default parameters belong to.
inline constexpr float collision_free_speed_radius_m = 0.218F;

/// The model in docs/models/local_motion.md. Lengths in the swath and the core are shares of the contact distance, the
/// sum of two radii. The defaults are one set for radii of collision_free_speed_radius_m, found by search in the
/// engine against the Juelich diagrams (single file, one direction, opposed) and bottlenecks; the bins are in the
/// document.
struct CollisionFreeSpeedParameters {
  float time_gap_s{0.69F};
  float reach_m{2};               ///< neighbours further away do not count
  float push{1.15F};              ///< of a neighbour in touch, against the wish to go ahead
  float push_range_m{0.128F};     ///< e-folding
  float push_behind{0.1F};        ///< share of the push of those behind
  float push_back{0.28F};         ///< share of the sum of pushes that may turn against the wish
  float push_foresight_s{0.65F};  ///< pushes act on the distance after this time at the closing speed
  float push_limit{8};            ///< largest exponent of a push
  float push_most{4.6F};          ///< bound that the sum of pushes p comes near to, p / (1 + p / bound); 0: none
  float wall_push{2};             ///< of a wall, as of neighbours
  float wall_push_range_m{0.05F};
  float wall_radius{1.03F};     ///< share of the own radius that a wall pushes from
  float wall_keep{0.85F};       ///< share of the own radius that nobody walks nearer to a wall than
  float wall_gap_s{0.15F};      ///< time gap to that place; 0: walls do not limit speeds
  float swath{0.483F};          ///< half width
  float swath_near{0.4F};       ///< widening for a neighbour in touch that goes the same way
  float core_loss{0.7F};        ///< share of the contact distance that is lost at the edge of the swath
  float core_kept{0.7F};        ///< of that, kept towards those who go the same way
  float time_gap_loss{0.47F};   ///< share of the time gap that is lost there
  float lead_s{0.335F};         ///< the gap counts as after this time at the speed of the one ahead
  float turning_time_s{0.36F};  ///< relaxation of the direction
  float least_m_s{0.04F};       ///< speed of those who cannot go: keeps their direction known
  float step_s{0.1F};           ///< of the caller, for the relaxation
  bool give_way{true};          ///< to those who are further ahead only
};

/// The model as published (Tordeux, Chraibi & Seyfried 2016): no foresight, no turning time, full swath, hard core.
inline constexpr CollisionFreeSpeedParameters collision_free_speed_as_published{.time_gap_s = 1.0F,
                                                                                .reach_m = 2.0F,
                                                                                .push = 5.0F,
                                                                                .push_range_m = 0.1F,
                                                                                .push_behind = 1.0F,
                                                                                .push_back = 1.0F,
                                                                                .push_foresight_s = 0.0F,
                                                                                .push_limit = 8.0F,
                                                                                .push_most = 0.0F,
                                                                                .wall_push = 5.0F,
                                                                                .wall_push_range_m = 0.02F,
                                                                                .wall_radius = 1.0F,
                                                                                .wall_keep = 0.0F,
                                                                                .wall_gap_s = 0.0F,
                                                                                .swath = 1.0F,
                                                                                .swath_near = 0.0F,
                                                                                .core_loss = 0.0F,
                                                                                .core_kept = 0.0F,
                                                                                .time_gap_loss = 0.0F,
                                                                                .lead_s = 0.0F,
                                                                                .turning_time_s = 0.0F,
                                                                                .least_m_s = 0.0F,
                                                                                .step_s = 0.1F,
                                                                                .give_way = false};

/// Most of a crowd and of walls that the vectorised bodies take; the plain twin takes what is more.
inline constexpr std::size_t collision_free_speed_crowd = 1024;
inline constexpr std::size_t collision_free_speed_walls = 128;

/// Velocities of the walkers. Those whose desired speed is 0 or that have neither a heading nor a push stay. Neighbours
/// that a wall hides do not count, nor does one at the very same place. Walls push from their nearest point, so pieces
/// of one straight wall should come as one segment.  Throws nothing.  Local: any thread.
void collision_free_speed(const CollisionFreeSpeedParameters& parameters, const Crowd& crowd, const Walls& walls,
                          const Walkers& walkers);

/// The same in one named variant; for tests and benchmarks.
void collision_free_speed(Variant variant, const CollisionFreeSpeedParameters& parameters, const Crowd& crowd,
                          const Walls& walls, const Walkers& walkers);

}  // namespace machi::kernels
