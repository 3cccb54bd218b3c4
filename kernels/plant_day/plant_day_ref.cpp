// The plain twin: hour by hour, zone by zone.
#include <algorithm>

#include "kernels/plant_day/plant_day.hpp"

namespace machi::kernels::ref {
namespace {

float pump_input(const PumpLanes& pumps, const PumpHours& hours, std::size_t h, std::size_t lane, float load_W) {
  if (load_W <= 0) return 0;
  const float capacity_W =
      (pumps.room[lane] * hours.room_capacity[h] + pumps.package[lane] * hours.package_capacity[h]) *
      pumps.rated_W[lane];
  const float full = pumps.room[lane] * hours.room_input[h] + pumps.package[lane] * hours.package_input[h];
  const float share = load_W / std::max(1e-6F, capacity_W);
  const float on = std::min(1.0F, share / std::max(1e-6F, pumps.least[lane]));
  const float x = std::min(1.0F, std::max(pumps.least[lane], share));
  return full * (pumps.input_W[lane] * on * (pumps.a0[lane] + x * (pumps.a1[lane] + x * pumps.a2[lane])));
}

}  // namespace

void plant_day(const PlantColumns& plants, const PlantDay& day, const PlantLoads& loads, float* uses_W,
               float* drawn_W) {
  for (std::size_t h = 0; h < plant_day_hours; ++h)
    for (std::size_t lane = 0; lane < plant_day_lanes; ++lane) {
      const std::size_t at = h * plant_day_lanes + lane;
      const auto use = [&](std::size_t k) -> float& { return uses_W[k * plant_day_hours * plant_day_lanes + at]; };
      const float heat_W = loads.heating_W[at], powered = loads.powered[at];
      const float cold_W = loads.cooling_W[at] + std::min(loads.drying_W[at], most_drying * loads.cooling_W[at]);
      const float water_W = powered * loads.hot_water_W[at], stove_W = loads.cooking_W[at];
      const float tank_W = powered * loads.hot_water_Wh[lane] * plants.tank_part[h][lane] * plants.tank[lane];
      use(0) = pump_input(plants.heating, day.heating, h, lane, heat_W) + heat_W * plants.flame.electricity[lane];
      use(1) = pump_input(plants.cooling, day.cooling, h, lane, cold_W);
      use(2) = water_W * plants.water.electricity[lane] + tank_W / day.tank_cop[h];
      use(3) = powered * stove_W * plants.stove.electricity[lane];
      use(4) = powered * (loads.equipment_W[at] + loads.lights_W[at]);
      use(5) = heat_W * plants.flame.gas[lane] + water_W * plants.water.gas[lane] + stove_W * plants.stove.gas[lane];
      use(6) = heat_W * plants.flame.kerosene[lane] + water_W * plants.water.kerosene[lane];
      drawn_W[at] = use(0) + use(1) + use(2) + use(3) + use(4);
    }
}

}  // namespace machi::kernels::ref
