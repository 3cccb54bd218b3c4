// Every variant of the simple hourly model gives the reference's bits, and the reference the standard's equations.
#include "kernels/five_r_one_c/five_r_one_c.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

struct Zones {
  using Column = std::vector<float>;
  Column h_is = Column(simple_lanes), h_w = h_is, h_ms = h_is, h_em = h_is, storage = h_is, mass_C = h_is;
  Column outdoor = h_is, supply = h_is, h_ve = h_is, air = h_is, surface = h_is, mass = h_is, heat_to = h_is,
         cool_to = h_is, heat_most = h_is, cool_most = h_is;
  Column heating = h_is, cooling = h_is, air_C = h_is;

  explicit Zones(std::uint64_t seed) {
    RandomStream random(seed, 0, 0);
    const auto fill = [&](Column& column, double low, double high) {
      for (float& value : column) value = static_cast<float>(random.uniform(low, high));
    };
    fill(h_is, 200, 700);
    fill(h_w, 10, 60);
    fill(h_ms, 500, 2000);
    fill(h_em, 20, 90);
    fill(storage, 300, 5000);
    fill(mass_C, 5, 30);
    fill(outdoor, -15, 35);
    fill(supply, -15, 35);
    fill(h_ve, 0, 600);
    fill(air, 0, 300);
    fill(surface, 0, 2000);
    fill(mass, 0, 3000);
    fill(heat_to, 18, 22);
    fill(cool_to, 23, 27);
    fill(heat_most, 0, 9000);
    fill(cool_most, 0, 9000);
  }
  void run(Variant variant) {
    five_r_one_c(variant, {h_is.data(), h_w.data(), h_ms.data(), h_em.data(), storage.data(), mass_C.data()},
                 {outdoor.data(), supply.data(), h_ve.data(), air.data(), surface.data(), mass.data(), heat_to.data(),
                  cool_to.data(), heat_most.data(), cool_most.data()},
                 {heating.data(), cooling.data(), air_C.data()});
  }
  std::vector<Column> result() const { return {mass_C, heating, cooling, air_C}; }
};

TEST(FiveROneC, EveryVariantGivesTheReferencesBits) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Zones expected(seed);
    for (int hour = 0; hour < 5; ++hour) expected.run(Variant::ref);
    for (const Variant variant : available_variants()) {
      Zones zones(seed);
      for (int hour = 0; hour < 5; ++hour) zones.run(variant);
      EXPECT_EQ(zones.result(), expected.result()) << name_of(variant);
    }
  }
}

// Annex C: balances of air, surfaces and mass, in double precision.
TEST(FiveROneC, KeepsTheThreeBalances) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Zones before(seed);
    Zones zones(seed);
    zones.run(Variant::ref);
    for (std::size_t i = 0; i < simple_lanes; ++i) {
      const double power_W = double{zones.heating[i]} - zones.cooling[i];
      const double mass_C = (double{before.mass_C[i]} + zones.mass_C[i]) / 2;
      const double air_C = zones.air_C[i];
      // The surfaces by the balance of the air, then the two others must close.
      const double air_W = zones.h_ve[i] * (zones.supply[i] - air_C) + zones.air[i] + power_W;
      const double surface_C = air_C - air_W / zones.h_is[i];
      const double surface_W = zones.h_is[i] * (air_C - surface_C) + zones.h_ms[i] * (mass_C - surface_C) +
                               zones.h_w[i] * (zones.outdoor[i] - surface_C) + zones.surface[i];
      EXPECT_NEAR(surface_W, 0, 0.1);
      const double stored_W = zones.storage[i] * (double{zones.mass_C[i]} - before.mass_C[i]);
      EXPECT_NEAR(zones.mass[i] + zones.h_em[i] * (zones.outdoor[i] - mass_C) + zones.h_ms[i] * (surface_C - mass_C),
                  stored_W, 0.1);
    }
  }
}

TEST(FiveROneC, HoldsTheAirAtItsSetPointAsFarAsThePowerGoes) {
  Zones zones(3);
  for (std::size_t i = 0; i < simple_lanes; ++i) zones.heat_most[i] = 1e9F;
  zones.heat_to.assign(simple_lanes, 50);
  zones.cool_to.assign(simple_lanes, 1000);
  zones.heat_most[5] = 10;
  zones.run(Variant::ref);
  for (std::size_t i = 0; i < simple_lanes; ++i) EXPECT_NEAR(zones.air_C[i], 50, i == 5 ? 100 : 1e-4);
  EXPECT_EQ(zones.heating[5], 10);
  EXPECT_LT(zones.air_C[5], 50);
}

}  // namespace
}  // namespace machi::kernels
