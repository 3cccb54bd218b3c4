/// \file  The plants of up to 16 zones side by side: ZonePlant's law in single precision, hour by hour.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "engine/systems/plant.hpp"

namespace machi {

using PlantLane = std::array<float, plant_lanes>;

/// What zones asked for and had in an hour, means; `hot_water_Wh` of the whole day, for tanks.
struct LaneLoads {
  const PlantLane& heating_W;
  const PlantLane& cooling_W;
  const PlantLane& hot_water_W;
  const PlantLane& cooking_W;
  const PlantLane& other_W;  ///< lights, appliances, machines
  const PlantLane& hot_water_Wh;
  const PlantLane& powered;  ///< 1, or 0 in an outage
};
using LaneCarriers = std::array<PlantLane, use_count>;

class PlantLanes {
 public:
  /// `systems` and `floor_m2`: up to 16 zones; `years` must outlive it.
  PlantLanes(std::span<const EnergySystem* const> systems, std::span<const double> floor_m2, PlantYears& years);

  /// Lowers what zones may be heated and cooled by to what plants can do in this hour of the year.
  void limit(std::size_t hour, PlantLane& heating_W, PlantLane& cooling_W) const;
  bool heats_without_power(std::size_t lane) const { return burns_alone_[lane]; }
  /// What an hour of the year takes, within 1e-5 of ZonePlant::carriers_of.
  void carriers_of(std::size_t hour, const LaneLoads& loads, LaneCarriers& carriers) const;

 private:
  /// A heat pump's rating and curve, and which kind it is (1 or 0); no heat pump is all 0.
  struct HeatPumps {
    PlantLane room{}, package{};
    PlantLane rated_W{}, input_W{};
    PlantLane least{}, a0{}, a1{}, a2{};
    const CurveYear* room_year{nullptr};
    const CurveYear* package_year{nullptr};
    void add(std::size_t lane, bool is_room, double rated_W, double cop, const HeatPumpCurves& curves);
    PlantLane capacity_W(std::size_t hour) const;
    PlantLane input_of(std::size_t hour, const PlantLane& load_W) const;
  };
  /// By a unit of heat; 0 where another carrier makes it.
  struct ByHeat {
    PlantLane electricity{}, gas{}, kerosene{};
  };
  void add_water(std::size_t lane, const EnergySystem& system, double cop);

  HeatPumps heating_, cooling_;
  ByHeat flame_, water_, stove_;
  PlantLane endless_heating_W_{};
  PlantLane tank_{};  ///< 1 / COP at rating of a heat pump for water
  std::array<PlantLane, hours_per_day> tank_part_{};
  const std::vector<float>* water_year_{nullptr};
  std::array<bool, plant_lanes> burns_alone_{};
};

}  // namespace machi
