/// \file  The plants of one zone: how much they can do in an hour, and what they take for what they did.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/model/energy.hpp"
#include "engine/systems/plant_curves.hpp"

namespace machi {

inline constexpr std::size_t hours_per_day = 24;
inline constexpr std::size_t plant_lanes = 16;  ///< zones that lie side by side (plant_lanes.hpp)
using DayColumn = std::array<float, hours_per_day>;

/// What a zone asked for and had in the hours of a day, means, [hours_per_day] each.
struct ZoneLoads {
  std::span<const float> heating_W;  ///< heat that went into the air, and came out of it
  std::span<const float> cooling_W;
  std::span<const float> hot_water_W;
  std::span<const float> cooking_W;  ///< as a gas stove takes it
  std::span<const float> equipment_W;
  std::span<const float> lights_W;
};

/// What it took for that, by the hour. The first five are electricity.
enum class Use : std::uint8_t { heating, cooling, hot_water, cooking, other, gas, kerosene, count };
inline constexpr std::size_t use_count = static_cast<std::size_t>(Use::count);
struct ZoneCarriers {
  std::array<DayColumn, use_count> W{};
  DayColumn& of(Use use) { return W[static_cast<std::size_t>(use)]; }
  const DayColumn& of(Use use) const { return W[static_cast<std::size_t>(use)]; }
  float electricity_W(std::size_t hour) const { return W[0][hour] + W[1][hour] + W[2][hour] + W[3][hour] + W[4][hour]; }
};

/// Rated values of a system in a zone of this floor area, defaults filled in.
struct PlantRating {
  double heating_W;  ///< endless of fuels without a capacity
  double heating_cop;
  double cooling_W;
  double cooling_cop;
  double hot_water_cop;
};

/// Room air conditioners by Japan's energy standard for dwellings (chapter 4.3, appendix A): 190.5 W/m² + 45.6 W of
/// cooling a unit, one for each begun 29 m², heating 1.209 of it less 85.1 W, efficiency of the lowest class. Packages
/// and electric heaters need a capacity; a package's COPs are 3.2 and 3.7 where not given. Gas water heaters 0.704,
/// condensing ones 0.836, heat pumps 2.7 (chapter 7.1). `problem` of a system that names no capacity though its kind
/// needs one is a sentence's rest; else empty.
PlantRating rating_of(const EnergySystem& system, double floor_area_m2);
std::string problem_of_plant(const EnergySystem& system);

/// Curves of a weather year by kind of plant, made once a rank.
class PlantYears {
 public:
  explicit PlantYears(const WeatherYear& weather) : weather_(weather) {}
  const CurveYear* heating(HeatingKind kind);
  const CurveYear* cooling(CoolingKind kind);
  /// COP of a heat pump for water over its rated one, [hours_per_year]: a constant part of Carnot's between the outdoor
  /// air and water of 65 °C, 1 at 16 °C.
  const std::vector<float>* hot_water();

 private:
  const WeatherYear& weather_;
  std::map<HeatingKind, CurveYear> heating_;
  std::map<CoolingKind, CurveYear> cooling_;
  std::vector<float> hot_water_;
};

class ZonePlant {
 public:
  /// Refers to `years`, which must outlive it.
  ZonePlant(const EnergySystem& system, double floor_area_m2, PlantYears& years);

  /// Most that it can do in this hour of the year, W.
  double heating_most_W(std::size_t hour) const;
  double cooling_most_W(std::size_t hour) const;
  bool heats_without_power() const;

  /// Carriers of a day's hours; `powered` [hours_per_day] is false in an outage. `day` 0 … 364. Local: any thread.
  void carriers_of(std::size_t day, const ZoneLoads& loads, const std::array<bool, hours_per_day>& powered,
                   ZoneCarriers& carriers) const;

 private:
  double heating_input_W(std::size_t hour, double load_W) const;
  double cooling_input_W(std::size_t hour, double load_W) const;
  void add_hot_water(std::size_t day, const ZoneLoads& loads, const std::array<bool, hours_per_day>& powered,
                     ZoneCarriers& carriers) const;

  EnergySystem system_;
  PlantRating rating_;
  const CurveYear* heating_year_;
  const CurveYear* cooling_year_;
  const std::vector<float>* water_year_;
};

}  // namespace machi
