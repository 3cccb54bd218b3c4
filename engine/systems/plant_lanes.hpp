/// \file  The plants of up to 16 zones side by side: ZonePlant's law in single precision, day by day.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "engine/systems/plant.hpp"
#include "kernels/plant_day/plant_day.hpp"
#include "kernels/users_day/users_day.hpp"

namespace machi {

class PlantLanes {
 public:
  /// `systems` and `floor_m2`: up to 16 zones; `years` must outlive it.
  PlantLanes(std::span<const EnergySystem* const> systems, std::span<const double> floor_m2, PlantYears& years);

  /// What they can do in the hours of a day of the year; holds as long as this and its years do.
  kernels::UsersPlants heating_most(std::size_t day) const;
  kernels::UsersPlants cooling_most(std::size_t day) const;
  bool heats_without_power(std::size_t lane) const { return burns_alone_[lane]; }
  /// What a day of the year takes, within 1e-5 of ZonePlant::carriers_of; as kernels::plant_day().
  void run_day(std::size_t day, const kernels::PlantLoads& loads, float* uses_W, float* drawn_W) const;

 private:
  /// Curves of the two kinds of heat pumps.
  struct PumpYears {
    const CurveYear* room{nullptr};
    const CurveYear* package{nullptr};
    kernels::PumpHours of(std::size_t day) const;
  };
  void add_water(std::size_t lane, const EnergySystem& system, double cop);

  kernels::PlantColumns columns_;
  PumpYears heating_, cooling_;
  alignas(64) std::array<float, plant_lanes> endless_heating_W_{};
  const std::vector<float>* water_year_{nullptr};
  std::array<bool, plant_lanes> burns_alone_{};
};

}  // namespace machi
