// Zones become networks that keep areas, resistances and sunlight.
#include "engine/energy/thermal_zone.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "engine/energy/layers.hpp"
#include "engine/energy/simple_zone.hpp"
#include "engine/energy/zone_day.hpp"
#include "tests/engine/energy/box.hpp"

namespace machi {
namespace {

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double resistance(const LayerChain& chain) {
  double sum_m2K_W = 0;
  for (const double link : chain.link_W_m2K) sum_m2K_W += 1 / link;
  return sum_m2K_W;
}

TEST(Layers, KeepResistanceAndCapacity) {
  const std::vector<WallLayer> wall{{0.009, 0.14, 530 * 900}, {0.0615, 0.04, 10 * 1400}, {0.1, 0.51, 1400 * 1000}};
  for (const double step_s : {60.0, 900.0, 3600.0}) {
    const LayerChain chain = chain_of(wall, step_s);
    EXPECT_NEAR(resistance(chain), 1.798, 1e-3);
    EXPECT_NEAR(sum(chain.capacity_J_m2K), 530 * 900 * 0.009 + 10 * 1400 * 0.0615 + 1400 * 1000 * 0.1, 1e-6);
    EXPECT_EQ(chain.capacity_J_m2K.size(), chain.link_W_m2K.size() + 1);
    EXPECT_EQ(chain.capacity_J_m2K.front(), 0);
    EXPECT_EQ(chain.capacity_J_m2K.back(), 0);
  }
  EXPECT_GT(chain_of(wall, 60).capacity_J_m2K.size(), chain_of(wall, 3600).capacity_J_m2K.size());
}

TEST(Layers, WithoutMassAreOneResistance) {
  const LayerChain chain = chain_of({{1.003, 0.04, 0}, {0.025, 0.14, 650 * 1200}}, 900);
  EXPECT_NEAR(resistance(chain), 25.254, 1e-3);
  const LayerChain bare = chain_of({{0.1, 0.05, 0}}, 900);
  EXPECT_EQ(bare.link_W_m2K.size(), 1U);
  EXPECT_NEAR(bare.link_W_m2K[0], 0.5, 1e-12);
}

TEST(Layers, TurnRound) {
  const LayerChain chain = chain_of({{0.1, 0.05, 0}, {0.025, 0.14, 650 * 1200}}, 900);
  const LayerChain turned = reversed(chain);
  EXPECT_EQ(turned.link_W_m2K.front(), chain.link_W_m2K.back());
  EXPECT_EQ(reversed(turned).capacity_J_m2K, chain.capacity_J_m2K);
}

TEST(ThermalZone, SharesOutAllTheSun) {
  const std::vector<ThermalZone> zones = thermal_zones(box_with_window(), 0);
  ASSERT_EQ(zones.size(), 1U);
  double all = zones[0].sun_lost;
  double floor = 0;
  for (const ThermalElement& element : zones[0].elements) {
    all += element.sun_share;
    floor = std::max(floor, element.sun_share);
  }
  EXPECT_NEAR(all, 1, 1e-9);
  EXPECT_GT(floor, 0.6);
  EXPECT_LT(floor, 0.7);
  EXPECT_GT(zones[0].sun_lost, 0.02);
}

TEST(ThermalZone, TakesWindowsOutOfWalls) {
  const std::vector<ThermalZone> zones = thermal_zones(box_with_window(), 0);
  double area_m2 = 0;
  for (const ThermalElement& element : zones[0].elements) area_m2 += element.area_m2;
  EXPECT_NEAR(area_m2, 2 * 8 * 6 + 2 * (8 + 6) * 2.7, 1e-9);
  EXPECT_EQ(zones[0].elements.size(), 7U);
}

TEST(ThermalZone, JoinsAnInnerWallToBothSides) {
  EnergySettings energy = box_with_window();
  EnergyZone other = energy.zones[0];
  other.name = "other";
  energy.zones.push_back(other);
  energy.surfaces.push_back(box_surface("common", "room", 90, 0));
  energy.surfaces.back().outside = OutsideKind::zone;
  energy.surfaces.back().other_zone = "other";
  energy.surfaces.push_back(box_surface("ceiling", "other", 0, 0));
  const std::vector<ThermalZone> zones = thermal_zones(energy, 0);
  const ThermalElement& here = zones[0].elements.back();
  ASSERT_EQ(here.other_zone, 1U);
  const ThermalElement& there = zones[1].elements[here.other_element];
  EXPECT_EQ(there.other_zone, 0U);
  EXPECT_EQ(&zones[0].elements[there.other_element], &here);
  EXPECT_DOUBLE_EQ(here.outside_W_K, there.inside_air_W_K + there.inside_star_W_K);
  EXPECT_FALSE(here.outdoors());
}

TEST(ThermalZone, HasThinnerAirHigherUp) {
  EnergySettings energy;
  EXPECT_NEAR(air_capacity_J_m3K(energy, 0), 1206, 1e-9);
  EXPECT_NEAR(air_capacity_J_m3K(energy, 1650) / 1206, 0.819, 0.001);
  energy.air_density_kg_m3 = 1;
  EXPECT_NEAR(air_capacity_J_m3K(energy, 1650), 1005, 1e-9);
}

TEST(ThermalZone, SeesTheSkyByTilt) {
  EXPECT_DOUBLE_EQ(long_wave_sky_share(0), 1);
  EXPECT_NEAR(long_wave_sky_share(90), 0.3536, 1e-4);
  EXPECT_NEAR(long_wave_sky_share(180), 0, 1e-12);
}

TEST(SimpleZone, TakesCapacityUpToTheInsulation) {
  EnergySettings energy = box_with_window();
  EXPECT_NEAR(inner_capacity_J_m2K(energy, energy.constructions[0]), 0.08 * 1400 * 1000, 1e-6);
  energy.constructions[0].layers = {"concrete", "foam"};
  EXPECT_EQ(inner_capacity_J_m2K(energy, energy.constructions[0]), 0);
  energy.constructions[0].layers = {"foam", "concrete"};
  energy.constructions[0].thickness_m = {0.06, 0.3};
  EXPECT_NEAR(inner_capacity_J_m2K(energy, energy.constructions[0]), 0.1 * 1400 * 1000, 1e-6);
}

TEST(SimpleZone, HasTheConductancesOfTheStandard) {
  const EnergySettings energy = box_with_window();
  const ThermalZone zone = thermal_zones(energy, 0)[0];
  const SimpleZone simple = simple_zone(energy.simple_inside_W_m2K, zone);
  EXPECT_NEAR(simple.h_is_W_K, 3.45 * 171.6, 1e-6);
  EXPECT_NEAR(simple.h_w_W_K, 12 / (0.13 + 0.04 + 1 / 5.9), 1e-6);
  // All opaque faces are alike, so that the mass is as large as they are.
  EXPECT_NEAR(simple.h_ms_W_K, 9.1 * 159.6, 1e-6);
  EXPECT_NEAR(simple.capacity_J_K, 159.6 * 0.08 * 1400 * 1000, 1e-3);
  const double layers = 0.06 / 0.04 + 0.08 / 0.5 + 0.04;
  const double opaque = 63.6 / (layers + 0.13) + 48 / (layers + 0.10) + 48 / (layers + 0.17);
  EXPECT_NEAR(1 / (1 / simple.h_em_W_K + 1 / simple.h_ms_W_K), opaque, 1e-6);
  EXPECT_NEAR(simple.mass_share, 159.6 / 171.6, 1e-9);
  EXPECT_NEAR(simple.mass_share + simple.surface_share + simple.h_w_W_K / (9.1 * 171.6), 1, 1e-9);
}

TEST(ZoneDay, RunsBetweenPointsAndSteps) {
  const EnergySchedule setback{"", "", {7, 8, 23, 23}, {10, 20, 20, 10}};
  EXPECT_DOUBLE_EQ(mean_of(setback, 0, 7), 10);
  EXPECT_DOUBLE_EQ(mean_of(setback, 7, 8), 15);
  EXPECT_DOUBLE_EQ(mean_of(setback, 7.25, 7.5), 13.75);
  EXPECT_DOUBLE_EQ(mean_of(setback, 12, 13), 20);
  EXPECT_DOUBLE_EQ(mean_of(setback, 22.5, 23.5), 15);
  EXPECT_DOUBLE_EQ(mean_of(setback, 23, 24), 10);
  const EnergySchedule constant{"", "", {0}, {3}};
  EXPECT_DOUBLE_EQ(mean_of(constant, 0, 24), 3);
}

TEST(ZoneDay, TurnsOffWhereTheScheduleSaysSo) {
  EnergySettings energy = box_with_window();
  energy.schedules.push_back({"", "day", {7, 7, 18, 18}, {0, 1, 1, 0}});
  EnergyZone& zone = energy.zones[0];
  zone.cooling_on_schedule = "day";
  zone.ventilation_m3_h = 3600;
  zone.ventilation_schedule = "day";
  zone.infiltration_1_h = 0;
  const ZoneDay day = zone_day(energy, zone, 1000);
  ASSERT_EQ(day.cool_most_W.size(), 96U);
  EXPECT_EQ(day.cool_most_W[27], 0);
  EXPECT_GT(day.cool_most_W[28], 1e11);
  EXPECT_EQ(day.air_change_W_K[27], 0);
  EXPECT_EQ(day.air_change_W_K[28], 1000);
  EXPECT_EQ(day.cool_most_W[72], 0);
}

}  // namespace
}  // namespace machi
