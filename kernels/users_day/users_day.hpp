/// \file  What the users of 16 zones ask for in the hours of a day: air, hot water, set points, largest powers.
#pragma once

#include <cstddef>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Zones are worked on in batches of this many; columns are [rows][users_lanes].
inline constexpr std::size_t users_lanes = 16;
inline constexpr std::size_t users_hours = 24;
inline constexpr std::size_t users_households = 4;  ///< kinds of households
/// Set points that nothing reaches, where nothing is heated or cooled; a share of the floor from which on it is.
inline constexpr float users_never_heat_C = -1000;
inline constexpr float users_never_cool_C = 1000;
inline constexpr float users_least_share = 1e-4F;

/// What zones have, [lanes] but for the last.
struct UsersZones {
  const float* room_m2{nullptr};
  const float* leak_W_K{nullptr};
  const float* most_W{nullptr};
  const float* free_C{nullptr};  ///< the air by itself, mean of the day
  /// [households][lanes] how many of each kind
  const float* households{nullptr};
};

/// Where a part of a zone is heated, or cooled, [hours][lanes]: set point there, how far the zone's mean follows it,
/// the part's share of the floor.
struct UsersPoints {
  const float* to_C{nullptr};
  const float* part{nullptr};
  const float* share{nullptr};
};

/// What a day has for all zones alike.
struct UsersDay {
  float fresh_W_Km2[users_hours]{};               ///< air that rooms draw in
  float drying_K[users_hours]{};                  ///< that it takes to dry outdoor air, over its heat capacity
  float room_water_W_m2{0};                       ///< of hot water, for a person of the schedule
  float room_people_1_m2[users_hours]{};          ///< persons by the schedule
  float home_W_L{0};                              ///< of a litre an hour
  float home_L[users_hours][users_households]{};  ///< of a household
};

/// What plants can do at most, [lanes] and [hours]: rated power × ratio of two kinds of heat pumps, and what is
/// endless.
struct UsersPlants {
  const float* room{nullptr};  ///< null: no plants
  const float* package{nullptr};
  const float* rated_W{nullptr};
  const float* others_W{nullptr};  ///< null: none
  const float* room_capacity{nullptr};
  const float* package_capacity{nullptr};
};

/// Out, [hours][lanes] but for the last.
struct UsersAsks {
  float* air_change_W_K{nullptr};
  float* drying_W{nullptr};  ///< of the air that comes in where it is cooled, if all of its damp were taken out
  float* hot_water_W{nullptr};
  float* heat_to_C{nullptr};
  float* cool_to_C{nullptr};
  float* heat_most_W{nullptr};
  float* cool_most_W{nullptr};
  float* hot_water_Wh{nullptr};  ///< [lanes] of the day
};

/// The set point of a zone of which a part is heated to T is its mean, free + part (T - free), never above T; that of
/// cooling never below T nor below that of heating. `litre_factor` [hours][lanes] of hot water; null: 1. Throws
/// nothing. Local: any thread.
void users_day(const UsersZones& zones, const UsersPoints& heat, const UsersPoints& cool, const float* litre_factor,
               const UsersDay& day, const UsersPlants& heating, const UsersPlants& cooling, const UsersAsks& asks);

/// The same in one named variant; for tests and benchmarks.
void users_day(Variant variant, const UsersZones& zones, const UsersPoints& heat, const UsersPoints& cool,
               const float* litre_factor, const UsersDay& day, const UsersPlants& heating, const UsersPlants& cooling,
               const UsersAsks& asks);

}  // namespace machi::kernels
