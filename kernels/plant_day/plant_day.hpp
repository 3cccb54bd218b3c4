/// \file  What the plants of 16 zones take in the hours of a day.
#pragma once

#include <cstddef>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

/// Zones are worked on in batches of this many; columns are [rows][plant_day_lanes].
inline constexpr std::size_t plant_day_lanes = 16;
inline constexpr std::size_t plant_day_hours = 24;
/// Electricity of heating, cooling, hot water, cooking and others, gas, kerosene.
inline constexpr std::size_t plant_day_uses = 7;
/// A coil's heat of condensation over the sensible: it takes out no more of the damp.
inline constexpr float most_drying = 0.6F;

/// Heat pumps, [lanes]; no heat pump is all 0. Two kinds, each with ratios to rating that go with the weather.
struct PumpLanes {
  alignas(64) float room[plant_day_lanes]{};  ///< 1: a room air conditioner
  alignas(64) float package[plant_day_lanes]{};
  alignas(64) float rated_W[plant_day_lanes]{};
  alignas(64) float input_W[plant_day_lanes]{};
  // Input by the share of the capacity: a0 + x (a1 + x a2), on and off below the least share.
  alignas(64) float least[plant_day_lanes]{};
  alignas(64) float a0[plant_day_lanes]{};
  alignas(64) float a1[plant_day_lanes]{};
  alignas(64) float a2[plant_day_lanes]{};
};

/// Capacity and input over the rated ones, [hours of the day].
struct PumpHours {
  const float* room_capacity{nullptr};
  const float* room_input{nullptr};
  const float* package_capacity{nullptr};
  const float* package_input{nullptr};
};

/// What makes heat otherwise, by a unit of heat; 0 where another carrier does.
struct FlameLanes {
  alignas(64) float electricity[plant_day_lanes]{};
  alignas(64) float gas[plant_day_lanes]{};
  alignas(64) float kerosene[plant_day_lanes]{};
};

struct PlantColumns {
  PumpLanes heating, cooling;
  FlameLanes flame, water, stove;
  alignas(64) float tank[plant_day_lanes]{};                        ///< 1 / COP at rating of a heat pump for water
  alignas(64) float tank_part[plant_day_hours][plant_day_lanes]{};  ///< of the day's water, made in this hour
};

/// What a day has for all zones alike.
struct PlantDay {
  PumpHours heating, cooling;
  const float* tank_cop{nullptr};  ///< [hours] of a heat pump for water, over its rated one
};

/// What zones asked for and had, means, [hours][lanes] but for the last.
struct PlantLoads {
  const float* heating_W{nullptr};
  const float* cooling_W{nullptr};
  const float* drying_W{nullptr};  ///< of the air that comes in, if all of its damp were taken out
  const float* hot_water_W{nullptr};
  const float* cooking_W{nullptr};  ///< as a gas stove takes it
  const float* equipment_W{nullptr};
  const float* lights_W{nullptr};
  const float* powered{nullptr};       ///< 1, or 0 in an outage
  const float* hot_water_Wh{nullptr};  ///< [lanes] of the day, for tanks
};

/// `uses_W` [uses][hours][lanes] out; `drawn_W` [hours][lanes] out: all electricity. An hour's heat pump takes rated
/// input × ratio × part load; a coil dries as well, by at most `most_drying` of what it cools. Throws nothing. Local:
/// any thread.
void plant_day(const PlantColumns& plants, const PlantDay& day, const PlantLoads& loads, float* uses_W, float* drawn_W);

/// The same in one named variant; for tests and benchmarks.
void plant_day(Variant variant, const PlantColumns& plants, const PlantDay& day, const PlantLoads& loads, float* uses_W,
               float* drawn_W);

}  // namespace machi::kernels
