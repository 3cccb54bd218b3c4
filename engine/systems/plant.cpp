#include "engine/systems/plant.hpp"

#include <algorithm>
#include <cmath>

#include "engine/energy/zone_day.hpp"

namespace machi {
namespace {

constexpr double package_cooling_cop = 3.2;
constexpr double package_heating_cop = 3.7;
constexpr double gas_heating_efficiency = 0.8;
constexpr double kerosene_heating_efficiency = 0.86;

/// Room air conditioners of a floor area.
struct RoomUnits {
  double cooling_W;
  double heating_W;
  double cooling_cop;
  double heating_cop;
};

RoomUnits room_units(double floor_area_m2) {
  constexpr double largest_m2 = 29;  // a unit's cooling does not go beyond 5.6 kW
  const double units = std::max(1.0, std::ceil(floor_area_m2 / largest_m2));
  const double cooling_W = std::min(5600.0, 190.5 * floor_area_m2 / units + 45.6);
  const double cop = -0.473e-3 * cooling_W + 5.50;
  return {units * cooling_W, units * (1.2090 * cooling_W - 85.1), cop, 0.77 * cop + 1.66};
}

double capacity_of(std::optional<double> whole_W, std::optional<double> by_area_W_m2, double floor_area_m2,
                   double otherwise_W) {
  if (whole_W) return *whole_W;
  return by_area_W_m2 ? *by_area_W_m2 * floor_area_m2 : otherwise_W;
}

double usual_heating_cop(HeatingKind kind, const RoomUnits& room) {
  switch (kind) {
    case HeatingKind::room_ac:
      return room.heating_cop;
    case HeatingKind::package:
      return package_heating_cop;
    case HeatingKind::gas:
      return gas_heating_efficiency;
    case HeatingKind::kerosene:
      return kerosene_heating_efficiency;
    default:
      return 1;
  }
}

double usual_water_cop(WaterKind kind) {
  switch (kind) {
    case WaterKind::gas:
      return 0.704;
    case WaterKind::gas_condensing:
      return 0.836;
    case WaterKind::heat_pump:
      return 2.7;
    case WaterKind::kerosene:
      return 0.779;
    default:
      return 1;
  }
}

}  // namespace

PlantRating rating_of(const EnergySystem& system, double floor_area_m2) {
  const RoomUnits room = room_units(floor_area_m2);
  PlantRating rating{};
  rating.heating_W = capacity_of(system.heating_capacity_W, system.heating_capacity_W_m2, floor_area_m2,
                                 system.heating == HeatingKind::room_ac ? room.heating_W : endless_W);
  rating.heating_cop = system.heating_cop.value_or(usual_heating_cop(system.heating, room));
  rating.cooling_W =
      capacity_of(system.cooling_capacity_W, system.cooling_capacity_W_m2, floor_area_m2, room.cooling_W);
  rating.cooling_cop =
      system.cooling_cop.value_or(system.cooling == CoolingKind::package ? package_cooling_cop : room.cooling_cop);
  rating.hot_water_cop = system.hot_water_cop.value_or(usual_water_cop(system.hot_water));
  return rating;
}

std::string problem_of_plant(const EnergySystem& system) {
  if (system.heating == HeatingKind::package && !system.heating_capacity_W && !system.heating_capacity_W_m2)
    return "heats by a package of no capacity. Give heating_capacity_W or heating_capacity_W_m2";
  if (system.cooling == CoolingKind::package && !system.cooling_capacity_W && !system.cooling_capacity_W_m2)
    return "cools by a package of no capacity. Give cooling_capacity_W or cooling_capacity_W_m2";
  if (system.hot_water == WaterKind::heat_pump && system.tank_from_h >= system.tank_to_h)
    return "fills its tank in no hour. Give tank_to_h above tank_from_h";
  return {};
}

const CurveYear* PlantYears::heating(HeatingKind kind) {
  const HeatPumpCurves* curves = heating_curves(kind);
  if (curves == nullptr) return nullptr;
  const auto [at, fresh] = heating_.try_emplace(kind);
  if (fresh) at->second = heating_year(*curves, weather_);
  return &at->second;
}

const CurveYear* PlantYears::cooling(CoolingKind kind) {
  const HeatPumpCurves* curves = cooling_curves(kind);
  if (curves == nullptr) return nullptr;
  const auto [at, fresh] = cooling_.try_emplace(kind);
  if (fresh) at->second = cooling_year(*curves, weather_);
  return &at->second;
}

const std::vector<float>* PlantYears::hot_water() {
  constexpr double water_C = 65;
  constexpr double rated_C = 16;
  constexpr double nearest_K = 25;  // no better than this lift
  if (hot_water_.empty())
    for (const double air_C : weather_.dry_bulb_C)
      hot_water_.push_back(static_cast<float>((water_C - rated_C) / std::max(nearest_K, water_C - air_C)));
  return &hot_water_;
}

ZonePlant::ZonePlant(const EnergySystem& system, double floor_area_m2, PlantYears& years)
    : system_(system),
      rating_(rating_of(system, floor_area_m2)),
      heating_year_(years.heating(system.heating)),
      cooling_year_(years.cooling(system.cooling)),
      water_year_(system.hot_water == WaterKind::heat_pump ? years.hot_water() : nullptr) {}

double ZonePlant::heating_most_W(std::size_t hour) const {
  if (system_.heating == HeatingKind::none) return 0;
  return rating_.heating_W * (heating_year_ == nullptr ? 1.0 : static_cast<double>(heating_year_->capacity[hour]));
}

double ZonePlant::cooling_most_W(std::size_t hour) const {
  if (system_.cooling == CoolingKind::none) return 0;
  return rating_.cooling_W * static_cast<double>(cooling_year_->capacity[hour]);
}

bool ZonePlant::heats_without_power() const {
  const bool fuel = system_.heating == HeatingKind::gas || system_.heating == HeatingKind::kerosene;
  return fuel && !system_.heating_needs_power;
}

double ZonePlant::heating_input_W(std::size_t hour, double load_W) const {
  if (heating_year_ == nullptr) return load_W / rating_.heating_cop;
  const double full_W = rating_.heating_W / rating_.heating_cop * static_cast<double>(heating_year_->input[hour]);
  return full_W * part_load_input(*heating_curves(system_.heating), load_W / heating_most_W(hour));
}

double ZonePlant::cooling_input_W(std::size_t hour, double load_W) const {
  const double full_W = rating_.cooling_W / rating_.cooling_cop * static_cast<double>(cooling_year_->input[hour]);
  return full_W * part_load_input(*cooling_curves(system_.cooling), load_W / cooling_most_W(hour));
}

void ZonePlant::carriers_of(std::size_t day, const ZoneLoads& loads, const std::array<bool, hours_per_day>& powered,
                            ZoneCarriers& carriers) const {
  const bool by_gas = system_.heating == HeatingKind::gas;
  const bool by_kerosene = system_.heating == HeatingKind::kerosene;
  DayColumn& heating_W = carriers.of(by_gas ? Use::gas : by_kerosene ? Use::kerosene : Use::heating);
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    const std::size_t hour = hours_per_day * day + h;
    if (loads.heating_W[h] > 0) heating_W[h] += static_cast<float>(heating_input_W(hour, loads.heating_W[h]));
    if (loads.cooling_W[h] > 0)
      carriers.of(Use::cooling)[h] = static_cast<float>(cooling_input_W(hour, loads.cooling_W[h]));
    if (system_.cooking == CookingKind::gas)
      carriers.of(Use::gas)[h] += loads.cooking_W[h];
    else if (powered[h])
      carriers.of(Use::cooking)[h] = static_cast<float>(loads.cooking_W[h] / system_.cooking_gas_per_electricity);
    if (powered[h]) carriers.of(Use::other)[h] = loads.equipment_W[h] + loads.lights_W[h];
  }
  add_hot_water(day, loads, powered, carriers);
}

// A tank takes the day's heat in its hours; all other kinds make hot water as it is drawn.
void ZonePlant::add_hot_water(std::size_t day, const ZoneLoads& loads, const std::array<bool, hours_per_day>& powered,
                              ZoneCarriers& carriers) const {
  if (system_.hot_water == WaterKind::none) return;
  if (system_.hot_water == WaterKind::heat_pump) {
    double day_Wh = 0;
    for (const float load_W : loads.hot_water_W) day_Wh += load_W;
    const double each_W = day_Wh / (system_.tank_to_h - system_.tank_from_h);
    for (std::size_t h = 0; h < hours_per_day; ++h) {
      const double begin = std::max(system_.tank_from_h, static_cast<double>(h));
      const double part = std::min(system_.tank_to_h, static_cast<double>(h + 1)) - begin;
      if (part <= 0 || !powered[h]) continue;
      const double cop = rating_.hot_water_cop * static_cast<double>((*water_year_)[hours_per_day * day + h]);
      carriers.of(Use::hot_water)[h] = static_cast<float>(each_W * part / cop);
    }
    return;
  }
  const bool gas = system_.hot_water == WaterKind::gas || system_.hot_water == WaterKind::gas_condensing;
  DayColumn& taken_W = carriers.of(gas                                        ? Use::gas
                                   : system_.hot_water == WaterKind::kerosene ? Use::kerosene
                                                                              : Use::hot_water);
  for (std::size_t h = 0; h < hours_per_day; ++h)
    if (powered[h]) taken_W[h] += static_cast<float>(loads.hot_water_W[h] / rating_.hot_water_cop);
}

}  // namespace machi
