#include "engine/systems/plant_lanes.hpp"

#include <algorithm>

namespace machi {
namespace {

PlantLane weighed(const PlantLane& a, float by_a, const PlantLane& b, float by_b) {
  PlantLane sum;
  for (std::size_t lane = 0; lane < plant_lanes; ++lane) sum[lane] = a[lane] * by_a + b[lane] * by_b;
  return sum;
}

}  // namespace

void PlantLanes::HeatPumps::add(std::size_t lane, bool is_room, double rated, double cop,
                                const HeatPumpCurves& curves) {
  (is_room ? room : package)[lane] = 1;
  rated_W[lane] = static_cast<float>(rated);
  input_W[lane] = static_cast<float>(rated / cop);
  least[lane] = static_cast<float>(curves.part_load.low);
  a0[lane] = static_cast<float>(curves.part_load.a0);
  a1[lane] = static_cast<float>(curves.part_load.a1);
  a2[lane] = static_cast<float>(curves.part_load.a2);
}

PlantLane PlantLanes::HeatPumps::capacity_W(std::size_t hour) const {
  PlantLane capacity = weighed(room, room_year->capacity[hour], package, package_year->capacity[hour]);
  for (std::size_t lane = 0; lane < plant_lanes; ++lane) capacity[lane] *= rated_W[lane];
  return capacity;
}

// As part_load_input(): a polynomial of the share of the capacity, and on and off below the least share.
PlantLane PlantLanes::HeatPumps::input_of(std::size_t hour, const PlantLane& load_W) const {
  const PlantLane capacity = capacity_W(hour);
  PlantLane input = weighed(room, room_year->input[hour], package, package_year->input[hour]);
  for (std::size_t lane = 0; lane < plant_lanes; ++lane) {
    const float share = load_W[lane] / std::max(1e-6F, capacity[lane]);
    const float on = std::min(1.0F, share / std::max(1e-6F, least[lane]));
    const float x = std::min(1.0F, std::max(least[lane], share));
    input[lane] *= input_W[lane] * on * (a0[lane] + x * (a1[lane] + x * a2[lane]));
  }
  return input;
}

PlantLanes::PlantLanes(std::span<const EnergySystem* const> systems, std::span<const double> floor_m2,
                       PlantYears& years) {
  heating_.room_year = years.heating(HeatingKind::room_ac);
  heating_.package_year = years.heating(HeatingKind::package);
  cooling_.room_year = years.cooling(CoolingKind::room_ac);
  cooling_.package_year = years.cooling(CoolingKind::package);
  water_year_ = years.hot_water();
  for (std::size_t lane = 0; lane < systems.size(); ++lane) {
    const EnergySystem& system = *systems[lane];
    const PlantRating rating = rating_of(system, floor_m2[lane]);
    if (const HeatPumpCurves* curves = heating_curves(system.heating)) {
      heating_.add(lane, system.heating == HeatingKind::room_ac, rating.heating_W, rating.heating_cop, *curves);
    } else if (system.heating != HeatingKind::none) {
      const bool gas = system.heating == HeatingKind::gas, kerosene = system.heating == HeatingKind::kerosene;
      (gas ? flame_.gas : kerosene ? flame_.kerosene : flame_.electricity)[lane] =
          static_cast<float>(1 / rating.heating_cop);
      endless_heating_W_[lane] = static_cast<float>(rating.heating_W);
      burns_alone_[lane] = (gas || kerosene) && !system.heating_needs_power;
    }
    if (const HeatPumpCurves* curves = cooling_curves(system.cooling))
      cooling_.add(lane, system.cooling == CoolingKind::room_ac, rating.cooling_W, rating.cooling_cop, *curves);
    add_water(lane, system, rating.hot_water_cop);
    if (system.cooking == CookingKind::gas)
      stove_.gas[lane] = 1;
    else
      stove_.electricity[lane] = static_cast<float>(1 / system.cooking_gas_per_electricity);
  }
}

void PlantLanes::add_water(std::size_t lane, const EnergySystem& system, double cop) {
  const auto each = static_cast<float>(1 / cop);
  switch (system.hot_water) {
    case WaterKind::none:
      break;
    case WaterKind::heat_pump:
      tank_[lane] = each;
      for (std::size_t h = 0; h < hours_per_day; ++h) {
        const double begin = std::max(system.tank_from_h, static_cast<double>(h));
        const double part = std::min(system.tank_to_h, static_cast<double>(h + 1)) - begin;
        tank_part_[h][lane] = static_cast<float>(std::max(0.0, part) / (system.tank_to_h - system.tank_from_h));
      }
      break;
    case WaterKind::electric:
      water_.electricity[lane] = each;
      break;
    case WaterKind::kerosene:
      water_.kerosene[lane] = each;
      break;
    default:
      water_.gas[lane] = each;
  }
}

void PlantLanes::limit(std::size_t hour, PlantLane& heating_W, PlantLane& cooling_W) const {
  const PlantLane heating = heating_.capacity_W(hour), cooling = cooling_.capacity_W(hour);
  for (std::size_t lane = 0; lane < plant_lanes; ++lane) {
    heating_W[lane] = std::min(heating_W[lane], heating[lane] + endless_heating_W_[lane]);
    cooling_W[lane] = std::min(cooling_W[lane], cooling[lane]);
  }
}

void PlantLanes::carriers_of(std::size_t hour, const LaneLoads& loads, LaneCarriers& carriers) const {
  const auto of = [&](Use use) -> PlantLane& { return carriers[static_cast<std::size_t>(use)]; };
  const PlantLane heating = heating_.input_of(hour, loads.heating_W);
  of(Use::cooling) = cooling_.input_of(hour, loads.cooling_W);
  const PlantLane& tank_part = tank_part_[hour % hours_per_day];
  const float tank_cop = (*water_year_)[hour];
  for (std::size_t lane = 0; lane < plant_lanes; ++lane) {
    const float heat = loads.heating_W[lane], stove = loads.cooking_W[lane], powered = loads.powered[lane];
    const float water = powered * loads.hot_water_W[lane];
    of(Use::heating)[lane] = heating[lane] + heat * flame_.electricity[lane];
    of(Use::hot_water)[lane] = water * water_.electricity[lane] +
                               powered * loads.hot_water_Wh[lane] * tank_part[lane] * tank_[lane] / tank_cop;
    of(Use::cooking)[lane] = powered * stove * stove_.electricity[lane];
    of(Use::other)[lane] = powered * loads.other_W[lane];
    of(Use::gas)[lane] = heat * flame_.gas[lane] + water * water_.gas[lane] + stove * stove_.gas[lane];
    of(Use::kerosene)[lane] = heat * flame_.kerosene[lane] + water * water_.kerosene[lane];
  }
}

}  // namespace machi
