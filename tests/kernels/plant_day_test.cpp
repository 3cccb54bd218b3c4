/// \file  Every variant gives the reference's bits; the reference is held against ZonePlant by the test of PlantLanes.
#include "kernels/plant_day/plant_day.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

using Hours = std::vector<float>;

struct Plants {
  PlantColumns columns;
  Hours ratio = Hours(plant_day_hours), room_input = ratio, package_capacity = ratio, package_input = ratio,
        tank_cop = ratio;
  Hours heating = Hours(plant_day_hours * plant_day_lanes), cooling = heating, drying = heating, hot_water = heating,
        cooking = heating, equipment = heating, lights = heating, powered = heating;
  Hours hot_water_Wh = Hours(plant_day_lanes);

  explicit Plants(std::uint64_t seed) {
    RandomStream random(seed, 0, 0);
    const auto uniform = [&](double low, double high) { return static_cast<float>(random.uniform(low, high)); };
    for (PumpLanes* pumps : {&columns.heating, &columns.cooling})
      for (std::size_t lane = 0; lane < plant_day_lanes; ++lane) {
        const auto kind = random.below(3);  // none, room, package
        if (kind == 0) continue;
        (kind == 1 ? pumps->room : pumps->package)[lane] = 1;
        pumps->rated_W[lane] = uniform(2000, 40000);
        pumps->input_W[lane] = uniform(500, 9000);
        pumps->least[lane] = uniform(0.1, 0.4);
        pumps->a0[lane] = uniform(0.1, 0.2);
        pumps->a1[lane] = uniform(-0.1, 0.2);
        pumps->a2[lane] = uniform(0.6, 0.9);
      }
    for (FlameLanes* flames : {&columns.flame, &columns.water, &columns.stove})
      for (float* column : {flames->electricity, flames->gas, flames->kerosene})
        for (std::size_t lane = 0; lane < plant_day_lanes; ++lane)
          column[lane] = random.below(2) == 0 ? 0 : uniform(0.5, 1.6);
    for (float& each : columns.tank) each = uniform(0.2, 0.5);
    for (std::size_t h = 1; h < 6; ++h)
      for (float& part : columns.tank_part[h]) part = random.below(2) == 0 ? 0 : 0.2F;
    for (Hours* column : {&ratio, &room_input, &package_capacity, &package_input, &tank_cop})
      for (float& value : *column) value = uniform(0.6, 1.4);
    // Hours without heat or cold in any zone, in some, in none.
    for (Hours* column : {&heating, &cooling})
      for (std::size_t at = 0; at < column->size(); ++at)
        (*column)[at] = at / plant_day_lanes % 3 == 0 || random.below(2) == 0 ? 0 : uniform(0, 30000);
    for (Hours* column : {&drying, &hot_water, &cooking, &equipment, &lights})
      for (float& value : *column) value = uniform(0, 3000);
    for (float& value : powered) value = random.below(9) == 0 ? 0.0F : 1.0F;
    for (float& value : hot_water_Wh) value = uniform(0, 9000);
  }

  std::vector<Hours> run(Variant variant) const {
    const PumpHours hours{ratio.data(), room_input.data(), package_capacity.data(), package_input.data()};
    std::vector<Hours> had{Hours(plant_day_uses * heating.size()), Hours(heating.size())};
    plant_day(variant, columns, {hours, hours, tank_cop.data()},
              {heating.data(), cooling.data(), drying.data(), hot_water.data(), cooking.data(), equipment.data(),
               lights.data(), powered.data(), hot_water_Wh.data()},
              had[0].data(), had[1].data());
    return had;
  }
};

TEST(PlantDay, EveryVariantGivesTheReferencesBits) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Plants plants(seed);
    const auto expected = plants.run(Variant::ref);
    for (const Variant variant : available_variants()) EXPECT_EQ(plants.run(variant), expected) << name_of(variant);
  }
}

TEST(PlantDay, ACoilDriesNoMoreThanAPartOfWhatItCools) {
  Plants plants(3);
  for (float& watt : plants.drying) watt = 1e9F;
  const auto damp = plants.run(Variant::ref);
  for (float& watt : plants.drying) watt = 0;
  for (float& watt : plants.cooling) watt *= 1 + most_drying;
  const auto dry = plants.run(Variant::ref);
  for (std::size_t at = 0; at < damp[0].size(); ++at) EXPECT_NEAR(damp[0][at], dry[0][at], 1e-5 * dry[0][at]);
}

}  // namespace
}  // namespace machi::kernels
