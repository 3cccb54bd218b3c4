// Zones in registers, as many at a time as fit into one; all operations are those of the plain twin, in its order.
#include <cstddef>
#include <cstdint>

#include "kernels/crowd/registers.hpp"
#include "kernels/users_day/users_day.hpp"

namespace machi::kernels::MACHI_VARIANT {
namespace {

/// Plants of a register's zones.
struct Plants {
  const UsersPlants& of;
  Part room{}, package{}, rated_W{}, others_W{};

  Plants(const UsersPlants& plants, std::size_t lane) : of(plants) {
    if (plants.room == nullptr) return;
    room = load(plants.room + lane);
    package = load(plants.package + lane);
    rated_W = load(plants.rated_W + lane);
    if (plants.others_W != nullptr) others_W = load(plants.others_W + lane);
  }
  Part most_W(std::size_t h, Part asked_W) const {
    if (of.room == nullptr) return asked_W;
    const Part able_W = (room * of.room_capacity[h] + package * of.package_capacity[h]) * rated_W + others_W;
    return smaller(able_W, asked_W);
  }
};

/// A register's zones.
struct Run {
  const UsersZones& zones;
  const UsersDay& day;
  const UsersAsks& asks;
  std::size_t lane;

  std::size_t at(std::size_t h) const { return h * users_lanes + lane; }

  void set_air(std::size_t h, Part cool_share) const {
    const Part leak_W_K = load(zones.leak_W_K + lane);
    const Part fresh_W_K = load(zones.room_m2 + lane) * day.fresh_W_Km2[h];
    store(asks.air_change_W_K + at(h), leak_W_K + fresh_W_K);
    store(asks.drying_W + at(h), day.drying_K[h] * (fresh_W_K + cool_share * leak_W_K));
  }

  Part set_water(std::size_t h, const float* litre_factor) const {
    Part litres = all(0);
    for (std::size_t k = 0; k < users_households; ++k)
      litres = litres + load(zones.households + k * users_lanes + lane) * day.home_L[h][k];
    Part water_W = load(zones.room_m2 + lane) * day.room_water_W_m2 * day.room_people_1_m2[h] + day.home_W_L * litres;
    if (litre_factor != nullptr) water_W = water_W * load(litre_factor + at(h));
    store(asks.hot_water_W + at(h), water_W);
    return water_W;
  }

  void set_points(std::size_t h, const UsersPoints& heat, const UsersPoints& cool, const Plants& heating,
                  const Plants& cooling) const {
    const Part free_C = load(zones.free_C + lane), most_W = load(zones.most_W + lane);
    const Part heat_C = load(heat.to_C + at(h)), cool_C = load(cool.to_C + at(h));
    const Part heat_share = load(heat.share + at(h)), cool_share = load(cool.share + at(h));
    const Mask heats = heat_share > all(users_least_share), cools = cool_share > all(users_least_share);
    const Part heat_to = smaller(free_C + load(heat.part + at(h)) * (heat_C - free_C), heat_C);
    const Part cool_to = larger(free_C + load(cool.part + at(h)) * (cool_C - free_C), cool_C);
    store(asks.heat_to_C + at(h), either(heats, heat_to, all(users_never_heat_C)));
    store(asks.cool_to_C + at(h),
          either(cools, larger(either(heats, heat_to, cool_to), cool_to), all(users_never_cool_C)));
    store(asks.heat_most_W + at(h), heating.most_W(h, either(heats, heat_share * most_W, all(0))));
    store(asks.cool_most_W + at(h), cooling.most_W(h, either(cools, cool_share * most_W, all(0))));
  }
};

}  // namespace

void users_day(const UsersZones& zones, const UsersPoints& heat, const UsersPoints& cool, const float* litre_factor,
               const UsersDay& day, const UsersPlants& heating, const UsersPlants& cooling, const UsersAsks& asks) {
  for (std::size_t lane = 0; lane < users_lanes; lane += width) {
    const Run run{zones, day, asks, lane};
    const Plants heaters(heating, lane), coolers(cooling, lane);
    Part water_Wh = all(0);
    for (std::size_t h = 0; h < users_hours; ++h) {
      run.set_air(h, load(cool.share + run.at(h)));
      water_Wh = water_Wh + run.set_water(h, litre_factor);
      run.set_points(h, heat, cool, heaters, coolers);
    }
    store(asks.hot_water_Wh + lane, water_Wh);
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
