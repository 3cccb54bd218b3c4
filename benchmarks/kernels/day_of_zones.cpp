// Block-days per second of what surrounds the zones' hours: users' needs, plants, sums; 16 zones, every variant.
#include <benchmark/benchmark.h>

#include <string>

#include "engine/core/aligned_vector.hpp"
#include "kernels/day_sums/day_sums.hpp"
#include "kernels/dispatch/available_variants.hpp"
#include "kernels/plant_day/plant_day.hpp"
#include "kernels/users_day/users_day.hpp"

namespace machi::kernels {
namespace {

constexpr std::size_t hours = users_hours;
using Column = AlignedVector<float>;

Column column(std::size_t rows, float value) {
  return Column(rows * users_lanes, value);
}

void users(benchmark::State& state, Variant variant) {
  const Column lane = column(1, 20), households = column(users_households, 1), part = column(hours, 0.6F),
               set_point = column(hours, 22);
  const Column ratio(hours, 0.9F);
  const UsersPlants plants{lane.data(), lane.data(), lane.data(), lane.data(), ratio.data(), ratio.data()};
  Column out = column(7 * hours, 0), water_Wh = column(1, 0);
  const auto row = [&](std::size_t k) { return out.data() + k * hours * users_lanes; };
  for (auto _ : state) {
    users_day(variant, {lane.data(), lane.data(), lane.data(), lane.data(), households.data()},
              {set_point.data(), part.data(), part.data()}, {set_point.data(), part.data(), part.data()}, nullptr,
              UsersDay{}, plants, plants, {row(0), row(1), row(2), row(3), row(4), row(5), row(6), water_Wh.data()});
    benchmark::DoNotOptimize(out.data());
  }
}

void plants(benchmark::State& state, Variant variant) {
  PlantColumns columns;
  for (PumpLanes* pumps : {&columns.heating, &columns.cooling})
    for (std::size_t lane = 0; lane < plant_day_lanes; ++lane) {
      pumps->room[lane] = 1;
      pumps->rated_W[lane] = 5000;
      pumps->input_W[lane] = 1500;
      pumps->least[lane] = 0.2F;
      pumps->a2[lane] = 0.8F;
    }
  const Column ratio(hours, 0.9F), load = column(hours, 900), powered = column(hours, 1), water_Wh = column(1, 8000);
  Column none = column(hours, 0), uses = column(plant_day_uses * hours, 0), drawn = column(hours, 0);
  const PumpHours pump_hours{ratio.data(), ratio.data(), ratio.data(), ratio.data()};
  for (auto _ : state) {
    plant_day(variant, columns, {pump_hours, pump_hours, ratio.data()},
              {load.data(), none.data(), none.data(), load.data(), load.data(), load.data(), load.data(),
               powered.data(), water_Wh.data()},
              uses.data(), drawn.data());
    benchmark::DoNotOptimize(uses.data());
  }
}

/// Sums of one kind of load, zones in two districts.
void sums(benchmark::State& state, Variant variant) {
  const Column load = column(hours, 900);
  const std::uint16_t groups[] = {0x00ff, 0xff00};
  std::int64_t lane_mWh[day_lanes], group_mW[2 * day_hours];
  for (auto _ : state) {
    whole_sums(variant, load.data(), {2, groups}, lane_mWh, group_mW);
    benchmark::DoNotOptimize(group_mW);
  }
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants()) {
    const auto add = [&](std::string name, auto run) {
      benchmark::RegisterBenchmark(name.append(name_of(variant)).c_str(),
                                   [=](benchmark::State& state) { run(state, variant); });
    };
    add("users_day/", users);
    add("plant_day/", plants);
    add("whole_sums/", sums);
  }
  return true;
}();

}  // namespace
}  // namespace machi::kernels
