// The plain twin: hour by hour, zone by zone.
#include <algorithm>

#include "kernels/users_day/users_day.hpp"

namespace machi::kernels::ref {
namespace {

float most_of(const UsersPlants& plants, std::size_t h, std::size_t lane, float asked_W) {
  if (plants.room == nullptr) return asked_W;
  float able_W = (plants.room[lane] * plants.room_capacity[h] + plants.package[lane] * plants.package_capacity[h]) *
                 plants.rated_W[lane];
  if (plants.others_W != nullptr) able_W += plants.others_W[lane];
  return std::min(asked_W, able_W);
}

}  // namespace

void users_day(const UsersZones& zones, const UsersPoints& heat, const UsersPoints& cool, const float* litre_factor,
               const UsersDay& day, const UsersPlants& heating, const UsersPlants& cooling, const UsersAsks& asks) {
  for (std::size_t lane = 0; lane < users_lanes; ++lane) {
    float water_Wh = 0;
    for (std::size_t h = 0; h < users_hours; ++h) {
      const std::size_t at = h * users_lanes + lane;
      const float fresh_W_K = zones.room_m2[lane] * day.fresh_W_Km2[h];
      asks.air_change_W_K[at] = zones.leak_W_K[lane] + fresh_W_K;
      asks.drying_W[at] = day.drying_K[h] * (fresh_W_K + cool.share[at] * zones.leak_W_K[lane]);

      float litres = 0;
      for (std::size_t k = 0; k < users_households; ++k)
        litres += zones.households[k * users_lanes + lane] * day.home_L[h][k];
      float water_W = zones.room_m2[lane] * day.room_water_W_m2 * day.room_people_1_m2[h] + day.home_W_L * litres;
      if (litre_factor != nullptr) water_W *= litre_factor[at];
      asks.hot_water_W[at] = water_W;
      water_Wh += water_W;

      const float free_C = zones.free_C[lane];
      const bool heats = heat.share[at] > users_least_share, cools = cool.share[at] > users_least_share;
      const float heat_to = std::min(heat.to_C[at], free_C + heat.part[at] * (heat.to_C[at] - free_C));
      const float cool_to = std::max(cool.to_C[at], free_C + cool.part[at] * (cool.to_C[at] - free_C));
      asks.heat_to_C[at] = heats ? heat_to : users_never_heat_C;
      asks.cool_to_C[at] = cools ? std::max(cool_to, heats ? heat_to : cool_to) : users_never_cool_C;
      asks.heat_most_W[at] = most_of(heating, h, lane, heats ? heat.share[at] * zones.most_W[lane] : 0);
      asks.cool_most_W[at] = most_of(cooling, h, lane, cools ? cool.share[at] * zones.most_W[lane] : 0);
    }
    asks.hot_water_Wh[lane] = water_Wh;
  }
}

}  // namespace machi::kernels::ref
