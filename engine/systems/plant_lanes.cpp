#include "engine/systems/plant_lanes.hpp"

#include <algorithm>

namespace machi {
namespace {

static_assert(plant_lanes == kernels::plant_day_lanes && plant_lanes == kernels::users_lanes);
static_assert(use_count == kernels::plant_day_uses && hours_per_day == kernels::plant_day_hours);

void add_pump(kernels::PumpLanes& pumps, std::size_t lane, bool is_room, double rated_W, double cop,
              const HeatPumpCurves& curves) {
  (is_room ? pumps.room : pumps.package)[lane] = 1;
  pumps.rated_W[lane] = static_cast<float>(rated_W);
  pumps.input_W[lane] = static_cast<float>(rated_W / cop);
  pumps.least[lane] = static_cast<float>(curves.part_load.low);
  pumps.a0[lane] = static_cast<float>(curves.part_load.a0);
  pumps.a1[lane] = static_cast<float>(curves.part_load.a1);
  pumps.a2[lane] = static_cast<float>(curves.part_load.a2);
}

kernels::UsersPlants most_of(const kernels::PumpLanes& pumps, const kernels::PumpHours& hours) {
  return {pumps.room, pumps.package, pumps.rated_W, nullptr, hours.room_capacity, hours.package_capacity};
}

}  // namespace

PlantLanes::PlantLanes(std::span<const EnergySystem* const> systems, std::span<const double> floor_m2,
                       PlantYears& years) {
  heating_.room = years.heating(HeatingKind::room_ac);
  heating_.package = years.heating(HeatingKind::package);
  cooling_.room = years.cooling(CoolingKind::room_ac);
  cooling_.package = years.cooling(CoolingKind::package);
  water_year_ = years.hot_water();
  for (std::size_t lane = 0; lane < systems.size(); ++lane) {
    const EnergySystem& system = *systems[lane];
    const PlantRating rating = rating_of(system, floor_m2[lane]);
    if (const HeatPumpCurves* curves = heating_curves(system.heating)) {
      add_pump(columns_.heating, lane, system.heating == HeatingKind::room_ac, rating.heating_W, rating.heating_cop,
               *curves);
    } else if (system.heating != HeatingKind::none) {
      const bool gas = system.heating == HeatingKind::gas, kerosene = system.heating == HeatingKind::kerosene;
      (gas        ? columns_.flame.gas
       : kerosene ? columns_.flame.kerosene
                  : columns_.flame.electricity)[lane] = static_cast<float>(1 / rating.heating_cop);
      endless_heating_W_[lane] = static_cast<float>(rating.heating_W);
      burns_alone_[lane] = (gas || kerosene) && !system.heating_needs_power;
    }
    if (const HeatPumpCurves* curves = cooling_curves(system.cooling))
      add_pump(columns_.cooling, lane, system.cooling == CoolingKind::room_ac, rating.cooling_W, rating.cooling_cop,
               *curves);
    add_water(lane, system, rating.hot_water_cop);
    if (system.cooking == CookingKind::gas)
      columns_.stove.gas[lane] = 1;
    else
      columns_.stove.electricity[lane] = static_cast<float>(1 / system.cooking_gas_per_electricity);
  }
}

void PlantLanes::add_water(std::size_t lane, const EnergySystem& system, double cop) {
  const auto each = static_cast<float>(1 / cop);
  switch (system.hot_water) {
    case WaterKind::none:
      break;
    case WaterKind::heat_pump:
      columns_.tank[lane] = each;
      for (std::size_t h = 0; h < hours_per_day; ++h) {
        const double begin = std::max(system.tank_from_h, static_cast<double>(h));
        const double part = std::min(system.tank_to_h, static_cast<double>(h + 1)) - begin;
        columns_.tank_part[h][lane] = static_cast<float>(std::max(0.0, part) / (system.tank_to_h - system.tank_from_h));
      }
      break;
    case WaterKind::electric:
      columns_.water.electricity[lane] = each;
      break;
    case WaterKind::kerosene:
      columns_.water.kerosene[lane] = each;
      break;
    default:
      columns_.water.gas[lane] = each;
  }
}

kernels::PumpHours PlantLanes::PumpYears::of(std::size_t day) const {
  const std::size_t first = hours_per_day * day;
  return {room->capacity.data() + first, room->input.data() + first, package->capacity.data() + first,
          package->input.data() + first};
}

kernels::UsersPlants PlantLanes::heating_most(std::size_t day) const {
  kernels::UsersPlants most = most_of(columns_.heating, heating_.of(day));
  most.others_W = endless_heating_W_.data();
  return most;
}

kernels::UsersPlants PlantLanes::cooling_most(std::size_t day) const {
  return most_of(columns_.cooling, cooling_.of(day));
}

void PlantLanes::run_day(std::size_t day, const kernels::PlantLoads& loads, float* uses_W, float* drawn_W) const {
  kernels::plant_day(columns_, {heating_.of(day), cooling_.of(day), water_year_->data() + hours_per_day * day}, loads,
                     uses_W, drawn_W);
}

}  // namespace machi
