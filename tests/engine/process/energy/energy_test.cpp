// A year of zones: steady states, precision, and independence of who shares a batch.
#include "engine/process/energy/energy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/step/stepper.hpp"
#include "tests/engine/energy/box.hpp"
#include "tests/engine/process/energy/rooms.hpp"

namespace machi {
namespace {

double year_of(const std::array<double, 12>& months) {
  return std::accumulate(months.begin(), months.end(), 0.0);
}

template <class Real>
std::vector<ZoneTotals> totals_of(const EnergySettings& energy, const WeatherYear& weather, int days = days_per_year) {
  const EnergyWorld world = world_of(energy, weather);
  std::vector<ZoneTotals> totals(world.zones.size());
  for (const ClusterPlan& plan : plan_clusters(world.zones, world.groups)) {
    ZoneCluster<Real> cluster(world, plan);
    for (int day = days_per_year - 20; day < days_per_year; ++day) cluster.run_day(day, nullptr);
    for (int day = 0; day < days; ++day) cluster.run_day(day, totals.data());
  }
  return totals;
}

TEST(Energy, HeatsABoxWithItsLossesAtRest) {
  EnergySettings energy = box_with_window();
  energy.windows.clear();
  energy.constructions[0].outside_emissivity = 0;
  energy.zones[0].gains_W = 0;
  energy.zones[0].infiltration_1_h = 0;
  const ZoneTotals totals = totals_of<double>(energy, made_up_weather(false), 31)[0];
  // Inner faces are all as warm, so that none shines on another.
  const double u_W_m2K = 1 / (1 / 2.5 + 0.06 / 0.04 + 0.08 / 0.5 + 1 / 20.0);
  const double area_m2 = 2 * 8 * 6 + 2 * (8 + 6) * 2.7;
  EXPECT_NEAR(totals.heating_Wh[0] / (31 * 24), u_W_m2K * area_m2 * 20, 0.01);
  EXPECT_EQ(totals.cooling_Wh[0], 0);
  EXPECT_NEAR(totals.lowest_C, 20, 1e-9);
}

TEST(Energy, ShinesToAColdSkyByStefanAndBoltzmann) {
  EnergySettings energy = box_with_window();
  energy.windows.clear();
  energy.zones[0].heating_C.reset();
  energy.zones[0].cooling_C.reset();
  energy.zones[0].gains_W = 0;
  energy.zones[0].infiltration_1_h = 0;
  for (EnergySurface& surface : energy.surfaces) surface.tilt_deg = 0;
  const ZoneTotals totals = totals_of<double>(energy, made_up_weather(false), 31)[0];
  // At rest the faces lose to the sky what the air of 0 °C gives them.
  const double face_K = totals.sum_C / (31 * 24) + 273.15;
  EXPECT_NEAR(0.9 * stefan_boltzmann_W_m2K4 * (std::pow(face_K, 4) - std::pow(263.15, 4)), 20 * (273.15 - face_K),
              0.02);
}

TEST(Energy, SinglePrecisionIsWithinAHundredThousandthOverTheYear) {
  const EnergySettings energy = box_with_window();
  const WeatherYear weather = made_up_weather(true);
  const ZoneTotals single = totals_of<float>(energy, weather)[0];
  const ZoneTotals twice = totals_of<double>(energy, weather)[0];
  ASSERT_GT(year_of(twice.heating_Wh), 1e5);
  ASSERT_GT(year_of(twice.cooling_Wh), 1e5);
  EXPECT_NEAR(year_of(single.heating_Wh) / year_of(twice.heating_Wh), 1, 1e-5);
  EXPECT_NEAR(year_of(single.cooling_Wh) / year_of(twice.cooling_Wh), 1, 1e-5);
}

TEST(Energy, DoesNotDependOnWhoSharesABatch) {
  const WeatherYear weather = made_up_weather(true);
  const std::vector<ZoneTotals> together = totals_of<float>(rooms(20), weather, 40);
  EnergySettings alone = rooms(20);
  alone.zones = {alone.zones[17]};
  std::erase_if(alone.surfaces, [](const EnergySurface& surface) { return surface.zone != "room17"; });
  std::erase_if(alone.windows, [](const EnergyWindow& window) { return window.surface != "south17"; });
  const ZoneTotals expected = totals_of<float>(alone, weather, 40)[0];
  EXPECT_EQ(together[17].heating_Wh, expected.heating_Wh);
  EXPECT_EQ(together[17].cooling_Wh, expected.cooling_Wh);
  EXPECT_EQ(together[17].sum_C, expected.sum_C);
}

TEST(Energy, LikeNeighboursAreAsGoodAsHalfAWallThatLeadsNowhere) {
  const auto joined = [](bool twins) {
    EnergySettings energy = rooms(twins ? 2 : 1);
    for (EnergyZone& zone : energy.zones) zone.gains_W = 200;
    EnergyConstruction wall = energy.constructions[0];
    wall.name = "party";
    wall.layers = {"concrete"};
    wall.thickness_m = {twins ? 0.2 : 0.1};
    energy.constructions.push_back(wall);
    energy.surfaces.push_back(box_surface("party", "room0", 90, 0));
    energy.surfaces.back().construction = "party";
    energy.surfaces.back().outside_W_m2K = 2.5;
    energy.surfaces.back().outside = twins ? OutsideKind::zone : OutsideKind::adiabatic;
    if (twins) energy.surfaces.back().other_zone = "room1";
    return energy;
  };
  const WeatherYear weather = made_up_weather(true);
  const std::vector<ZoneTotals> twins = totals_of<float>(joined(true), weather);
  const ZoneTotals lone = totals_of<float>(joined(false), weather)[0];
  EXPECT_NEAR(year_of(twins[0].heating_Wh) / year_of(twins[1].heating_Wh), 1, 1e-4);
  EXPECT_NEAR(year_of(twins[0].heating_Wh) / year_of(lone.heating_Wh), 1, 2e-3);
  EXPECT_NEAR(year_of(twins[0].cooling_Wh) / year_of(lone.cooling_Wh), 1, 2e-3);
}

TEST(Energy, PeopleOfTenTimesTheUsualOverflowNothing) {
  EnergySettings energy = box_with_window();
  energy.zones[0].gains_W = 20'000;
  const ZoneTotals crowded = totals_of<float>(energy, made_up_weather(true))[0];
  energy.zones[0].gains_W = 0;
  const ZoneTotals empty = totals_of<float>(energy, made_up_weather(true))[0];
  EXPECT_EQ(year_of(crowded.heating_Wh), 0);
  EXPECT_GT(year_of(crowded.cooling_Wh), 8760 * 15'000.0);
  EXPECT_LT(crowded.highest_C, 27.01);
  EXPECT_GT(year_of(empty.heating_Wh), 0);
}

TEST(Energy, StopsAtItsLargestPower) {
  EnergySettings energy = box_with_window();
  energy.zones[0].heating_most_W = 300;
  const ZoneTotals totals = totals_of<float>(energy, made_up_weather(true))[0];
  EXPECT_NEAR(totals.peak_heating_W, 300, 1e-3);
  EXPECT_LT(totals.lowest_C, 19);
}

TEST(Energy, RunsAsAProcessToTheSameTotals) {
  const EnergySettings energy = rooms(3);
  const WeatherYear weather = made_up_weather(true);
  Energy process(world_of(energy, weather));
  run_steps(Comm::null(), process, 0, process.steps(), [](std::uint64_t) { return true; });
  const std::vector<ZoneTotals> expected = totals_of<float>(energy, weather);
  for (std::size_t z = 0; z < 3; ++z) EXPECT_EQ(process.totals()[z].heating_Wh, expected[z].heating_Wh);
  double all_Wh = 0;
  for (const ZoneTotals& totals : expected) all_Wh += year_of(totals.heating_Wh);
  const std::int64_t all_mWh =
      std::accumulate(process.heating_mW().begin(), process.heating_mW().end(), std::int64_t{0});
  EXPECT_NEAR(1e-3 * static_cast<double>(all_mWh) / all_Wh, 1, 1e-6);
}

TEST(Energy, TheSimpleModelLosesWhatItsConductancesLetOut) {
  EnergySettings energy = box_with_window();
  energy.model = EnergyModel::simple;
  energy.steps_per_h = 1;
  energy.windows.clear();
  energy.zones[0].gains_W = 0;
  for (EnergySurface& surface : energy.surfaces) surface.tilt_deg = 180;  // no sky
  EnergyWorld world = world_of(energy, made_up_weather(false));
  world.model = EnergyModel::simple;
  world.simple = {simple_zone(energy.simple_inside_W_m2K, world.zones[0])};
  const SimpleZone& zone = world.simple[0];
  const double through_walls = 1 / (1 / zone.h_em_W_K + 1 / zone.h_ms_W_K + 1 / zone.h_is_W_K);
  const double through_air = 0.5 * 129.6 / 3600 * 1206;
  Energy process(std::move(world));
  run_steps(Comm::null(), process, 0, process.steps(), [](std::uint64_t) { return true; });
  EXPECT_NEAR(year_of(process.totals()[0].heating_Wh) / 8760, 20 * (through_walls + through_air), 0.5);
}

TEST(Energy, BothModelsAgreeRoughlyOverAYear) {
  EnergySettings energy = rooms(1);
  const WeatherYear weather = made_up_weather(true);
  const ZoneTotals layered = totals_of<float>(energy, weather)[0];
  energy.model = EnergyModel::simple;
  energy.steps_per_h = 1;
  EnergyWorld world = world_of(energy, weather);
  world.model = EnergyModel::simple;
  world.simple = {simple_zone(energy.simple_inside_W_m2K, world.zones[0])};
  Energy process(std::move(world));
  run_steps(Comm::null(), process, 0, process.steps(), [](std::uint64_t) { return true; });
  EXPECT_NEAR(year_of(process.totals()[0].heating_Wh) / year_of(layered.heating_Wh), 1, 0.25);
  EXPECT_NEAR(year_of(process.totals()[0].cooling_Wh) / year_of(layered.cooling_Wh), 1, 0.25);
}

/// A room with plants, and lights of 150 W.
EnergySettings room_with_plants() {
  EnergySettings energy = rooms(1);
  EnergySystem system;
  system.name = "ac";
  system.heating = HeatingKind::room_ac;
  system.cooling = CoolingKind::room_ac;
  system.heating_capacity_W = 1500;
  system.cooling_capacity_W = 150;
  energy.systems.push_back(system);
  energy.zones[0].system = "ac";
  energy.zones[0].electricity_W = 150;
  return energy;
}

double use_of(const Energy& energy, Use use) {
  const Months& months = energy.systems().totals()[0].use_Wh[static_cast<std::size_t>(use)];
  return std::accumulate(months.begin(), months.end(), 0.0);
}

void run_year(Energy& energy) {
  run_steps(Comm::null(), energy, 0, energy.steps(), [](std::uint64_t) { return true; });
}

TEST(Energy, HeatsNoMoreThanItsPlantsCan) {
  EnergySettings energy = room_with_plants();
  const WeatherYear weather = made_up_weather(true);
  Energy limited(world_of(energy, weather));
  run_year(limited);
  const ZoneTotals& totals = limited.totals()[0];
  const HeatPumpCurves& curves = *heating_curves(HeatingKind::room_ac);
  EXPECT_LE(totals.peak_heating_W, 1500 * curves.capacity_factor * value_of(curves.capacity, 16.8) + 0.01);
  EXPECT_LT(totals.lowest_C, 19.9);
  EXPECT_GT(totals.highest_C, 27.1);
  // Its year's COP lies between those of the worst and the best hour.
  const double cop = year_of(totals.heating_Wh) / use_of(limited, Use::heating);
  EXPECT_GT(cop, 1.5);
  EXPECT_LT(cop, 6);
  energy.systems[0].heating_capacity_W = 50'000;
  energy.systems[0].cooling_capacity_W = 50'000;
  Energy ample(world_of(energy, weather));
  run_year(ample);
  energy.zones[0].system.clear();
  Energy ideal(world_of(energy, weather));
  run_year(ideal);
  EXPECT_EQ(ample.totals()[0].heating_Wh, ideal.totals()[0].heating_Wh);
  EXPECT_EQ(use_of(ideal, Use::heating), 0);
}

TEST(Energy, BothModelsBringTheirNeedsToTheSamePlants) {
  EnergySettings energy = room_with_plants();
  energy.model = EnergyModel::simple;
  energy.steps_per_h = 1;
  EnergyWorld world = world_of(energy, made_up_weather(true));
  world.model = EnergyModel::simple;
  world.simple = {simple_zone(energy.simple_inside_W_m2K, world.zones[0])};
  Energy process(std::move(world));
  run_year(process);
  EXPECT_LT(process.totals()[0].lowest_C, 19.9);
  EXPECT_GT(use_of(process, Use::heating), 0);
}

TEST(Energy, WithoutPeopleTakesItsBaseLoadAndWithTenTimesOverflowsNothing) {
  EnergySettings energy = room_with_plants();
  energy.zones[0].gains_W = 0;
  energy.zones[0].heating_C.reset();
  energy.zones[0].cooling_C.reset();
  Energy empty(world_of(energy, made_up_weather(true)));
  run_year(empty);
  EXPECT_EQ(use_of(empty, Use::other), 150.0 * 8760);
  const auto& drawn = empty.systems().hours_mW()[static_cast<std::size_t>(HourSum::from_grid)];
  for (const std::int64_t mW : drawn) ASSERT_EQ(mW, 150'000);
  energy = room_with_plants();
  energy.zones[0].gains_W = 20'000;
  energy.zones[0].electricity_W = 1e9;
  Energy crowded(world_of(energy, made_up_weather(true)));
  run_year(crowded);
  const auto& many = crowded.systems().hours_mW()[static_cast<std::size_t>(HourSum::from_grid)];
  for (const std::int64_t mW : many) ASSERT_GE(mW, std::int64_t{999'999'000'000});
  EXPECT_TRUE(std::isfinite(crowded.totals()[0].highest_C));
}

TEST(Energy, AnOutageLeavesRoomsToTheWeather) {
  EnergySettings energy = room_with_plants();
  energy.outage_from = "01-20 06:00";
  energy.outage_to = "01-23 06:00";
  const WeatherYear weather = made_up_weather(true);
  Energy dark(world_of(energy, weather));
  run_year(dark);
  const SystemTotals& totals = dark.systems().totals()[0];
  EXPECT_EQ(totals.outage_hours, 72);
  EXPECT_LT(totals.outage_lowest_C, 15);
  EXPECT_EQ(totals.outage_hours_over_30, 0);
  EXPECT_EQ(use_of(dark, Use::other), 150.0 * (8760 - 72));
  const auto unserved = totals.flow_Wh[static_cast<std::size_t>(MeterFlow::unserved)];
  EXPECT_EQ(unserved[0], 150.0 * 72);
  for (std::size_t hour = 19 * 24 + 6; hour < 22 * 24 + 6; ++hour) {
    EXPECT_EQ(dark.heating_mW()[hour], 0);
    EXPECT_EQ(dark.systems().hours_mW()[static_cast<std::size_t>(HourSum::from_grid)][hour], 0);
  }
  // Before it, and long after it, the year is as ever.
  energy.outage_from.clear();
  energy.outage_to.clear();
  Energy bright(world_of(energy, weather));
  run_year(bright);
  EXPECT_EQ(dark.totals()[0].cooling_Wh[7], bright.totals()[0].cooling_Wh[7]);
  EXPECT_EQ(dark.heating_mW()[100], bright.heating_mW()[100]);
}

TEST(ZoneGroups, AreDealtOutOnceEach) {
  const std::vector<ThermalZone> zones = thermal_zones(rooms(11), 0);
  const auto groups = zone_groups(zones);
  EXPECT_EQ(groups.size(), 11U);
  for (const int ranks : {1, 2, 4, 20}) {
    std::vector<std::vector<std::uint32_t>> all;
    for (int rank = 0; rank < ranks; ++rank)
      for (const auto& group : groups_of_rank(zones, groups, rank, ranks)) all.push_back(group);
    EXPECT_EQ(all, groups);
  }
}

}  // namespace
}  // namespace machi
