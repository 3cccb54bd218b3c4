// Zones in registers, as many at a time as fit into one; all operations are those of the plain twin, in its order.
#include <cstddef>
#include <cstdint>

#include "kernels/crowd/registers.hpp"
#include "kernels/plant_day/plant_day.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

/// Heat pumps of a register's zones. Nothing is to be done in most hours.
struct Pumps {
  Part room, package, rated_W, input_W, least, a0, a1, a2;

  Pumps(const PumpLanes& pumps, std::size_t lane)
      : room(load(pumps.room + lane)),
        package(load(pumps.package + lane)),
        rated_W(load(pumps.rated_W + lane)),
        input_W(load(pumps.input_W + lane)),
        least(load(pumps.least + lane)),
        a0(load(pumps.a0 + lane)),
        a1(load(pumps.a1 + lane)),
        a2(load(pumps.a2 + lane)) {}

  Part input_of(const PumpHours& hours, std::size_t h, Part load_W) const {
    if (!any(load_W > all(0))) return all(0);
    const Part capacity_W = (room * hours.room_capacity[h] + package * hours.package_capacity[h]) * rated_W;
    const Part full = room * hours.room_input[h] + package * hours.package_input[h];
    const Part share = load_W / larger(capacity_W, all(1e-6F));
    const Part on = smaller(share / larger(least, all(1e-6F)), all(1));
    const Part x = smaller(larger(share, least), all(1));
    return full * (input_W * on * (a0 + x * (a1 + x * a2)));
  }
};

/// A register's zones in one hour.
struct Hour {
  const PlantColumns& plants;
  const PlantDay& day;
  const PlantLoads& loads;
  std::size_t h;
  std::size_t lane;

  Part of(const float* column) const { return load(column + h * plant_day_lanes + lane); }

  /// Electricity for hot water. Tanks are filled in a few hours.
  Part water(Part powered, Part water_W) const {
    const Part drawn_W = water_W * load(plants.water.electricity + lane);
    const Part part = load(plants.tank_part[h] + lane);
    if (!any(part > all(0))) return drawn_W + all(0);
    return drawn_W + powered * load(loads.hot_water_Wh + lane) * part * load(plants.tank + lane) / all(day.tank_cop[h]);
  }

  void run(const Pumps& heating, const Pumps& cooling, float* uses_W, float* drawn_W) const {
    const Part heat_W = of(loads.heating_W), powered = of(loads.powered);
    const Part cool_W = of(loads.cooling_W);
    const Part cold_W = cool_W + smaller(most_drying * cool_W, of(loads.drying_W));
    const Part water_W = powered * of(loads.hot_water_W), stove_W = of(loads.cooking_W);
    const Part uses[plant_day_uses] = {
        heating.input_of(day.heating, h, heat_W) + heat_W * load(plants.flame.electricity + lane),
        cooling.input_of(day.cooling, h, cold_W),
        water(powered, water_W),
        powered * stove_W * load(plants.stove.electricity + lane),
        powered * (of(loads.equipment_W) + of(loads.lights_W)),
        heat_W * load(plants.flame.gas + lane) + water_W * load(plants.water.gas + lane) +
            stove_W * load(plants.stove.gas + lane),
        heat_W * load(plants.flame.kerosene + lane) + water_W * load(plants.water.kerosene + lane)};
    const std::size_t at = h * plant_day_lanes + lane;
    for (std::size_t use = 0; use < plant_day_uses; ++use)
      store(uses_W + use * plant_day_hours * plant_day_lanes + at, uses[use]);
    store(drawn_W + at, uses[0] + uses[1] + uses[2] + uses[3] + uses[4]);
  }
};

}  // namespace

void plant_day(const PlantColumns& plants, const PlantDay& day, const PlantLoads& loads, float* uses_W,
               float* drawn_W) {
  for (std::size_t lane = 0; lane < plant_day_lanes; lane += width) {
    const Pumps heating(plants.heating, lane), cooling(plants.cooling, lane);
    for (std::size_t h = 0; h < plant_day_hours; ++h)
      Hour{plants, day, loads, h, lane}.run(heating, cooling, uses_W, drawn_W);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
