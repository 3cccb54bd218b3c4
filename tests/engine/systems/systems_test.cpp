// Plants, panels, what stands behind a meter, measures and outages.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/core/rng.hpp"
#include "engine/systems/measures.hpp"
#include "engine/systems/meter.hpp"
#include "engine/systems/outage.hpp"
#include "engine/systems/photovoltaics.hpp"
#include "engine/systems/plant.hpp"
#include "engine/systems/plant_lanes.hpp"

namespace machi {
namespace {

WeatherYear steady_weather(double dry_bulb_C, double dew_point_C) {
  WeatherYear weather;
  weather.dry_bulb_C.assign(hours_per_year, dry_bulb_C);
  weather.dew_point_C.assign(hours_per_year, dew_point_C);
  weather.pressure_Pa.assign(hours_per_year, 101'325);
  weather.wind_m_s.assign(hours_per_year, 1);
  return weather;
}

double sum_of(const DayColumn& column) {
  return std::accumulate(column.begin(), column.end(), 0.0);
}

constexpr std::array<bool, hours_per_day> always() {
  std::array<bool, hours_per_day> powered{};
  powered.fill(true);
  return powered;
}

/// Loads of a day that are the same every hour.
struct Day {
  DayColumn heating_W{}, cooling_W{}, hot_water_W{}, cooking_W{}, equipment_W{}, lights_W{};
  ZoneLoads loads() const { return {heating_W, cooling_W, hot_water_W, cooking_W, equipment_W, lights_W}; }
};

TEST(PlantCurves, AreOneAtTheRatingBesidesTheFactorsOfTheStandard) {
  const HeatPumpCurves& package = *cooling_curves(CoolingKind::package);
  EXPECT_NEAR(value_of(package.capacity, 35), 1, 1e-9);
  EXPECT_NEAR(value_of(package.input, 35), 1, 1e-3);
  EXPECT_NEAR(part_load_input(package, 1), 1, 1e-9);
  const HeatPumpCurves& heat = *heating_curves(HeatingKind::package);
  EXPECT_NEAR(value_of(heat.capacity, 6), 1, 1e-9);
  EXPECT_NEAR(value_of(heat.input, 6), 1, 1e-9);
  EXPECT_NEAR(value_of(heat.capacity, 2), 0.762 + 0.0306, 1e-9);  // defrosting
  EXPECT_EQ(value_of(heat.capacity, -40), value_of(heat.capacity, -20));
  const HeatPumpCurves& room = *cooling_curves(CoolingKind::room_ac);
  EXPECT_NEAR(room.capacity_factor * value_of(room.capacity, 35), 0.9775 * 1.22, 1e-9);
}

TEST(PlantCurves, GoOnAndOffBelowTheLeastPart) {
  const HeatPumpCurves& room = *heating_curves(HeatingKind::room_ac);
  const double least = part_load_input(room, room.part_load.low);
  EXPECT_NEAR(part_load_input(room, room.part_load.low / 4), least / 4, 1e-12);
  EXPECT_EQ(part_load_input(room, 0), 0);
  EXPECT_LT(part_load_input(room, 0.5) / 0.5, part_load_input(room, 1));  // the best COP is not at full load
}

TEST(PlantCurves, HaveTheWetBulbOfThePsychrometricChart) {
  EXPECT_NEAR(wet_bulb_C(20, 9.27, 101'325), 13.8, 0.1);  // 50 % of humidity
  EXPECT_NEAR(wet_bulb_C(7, 7, 101'325), 7, 1e-6);
  EXPECT_NEAR(wet_bulb_C(30, 23.93, 101'325), 25.5, 0.15);  // 70 %
}

TEST(Plant, HasRoomAirConditionersOfTheEnergyStandard) {
  EnergySystem system;
  system.heating = HeatingKind::room_ac;
  system.cooling = CoolingKind::room_ac;
  const PlantRating small = rating_of(system, 20);
  EXPECT_NEAR(small.cooling_W, 190.5 * 20 + 45.6, 1e-9);
  EXPECT_NEAR(small.heating_W, 1.2090 * small.cooling_W - 85.1, 1e-9);
  EXPECT_NEAR(small.cooling_cop, 5.50 - 0.473e-3 * small.cooling_W, 1e-9);
  EXPECT_NEAR(small.heating_cop, 0.77 * small.cooling_cop + 1.66, 1e-9);
  EXPECT_NEAR(rating_of(system, 116).cooling_W, 4 * (190.5 * 29 + 45.6), 1e-9);
}

TEST(Plant, TakesWhatItsEfficiencySays) {
  const WeatherYear weather = steady_weather(6, 6);
  PlantYears years(weather);
  EnergySystem system;
  system.heating = HeatingKind::gas;
  system.hot_water = WaterKind::gas_condensing;
  Day day;
  day.heating_W.fill(1000);
  day.hot_water_W.fill(836);
  day.cooking_W.fill(50);
  day.lights_W.fill(20);
  ZoneCarriers carriers;
  ZonePlant(system, 50, years).carriers_of(0, day.loads(), always(), carriers);
  EXPECT_NEAR(carriers.of(Use::gas)[5], 1000 / 0.8 + 1000 + 50, 0.1);
  EXPECT_EQ(carriers.electricity_W(5), 20);

  // A package at 6 °C and full load: capacity 0.95 of the rating, input 1.2 of it.
  system.heating = HeatingKind::package;
  system.heating_capacity_W = 10'000;
  system.heating_cop = 4;
  const ZonePlant package(system, 50, years);
  EXPECT_NEAR(package.heating_most_W(100), 9500, 0.1);
  EXPECT_EQ(package.cooling_most_W(100), 0);
  day.heating_W.fill(9500);
  ZoneCarriers full;
  package.carriers_of(0, day.loads(), always(), full);
  EXPECT_NEAR(full.of(Use::heating)[0], 1.2 * 10'000 / 4, 0.1);
}

TEST(Plant, FillsItsTankInItsHoursAndNotWithoutPower) {
  const WeatherYear weather = steady_weather(16, 10);
  PlantYears years(weather);
  EnergySystem system;
  system.hot_water = WaterKind::heat_pump;
  system.cooking = CookingKind::electric;
  Day day;
  day.hot_water_W[20] = 5400;
  day.cooking_W[18] = 320;
  const ZonePlant plant(system, 50, years);
  ZoneCarriers carriers;
  plant.carriers_of(0, day.loads(), always(), carriers);
  EXPECT_NEAR(sum_of(carriers.of(Use::hot_water)), 5400 / 2.7, 0.01);
  EXPECT_NEAR(carriers.of(Use::hot_water)[1], 5400 / 2.7 / 5, 0.01);
  EXPECT_EQ(carriers.of(Use::hot_water)[20], 0);
  EXPECT_NEAR(carriers.of(Use::cooking)[18], 200, 0.01);
  ZoneCarriers dark;
  plant.carriers_of(0, day.loads(), {}, dark);
  for (std::size_t h = 0; h < hours_per_day; ++h) EXPECT_EQ(dark.electricity_W(h), 0);
}

std::vector<EnergySystem> systems_of_all_kinds() {
  std::vector<EnergySystem> systems;
  for (const HeatingKind heating : {HeatingKind::none, HeatingKind::room_ac, HeatingKind::package,
                                    HeatingKind::electric, HeatingKind::gas, HeatingKind::kerosene})
    for (const CoolingKind cooling : {CoolingKind::room_ac, CoolingKind::package}) {
      EnergySystem& system = systems.emplace_back();
      system.heating = heating;
      system.cooling = cooling;
      system.heating_capacity_W_m2 = system.cooling_capacity_W_m2 = 90;
      system.hot_water = static_cast<WaterKind>(systems.size() % 6);
      system.cooking = systems.size() % 2 == 0 ? CookingKind::gas : CookingKind::electric;
      system.heating_needs_power = systems.size() % 3 != 0;
    }
  return systems;
}

// Side by side in single precision, or one by one in double: the same law, in all hours of a year, with power and
// without.
TEST(PlantLanes, AreThePlantsOfSingleZones) {
  WeatherYear weather = steady_weather(0, -5);
  for (std::size_t h = 0; h < hours_per_year; ++h) weather.dry_bulb_C[h] = -15 + static_cast<double>(h % 577) / 11;
  for (std::size_t h = 0; h < hours_per_year; ++h) weather.dew_point_C[h] = weather.dry_bulb_C[h] - 4;
  PlantYears years(weather);
  const std::vector<EnergySystem> systems = systems_of_all_kinds();
  std::vector<const EnergySystem*> pointers;
  std::vector<double> floor_m2;
  for (const EnergySystem& system : systems) {
    pointers.push_back(&system);
    floor_m2.push_back(40.0 * static_cast<double>(floor_m2.size() + 1));
  }
  const PlantLanes lanes(pointers, floor_m2, years);
  RandomStream random(1, 0, 0);
  for (std::size_t day = 0; day < 365; day += 3) {
    Day loads;
    std::array<bool, hours_per_day> powered = always();
    if (day % 2 == 0) powered[5] = powered[17] = false;
    for (std::size_t h = 0; h < hours_per_day; ++h) {
      loads.heating_W[h] = static_cast<float>(std::max(0.0, random.uniform(-4000, 4000)));
      loads.cooling_W[h] = static_cast<float>(std::max(0.0, random.uniform(-4000, 4000)));
      for (DayColumn* column : {&loads.hot_water_W, &loads.cooking_W, &loads.equipment_W, &loads.lights_W})
        (*column)[h] = static_cast<float>(random.uniform(0, 3000));
    }
    const auto in_all_lanes = [](const DayColumn& hours) {
      std::vector<float> lanes_of;
      for (const float hour : hours) lanes_of.insert(lanes_of.end(), plant_lanes, hour);
      return lanes_of;
    };
    const std::vector<float> heating_W = in_all_lanes(loads.heating_W), cooling_W = in_all_lanes(loads.cooling_W),
                             hot_water_W = in_all_lanes(loads.hot_water_W), cooking_W = in_all_lanes(loads.cooking_W),
                             equipment_W = in_all_lanes(loads.equipment_W), lights_W = in_all_lanes(loads.lights_W);
    const std::vector<float> no_drying(heating_W.size());
    DayColumn power;
    for (std::size_t h = 0; h < hours_per_day; ++h) power[h] = powered[h] ? 1.0F : 0.0F;
    const std::vector<float> has_power = in_all_lanes(power);
    const std::vector<float> water_Wh(plant_lanes, static_cast<float>(sum_of(loads.hot_water_W)));
    std::vector<float> had(use_count * heating_W.size()), drawn_W(heating_W.size());
    lanes.run_day(day,
                  {heating_W.data(), cooling_W.data(), no_drying.data(), hot_water_W.data(), cooking_W.data(),
                   equipment_W.data(), lights_W.data(), has_power.data(), water_Wh.data()},
                  had.data(), drawn_W.data());
    const kernels::UsersPlants heating = lanes.heating_most(day), cooling = lanes.cooling_most(day);
    const auto most_W = [](const kernels::UsersPlants& plants, std::size_t h, std::size_t k) {
      const float pumps_W =
          (plants.room[k] * plants.room_capacity[h] + plants.package[k] * plants.package_capacity[h]) *
          plants.rated_W[k];
      return pumps_W + (plants.others_W == nullptr ? 0 : plants.others_W[k]);
    };
    for (std::size_t k = 0; k < systems.size(); ++k) {
      const ZonePlant plant(systems[k], floor_m2[k], years);
      EXPECT_EQ(lanes.heats_without_power(k), plant.heats_without_power());
      ZoneCarriers expected;
      plant.carriers_of(day, loads.loads(), powered, expected);
      const bool heats = systems[k].heating != HeatingKind::none;
      for (std::size_t h = 0; h < hours_per_day; ++h) {
        const std::size_t at = h * plant_lanes + k;
        for (std::size_t use = 0; use < use_count; ++use) {
          if (!heats && use == static_cast<std::size_t>(Use::heating)) continue;
          EXPECT_NEAR(had[use * heating_W.size() + at], expected.W[use][h], 1e-3 + 1e-5 * expected.W[use][h])
              << k << " " << use;
        }
        const double drawn = expected.electricity_W(h) - (heats ? 0.0F : expected.W[0][h]);
        EXPECT_NEAR(drawn_W[at], drawn, 1e-3 + 1e-5 * drawn) << k;
        const std::size_t hour = hours_per_day * day + h;
        const double heating_most_W = plant.heating_most_W(hour), cooling_most_W = plant.cooling_most_W(hour);
        EXPECT_NEAR(most_W(heating, h, k) / std::max(1e-9, heating_most_W), heats ? 1 : 0, 1e-5);
        EXPECT_NEAR(most_W(cooling, h, k) / cooling_most_W, 1, 1e-5);
      }
    }
  }
}

TEST(Photovoltaics, GiveTheirPeakUnderTheRatingsSun) {
  const std::vector<float> sun(hours_per_year, 1000);
  WeatherYear weather = steady_weather(25 - 1000 / (25 + 6.84), 0);
  const PanelAir air = panel_air(weather);
  EnergyPhotovoltaic given;
  given.peak_W = 4000;
  EXPECT_NEAR(PhotovoltaicArray(given, sun.data(), air).direct_W(12), 4000, 0.01);
  weather = steady_weather(35 - 1000 / (25 + 6.84), 0);
  const PanelAir warm = panel_air(weather);
  EXPECT_NEAR(PhotovoltaicArray(given, sun.data(), warm).direct_W(12), 4000 * 0.96, 0.01);
  // PVWatts at the inverter's size: 0.96 of what comes in.
  given.losses = 0;
  EXPECT_NEAR(PhotovoltaicArray(given, sun.data(), air).alternating_W(12), 0.96 * 4000, 5);
  given.inverter_W = 2000;
  EXPECT_EQ(PhotovoltaicArray(given, sun.data(), air).alternating_W(12), 2000);
  given.model = PhotovoltaicModel::jis;
  EXPECT_NEAR(PhotovoltaicArray(given, sun.data(), air).alternating_W(12), 4000 * 0.88, 1e-6);
}

/// Panels, a battery and vehicles behind a meter, driven through a year of chance.
struct Behind {
  std::vector<float> sun = std::vector<float>(hours_per_year, 0);
  PanelAir air = panel_air(steady_weather(15, 5));
  EnergyPhotovoltaic panels;
  EnergyBattery battery;
  EnergyVehicles vehicles;
  Behind() {
    RandomStream random(7, 0, 0);
    for (std::size_t hour = 0; hour < hours_per_year; ++hour)
      if (hour % 24 > 6 && hour % 24 < 18) sun[hour] = static_cast<float>(random.uniform(0, 900));
    panels.peak_W = 5000;
    battery.capacity_Wh = 7000;
    battery.power_W = 3000;
  }
  Meter meter() const { return Meter({PhotovoltaicArray(panels, sun.data(), air)}, {battery}, {vehicles}); }
};

TEST(Meter, LosesNothingButInTheBattery) {
  const Behind behind;
  Meter meter = behind.meter();
  RandomStream random(8, 0, 0);
  double in_Wh = 0;
  double out_Wh = 0;
  for (std::size_t day = 0; day < 365; ++day) {
    DayColumn load_W{};
    for (float& watt : load_W) watt = static_cast<float>(random.uniform(100, 1500));
    MeterDay flows;
    const double stored_Wh = meter.stored_Wh();
    meter.run_day(day, load_W, load_W, always(), flows);
    for (std::size_t h = 0; h < hours_per_day; ++h) {
      const double came = flows.of(MeterFlow::photovoltaic)[h] + flows.of(MeterFlow::from_grid)[h] +
                          flows.of(MeterFlow::battery_out)[h];
      const double went = load_W[h] + flows.of(MeterFlow::vehicles)[h] + flows.of(MeterFlow::to_grid)[h] +
                          flows.of(MeterFlow::battery_in)[h];
      ASSERT_NEAR(came, went, 2e-3);
      ASSERT_FALSE(flows.of(MeterFlow::from_grid)[h] > 0 && flows.of(MeterFlow::to_grid)[h] > 0);
    }
    const double in = sum_of(flows.of(MeterFlow::battery_in));
    const double out = sum_of(flows.of(MeterFlow::battery_out));
    ASSERT_NEAR(meter.stored_Wh() - stored_Wh, in * std::sqrt(0.9) - out / std::sqrt(0.9), 0.05);
    ASSERT_GE(meter.stored_Wh(), 0);
    ASSERT_LE(meter.stored_Wh(), 7000);
    in_Wh += in;
    out_Wh += out;
  }
  EXPECT_NEAR(out_Wh / in_Wh, 0.9, 0.01);
}

TEST(Meter, ChargesVehiclesByTheirPolicy) {
  Behind behind;
  behind.battery = {};
  behind.vehicles.charger_W = 3000;
  behind.vehicles.energy_Wh = 9000;
  const auto third_day = [&](ChargingPolicy policy, double arrival_h, double departure_h) {
    behind.vehicles.policy = policy;
    behind.vehicles.arrival_h = arrival_h;
    behind.vehicles.departure_h = departure_h;
    Meter meter = behind.meter();
    MeterDay flows;
    for (std::size_t day = 0; day < 3; ++day) meter.run_day(day, {}, {}, always(), flows);
    EXPECT_NEAR(sum_of(flows.of(MeterFlow::vehicles)), 9000, 0.01);
    return flows.of(MeterFlow::vehicles);
  };
  const DayColumn at_once = third_day(ChargingPolicy::arrival, 18, 7);
  EXPECT_EQ(at_once[18], 3000);
  EXPECT_EQ(at_once[21], 0);
  const DayColumn night = third_day(ChargingPolicy::night, 18, 7);
  EXPECT_EQ(night[18], 0);
  EXPECT_EQ(night[23], 3000);
  const DayColumn late = third_day(ChargingPolicy::surplus, 18, 7);  // no sun: as late as it can
  EXPECT_EQ(late[23], 0);
  EXPECT_EQ(late[6], 3000);
  const DayColumn by_day = third_day(ChargingPolicy::surplus, 9, 17);
  EXPECT_LE(by_day[9], 5000 * 0.9);
  EXPECT_EQ(by_day[20], 0);
}

// Four cars come home, two of them electric: each brings what its way took and has it back by the departure.
TEST(Meter, ChargesTheCarsOfSimulatedTrips) {
  EnergyVehicles cars;
  cars.count = 2;
  DayColumn arriving{}, driven_km{};
  arriving[18] = 1;
  arriving[20] = 3;
  driven_km[18] = 30;
  driven_km[20] = 50;
  const VehiclesOfDay plan = vehicles_by_trips(cars, 150, arriving, driven_km);
  EXPECT_FLOAT_EQ(plan.arriving_Wh[18], 0.5F * 30 * 150);
  EXPECT_FLOAT_EQ(plan.present[19], 0.5F);
  EXPECT_FLOAT_EQ(plan.present[6], 2);
  EXPECT_FLOAT_EQ(plan.present[12], 0);
  EXPECT_EQ(plan.until_h[6], 1);
  EXPECT_EQ(plan.until_h[20], 11);
  Meter meter({}, {}, {cars});
  meter.set_plan(0, plan);
  double charged_Wh = 0;
  for (std::size_t day = 0; day < 3; ++day) {
    MeterDay flows;
    meter.run_day(day, {}, {}, always(), flows);
    if (day == 2) charged_Wh = sum_of(flows.of(MeterFlow::vehicles));
  }
  EXPECT_NEAR(charged_Wh, 0.5 * 80 * 150, 1);
  const VehiclesOfDay none = vehicles_by_trips(cars, 150, DayColumn{}, DayColumn{});
  EXPECT_EQ(none.present[20], 0);
}

TEST(Meter, GoesOnAsAnIslandWithoutTheGrid) {
  Behind behind;
  behind.battery.round_trip = 1;
  DayColumn wanted_W{};
  wanted_W.fill(250);
  Meter meter = behind.meter();
  MeterDay before;
  meter.run_day(0, wanted_W, wanted_W, always(), before);
  MeterDay flows;
  meter.run_day(1, {}, wanted_W, {}, flows);
  EXPECT_EQ(sum_of(flows.of(MeterFlow::from_grid)), 0);
  EXPECT_EQ(sum_of(flows.of(MeterFlow::to_grid)), 0);
  EXPECT_LT(sum_of(flows.of(MeterFlow::unserved)), 24 * 250);
  behind.battery.island = false;
  Meter tied = behind.meter();
  MeterDay dark;
  tied.run_day(1, {}, wanted_W, {}, dark);
  EXPECT_EQ(sum_of(dark.of(MeterFlow::unserved)), 24 * 250);
  EXPECT_EQ(sum_of(dark.of(MeterFlow::used)), 0);
}

EnergySettings village(int zones) {
  EnergySettings energy;
  for (int k = 0; k < zones; ++k) {
    energy.zones.emplace_back().name = "z" + std::to_string(k);
    energy.zones.back().floor_area_m2 = 10 + 7 * (k * 37 % 100);
  }
  return energy;
}

TEST(Measures, FindMoreZonesAsTheShareGrows) {
  EnergySettings energy = village(2000);
  energy.measures.resize(2);
  const auto with_share = [&](std::uint32_t measure, double share) {
    energy.measures[measure].share = share;
    return zones_of_measure(energy, measure, 42);
  };
  const auto few = with_share(0, 0.2);
  const auto many = with_share(0, 0.5);
  EXPECT_NEAR(static_cast<double>(few.size()), 400, 60);
  EXPECT_TRUE(std::includes(many.begin(), many.end(), few.begin(), few.end()));
  EXPECT_EQ(with_share(0, 0).size(), 0U);
  EXPECT_EQ(with_share(0, 1).size(), 2000U);
  EXPECT_NE(with_share(1, 0.5), many);  // another measure finds others
  energy.measures[0].order = MeasureOrder::largest;
  const auto largest = with_share(0, 0.1);
  EXPECT_EQ(largest.size(), 200U);
  double least_m2 = 1e9;
  for (const std::uint32_t row : largest) least_m2 = std::min(least_m2, energy.zones[row].floor_area_m2);
  EXPECT_GE(least_m2, 10 + 7 * 90);
}

TEST(Measures, ChangeWhatTheySay) {
  EnergySettings energy = village(2);
  energy.surfaces.resize(2);
  for (std::size_t k = 0; k < 2; ++k) {
    energy.surfaces[k].zone = energy.zones[k].name;
    energy.surfaces[k].construction = "old";
  }
  energy.photovoltaics.emplace_back().zone = "z1";
  for (const MeasureKind kind : {MeasureKind::retrofit, MeasureKind::photovoltaic, MeasureKind::system,
                                 MeasureKind::set_point, MeasureKind::demand_response}) {
    EnergyMeasure measure;
    measure.kind = kind;
    measure.order = MeasureOrder::listed;
    measure.share = kind == MeasureKind::retrofit ? 0.5 : 1;
    measure.construction = "old";
    measure.new_construction = "new";
    measure.system = "heat pump";
    measure.cooling_K = 2;
    energy.measures.push_back(measure);
  }
  const EnergySettings after = with_measures(energy, 1);
  EXPECT_EQ(after.surfaces[0].construction, "new");
  EXPECT_EQ(after.surfaces[1].construction, "old");
  EXPECT_EQ(after.photovoltaics.size(), 2U);
  EXPECT_EQ(after.photovoltaics[1].zone, "z0");
  EXPECT_EQ(after.zones[1].system, "heat pump");
  ASSERT_EQ(after.zones[0].shifts.size(), 2U);
  EXPECT_EQ(after.zones[0].shifts[1].from_h, 17);
}

TEST(Outage, ReadsHoursOfAYear) {
  EXPECT_EQ(hour_of_year("01-01 00:00"), 0);
  EXPECT_EQ(hour_of_year("03-01 05:00"), 24 * 59 + 5);
  EXPECT_EQ(hour_of_year("12-31 24:00"), 8760);
  for (const char* text : {"", "02-29 00:00", "13-01 00:00", "01-01 25:00", "01-01 05:30", "1-1 05:00", "01-01T05:00"})
    EXPECT_EQ(hour_of_year(text), std::nullopt) << text;
  const Outage outage{30, 50};
  EXPECT_FALSE(outage.has(29));
  EXPECT_TRUE(outage.has(30));
  EXPECT_FALSE(outage.has(50));
  EXPECT_FALSE(outage.touches(0));
  EXPECT_TRUE(outage.touches(1));
  EXPECT_TRUE(outage.touches(3));  // its first hours undo the day before
  EXPECT_FALSE(outage.touches(4));
  EXPECT_TRUE((Outage{8750, 8760}.touches(0)));  // the days before the year's first are its last ones
  EXPECT_FALSE((Outage{8750, 8760}.touches(1)));
  EXPECT_FALSE((Outage{8700, 8736}.touches(0)));
}

}  // namespace
}  // namespace machi
