// Archetypes from YAML, and what a year of buildings made of them comes to.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <map>

#include "engine/climate/plane_year.hpp"
#include "engine/climate/sky_year.hpp"
#include "engine/core/error.hpp"
#include "engine/energy/sunlit_faces.hpp"
#include "engine/process/energy/city_energy.hpp"
#include "engine/process/energy/city_sun.hpp"
#include "engine/step/stepper.hpp"
#include "engine/systems/photovoltaics.hpp"
#include "io/energy/archetypes.hpp"
#include "io/energy/normals.hpp"

namespace machi {
namespace {

std::string complaint_about(const std::string& from, const std::string& to) {
  std::string text(japan_archetypes_text());
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return "no such text";
  text.replace(at, from.size(), to);
  try {
    parse_archetypes(text, "a.yaml");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Archetypes, BuiltInOnesHoldTogether) {
  const Archetypes a = read_archetypes("");
  EXPECT_GE(a.uses.size(), 15U);
  EXPECT_EQ(a.households.size(), 4U);
  // Sums of the tables of the method for dwellings: weekday appliances of four persons, and cooking (reference page).
  double appliances = 0, cooking = 0;
  for (const double hour : a.households[3].appliances_kWh_h[0]) appliances += hour;
  for (const double hour : a.households[3].cooking_MJ_h[0]) cooking += hour;
  EXPECT_NEAR(appliances, 4.78, 0.01);
  EXPECT_NEAR(cooking, 11.53, 0.01);
  // An office's days of work by WEBPRO.
  ASSERT_EQ(a.calendars[0].name, "A");
  EXPECT_EQ(std::count(a.calendars[0].days.begin(), a.calendars[0].days.end(), '1'), 241);
}

TEST(Archetypes, MistakesAreNamed) {
  EXPECT_NE(complaint_about("wall: wood_wall,", "wall: wod_wall,")
                .find("there is no construction called 'wod_wall'. Did you mean 'wood_wall'?"),
            std::string::npos);
  EXPECT_NE(complaint_about("room: office,", "room: ofice,").find("there is no room called 'ofice'"),
            std::string::npos);
  EXPECT_NE(complaint_about("days: \"", "days: \"1").find("is not 365 digits"), std::string::npos);
  EXPECT_NE(complaint_about("layers: [siding,", "layers: [sidng,").find("there is no material called 'sidng'"),
            std::string::npos);
  EXPECT_NE(complaint_about("storey_m: 3.2}", "storey_m: 0}").find("storey_m"), std::string::npos);
  EXPECT_NE(complaint_about("thickness_m: [0.014, 0.018", "thickness_m: [-0.014, 0.018").find("thickness_m"),
            std::string::npos);
  Archetypes none = read_archetypes("");
  for (UseArchetype& use : none.uses) use.usages = {411};
  EXPECT_THROW(CityZoneMaker(none, {}), InputError);
}

TEST(Normals, CitiesAreOfferedByTheirNames) {
  EXPECT_EQ(normals_of("chiba", "k").station, 47682U);
  EXPECT_GT(normals_cities().size(), 50U);
  try {
    normals_of("chibba", "energy.weather_city");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "energy.weather_city: there are no normals of 'chibba'. Did you mean 'chiba'?");
  }
}

BuildingShape box(double width_m, double depth_m, double height_m) {
  BuildingShape shape;
  shape.top_m = shape.eaves_m = height_m;
  shape.ground_m2 = width_m * depth_m;
  shape.volume_m3 = shape.ground_m2 * height_m;
  shape.facades = {{180, width_m * height_m, 0},
                   {90, depth_m * height_m, 0},
                   {0, width_m * height_m, 0},
                   {270, depth_m * height_m, 0}};
  shape.roofs = {{0, 180, shape.ground_m2, {}}};
  return shape;
}

std::vector<FaceView> open_views(const BuildingShape& shape) {
  std::vector<FaceView> views;
  for (const FacadeShape& facade : shape.facades) views.push_back(view_past({90, facade.azimuth_deg}, {}));
  for (const RoofShape& roof : shape.roofs) views.push_back(view_past({roof.tilt_deg, roof.azimuth_deg}, {}));
  return views;
}

CityWorld world_of(std::vector<BuildingFacts> buildings, EnergyModel model = EnergyModel::layered) {
  CityWorld world;
  world.model = model;
  world.warm_up_days = 30;
  world.archetypes = read_archetypes("");
  world.weather = normal_year(normals_of("chiba", ""), 1);
  world.hours = city_hours(world.weather, SkyChoice::perez, 0.2);
  world.mains_C = mains_water_C(world.weather, 6);
  for (std::size_t day = 0; day < days_per_year; ++day) {
    double sum = 0;
    for (std::size_t h = 0; h < 24; ++h) sum += world.weather.dry_bulb_C[24 * day + h];
    world.outdoor_mean_C[day] = static_cast<float>(sum / 24);
  }
  const CityZoneMaker maker(world.archetypes, {1, 6, 3600, world.air_J_m3K});
  world.envelopes = maker.envelopes();
  for (const BuildingFacts& facts : buildings) {
    const BuildingShape shape = box(10, 8, facts.usage == 401 ? 18 : 6);
    world.zones.push_back(maker.zone_of(facts, shape, open_views(shape)));
    world.district.push_back(0);
  }
  world.districts = {"all"};
  return world;
}

BuildingFacts house(std::uint32_t building, std::int16_t year) {
  return {building, 411, 601, year, 2, 6, NAN};
}

std::vector<CityZoneTotals> year_of(CityWorld world) {
  CityEnergy energy(std::move(world));
  run_steps(Comm::null(), energy, 0, energy.steps(), [](std::uint64_t) { return true; });
  return energy.totals();
}

TEST(CityYear, OlderHousesNeedMoreHeat) {
  const auto totals =
      year_of(world_of({house(1, 1970), house(1, 1985), house(1, 1995), house(1, 2005), house(1, 2018)}));
  for (std::size_t k = 1; k < totals.size(); ++k)
    EXPECT_LT(totals[k].year_Wh(LoadKind::heating), totals[k - 1].year_Wh(LoadKind::heating));
  for (const CityZoneTotals& t : totals) {
    EXPECT_EQ(t.year_Wh(LoadKind::hot_water), totals[0].year_Wh(LoadKind::hot_water));
    EXPECT_GT(t.highest_C, 24);
    EXPECT_LT(t.highest_C, 45);
  }
}

TEST(CityYear, NeitherCompanyNorOrderChangesAZone) {
  std::vector<BuildingFacts> many;
  for (std::uint32_t k = 0; k < 20; ++k) many.push_back(house(k, 1985));
  const auto together = year_of(world_of(many));
  const auto alone = year_of(world_of({many[17]}));
  for (const LoadKind kind : {LoadKind::heating, LoadKind::cooling, LoadKind::lights})
    EXPECT_EQ(together[17].year_Wh(kind), alone[0].year_Wh(kind));
}

// Both models have the same weather, sun and users; ISO 13790's one mass stands for all walls.
TEST(CityYear, SimpleModelIsNearTheLayeredOne) {
  const BuildingFacts office{3, 401, 603, 1995, 5, 18, NAN};
  const auto layered = year_of(world_of({office}));
  const auto simple = year_of(world_of({office}, EnergyModel::simple));
  const auto all = [](const CityZoneTotals& t) { return t.year_Wh(LoadKind::heating) + t.year_Wh(LoadKind::cooling); };
  EXPECT_NEAR(all(simple[0]) / all(layered[0]), 1, 0.2);
}

// Nobody there: what is left is the base load of nothing at all; ten times the people: ten times what they take.
TEST(CityYear, PeopleMakeTheLoadsThatAreTheirs) {
  CityWorld empty = world_of({house(2, 1985)});
  empty.zones[0].users = {};
  const auto nobody = year_of(std::move(empty));
  for (const LoadKind kind : {LoadKind::heating, LoadKind::cooling, LoadKind::hot_water, LoadKind::equipment})
    EXPECT_EQ(nobody[0].year_Wh(kind), 0);
  CityWorld crowd = world_of({house(2, 1985)});
  const auto once = year_of(crowd);
  for (float& count : crowd.zones[0].users.households) count *= 10;
  crowd.zones[0].users.persons *= 10;
  const auto tenfold = year_of(std::move(crowd));
  EXPECT_NEAR(tenfold[0].year_Wh(LoadKind::hot_water) / once[0].year_Wh(LoadKind::hot_water), 10, 1e-4);
  EXPECT_TRUE(std::isfinite(tenfold[0].highest_C));
  EXPECT_LT(tenfold[0].highest_C, 80);
}

// The sun of a year on open faces, against the hour by hour sums of engine/energy/sunlit_faces with its four moments.
TEST(CityYear, OpenFacesGetTheSunOfTheExplicitModel) {
  const CityWorld world = world_of({house(1, 1985)});
  const std::vector<SkyState> sky = sky_year(world.weather, 4);
  const CityZone& zone = world.zones[0];
  for (std::size_t f = 0; f < zone.facings.size(); ++f) {
    const PlaneAxes axes = axes_of(zone.facings[f]);
    double city = 0, expected = 0;
    for (std::size_t h = 0; h < hours_per_year; ++h) {
      const kernels::LightHour& light = world.hours[h].light;
      if (!light.bright) continue;
      const double rise = std::cos(zone.facings[f].tilt_deg * 3.14159265358979 / 180);
      double diffuse =
          light.sky * (1 + rise) / 2 + light.horizon * std::sqrt(1 - rise * rise) + light.ground * (1 - rise) / 2;
      city += std::max(0.0, diffuse);
      for (std::size_t m = 0; m < kernels::light_moments; ++m)
        city += light.beam[m] * std::max(0.0, axes.out[0] * light.towards[m][0] + axes.out[1] * light.towards[m][1] +
                                                  axes.out[2] * light.towards[m][2]);
      std::size_t up = 0;
      double sum = 0;
      for (std::size_t m = 0; m < 4; ++m)
        if (sky[4 * h + m].sun.apparent_zenith_deg < 90) {
          ++up;
          sum += plane_irradiance(SkyModel::perez, sky[4 * h + m], zone.facings[f], 0.2).total();
        }
      if (up > 0) expected += sum / static_cast<double>(up);
    }
    EXPECT_NEAR(city / expected, 1, 0.005) << zone.facings[f].azimuth_deg;
  }
}

/// Plants as drawn, and some days of summer alone.
CityWorld summer_of(std::vector<BuildingFacts> buildings) {
  CityWorld world = world_of(std::move(buildings));
  world.systems = world.archetypes.systems;
  world.supplies.resize(world.zones.size());
  const CityZoneMaker maker(world.archetypes, {1, 6, 3600, world.air_J_m3K});
  for (std::size_t row = 0; row < world.zones.size(); ++row)
    world.supplies[row].system = maker.system_of(world.zones[row]);
  world.warm_up_days = 10;
  world.first_day = 214;  // days of work by both calendars
  world.days = 2;
  return world;
}

const BuildingFacts office{3, 401, 603, 1995, 5, 18, NAN};

// Drawn by use, year and climate zone; the shares are those of the table.
TEST(CitySystems, AreDrawnByTheirShares) {
  const Archetypes archetypes = read_archetypes("");
  const CityZoneMaker maker(archetypes, {1, 6, 3600, 1206});
  CityZone zone;
  zone.year = 1990;
  for (std::uint32_t use = 0; use < archetypes.uses.size(); ++use) {
    zone.use = use;
    EXPECT_NO_THROW(maker.system_of(zone)) << archetypes.uses[use].name;
  }
  std::map<std::string, int> counts;
  zone.use = 4;
  ASSERT_EQ(archetypes.uses[4].name, "detached");
  for (zone.building = 0; zone.building < 20'000; ++zone.building)
    ++counts[archetypes.systems[maker.system_of(zone)].name];
  EXPECT_NEAR(counts["home_ac_gas"] / 20'000.0, 0.30, 0.01);
  EXPECT_NEAR(counts["home_kerosene"] / 20'000.0, 0.04, 0.005);
}

TEST(CitySystems, WhatZonesTakeComesFromSomewhere) {
  CityWorld world = summer_of({house(1, 1985), office, house(2, 2010)});
  world.supplies[0].panels_W.assign(world.zones[0].facings.size(), 0);
  world.supplies[0].panels_W.back() = 4000;
  EnergyBattery battery;
  battery.capacity_Wh = 6400;
  battery.power_W = 3200;
  world.supplies[0].batteries = {battery};
  EnergyVehicles cars;
  cars.policy = ChargingPolicy::surplus;
  world.supplies[0].vehicles = {cars};
  world.supplies[0].vehicles_Wh_km = {150};
  CityEnergy energy(std::move(world));
  run_steps(Comm::null(), energy, 0, energy.steps(), [](std::uint64_t) { return true; });
  for (const CityZoneTotals& t : energy.totals()) {
    double uses = t.year_Wh(MeterFlow::vehicles);
    for (const Use use : {Use::heating, Use::cooling, Use::hot_water, Use::cooking, Use::other}) uses += t.year_Wh(use);
    const double sources = t.year_Wh(MeterFlow::from_grid) + t.year_Wh(MeterFlow::used) -
                           t.year_Wh(MeterFlow::battery_in) + t.year_Wh(MeterFlow::battery_out);
    EXPECT_NEAR(sources / uses, 1, 1e-5);
    EXPECT_NEAR(t.year_Wh(Use::other) / (t.year_Wh(LoadKind::equipment) + t.year_Wh(LoadKind::lights)), 1, 1e-5);
    EXPECT_NEAR(t.year_Wh(MeterFlow::used) + t.year_Wh(MeterFlow::to_grid), t.year_Wh(MeterFlow::photovoltaic),
                1e-5 * t.year_Wh(MeterFlow::photovoltaic));
  }
  const CityZoneTotals& home = energy.totals()[0];
  EXPECT_GT(home.year_Wh(MeterFlow::photovoltaic), 2 * 8'000);
  EXPECT_GT(home.year_Wh(MeterFlow::battery_out), 0);
  EXPECT_NEAR(home.year_Wh(MeterFlow::vehicles), 2 * 6000, 3000);
  EXPECT_GT(energy.totals()[1].year_Wh(Use::cooling), 0);
  // Hours of the district are those of its zones.
  double grid_mWh = 0, grid_Wh = 0;
  for (std::size_t h = 0; h < energy.hours(); ++h)
    grid_mWh +=
        static_cast<double>(energy.district_mW()[static_cast<std::size_t>(CityHours::from_grid) * energy.hours() + h]);
  for (const CityZoneTotals& t : energy.totals()) grid_Wh += t.year_Wh(MeterFlow::from_grid);
  EXPECT_NEAR(1e-3 * grid_mWh / grid_Wh, 1, 1e-5);
}

TEST(CitySystems, WithoutPowerHousesFloat) {
  CityWorld world = summer_of({house(1, 1985), house(1, 1985)});
  world.supplies[1].goes_dark = false;
  world.outage = {24 * 214 + 6, 24 * 215 + 18};
  CityEnergy energy(std::move(world));
  run_steps(Comm::null(), energy, 0, energy.steps(), [](std::uint64_t) { return true; });
  const CityZoneTotals &dark = energy.totals()[0], &lit = energy.totals()[1];
  EXPECT_EQ(dark.dark_hours, 36);
  EXPECT_EQ(lit.dark_hours, 0);
  EXPECT_EQ(lit.year_Wh(MeterFlow::unserved), 0);
  EXPECT_LT(dark.year_Wh(Use::cooling), 0.7 * lit.year_Wh(Use::cooling));
  EXPECT_NEAR(dark.year_Wh(Use::other) + dark.year_Wh(MeterFlow::unserved), lit.year_Wh(Use::other), 1);
  EXPECT_GE(dark.dark_hours_over_30, dark.dark_hours_over_35);
  EXPECT_GT(dark.dark_highest_C, dark.dark_lowest_C);
}

TEST(CitySystems, EachHouseIsDarkInHoursOfItsOwn) {
  CityWorld world = summer_of({house(1, 1985), house(1, 1985), house(1, 1985)});
  const int noon = 24 * 214 + 12;
  world.supplies[0].cuts = {{noon - 6, noon - 3}, {noon, noon + 2}};
  world.supplies[1].cuts = {{noon + 24, noon + 25}};
  world.supplies[2].goes_dark = false;
  world.outage = {noon - 6, noon + 25};
  CityEnergy energy(std::move(world));
  run_steps(Comm::null(), energy, 0, energy.steps(), [](std::uint64_t) { return true; });
  EXPECT_EQ(energy.totals()[0].dark_hours, 5);
  EXPECT_EQ(energy.totals()[1].dark_hours, 1);
  EXPECT_EQ(energy.totals()[2].dark_hours, 0);
}

// Damp air makes plants take more for the same cold in the rooms, by half at most.
TEST(CitySystems, DryAirWhileTheyCool) {
  CityWorld damp = summer_of({office}), dry = summer_of({office});
  for (CityHour& hour : dry.hours) hour.drying_K = 0;
  CityEnergy wet_year(std::move(damp)), dry_year(std::move(dry));
  for (CityEnergy* energy : {&wet_year, &dry_year})
    run_steps(Comm::null(), *energy, 0, energy->steps(), [](std::uint64_t) { return true; });
  const CityZoneTotals &wet = wet_year.totals()[0], &none = dry_year.totals()[0];
  EXPECT_EQ(wet.year_Wh(LoadKind::cooling), none.year_Wh(LoadKind::cooling));
  EXPECT_GT(wet.year_Wh(Use::cooling), 1.1 * none.year_Wh(Use::cooling));
  EXPECT_LT(wet.year_Wh(Use::cooling), 1.7 * none.year_Wh(Use::cooling));
}

TEST(CitySystems, SetPointsMoveInTheHoursOfAResponse) {
  CityWorld world = summer_of({office, office});
  world.supplies[0].shifts = {{13, 16, 0, 2}};
  CityEnergy energy(std::move(world));
  run_steps(Comm::null(), energy, 0, energy.steps(), [](std::uint64_t) { return true; });
  EXPECT_LT(energy.totals()[0].year_Wh(LoadKind::cooling), energy.totals()[1].year_Wh(LoadKind::cooling));
}

// Days alone are those of the year, but for what walls remember from before their warm-up.
TEST(CityDays, AreThoseOfTheYear) {
  CityWorld year = summer_of({house(1, 1985), office});
  year.first_day = 0;
  year.days = 365;
  CityEnergy whole(std::move(year));
  CityWorld days = summer_of({house(1, 1985), office});
  days.warm_up_days = 30;
  CityEnergy some(std::move(days));
  for (CityEnergy* energy : {&whole, &some})
    run_steps(Comm::null(), *energy, 0, energy->steps(), [](std::uint64_t) { return true; });
  ASSERT_EQ(some.hours(), 48U);
  for (const CityHours kind : {CityHours::from_grid, CityHours::gas}) {
    double expected = 0, had = 0;
    for (std::size_t h = 0; h < 48; ++h) {
      expected +=
          static_cast<double>(whole.district_mW()[static_cast<std::size_t>(kind) * hours_per_year + 24 * 214 + h]);
      had += static_cast<double>(some.district_mW()[static_cast<std::size_t>(kind) * 48 + h]);
    }
    EXPECT_NEAR(had / expected, 1, 1e-3);
  }
}

/// The schedules' own persons of a working day, and what becomes of `times` as many.
std::vector<CityZoneTotals> with_presence(double times) {
  CityWorld world = summer_of({house(1, 1985), office});
  const Archetypes& a = world.archetypes;
  world.presence.persons.assign(48, 0);
  for (std::size_t h = 0; h < 24; ++h) {
    world.presence.persons[h] =
        static_cast<float>(times * static_cast<double>(world.zones[0].users.persons) * a.living.present[0][h]);
    world.presence.persons[24 + h] = static_cast<float>(times * static_cast<double>(world.zones[1].users.room_m2) *
                                                        a.rooms[0].people_1_m2 * a.rooms[0].people[0][h]);
  }
  return year_of(std::move(world));
}

TEST(CityPresence, OfTheSchedulesPersonsChangesNothing) {
  const auto schedule = year_of(summer_of({house(1, 1985), office}));
  const auto counted = with_presence(1);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
      const auto load = static_cast<LoadKind>(kind);
      EXPECT_NEAR(counted[row].year_Wh(load), schedule[row].year_Wh(load), 1e-4 * schedule[row].year_Wh(load) + 1);
    }
}

TEST(CityPresence, NobodyLeavesTheBaseLoad) {
  const auto nobody = with_presence(0), usual = with_presence(1);
  EXPECT_EQ(nobody[1].year_Wh(LoadKind::lights), 0);
  EXPECT_EQ(nobody[1].year_Wh(LoadKind::cooling), 0);
  EXPECT_EQ(nobody[0].year_Wh(LoadKind::hot_water), 0);
  EXPECT_EQ(nobody[0].year_Wh(LoadKind::cooking), 0);
  for (std::size_t row = 0; row < 2; ++row) {
    EXPECT_GT(nobody[row].year_Wh(LoadKind::equipment), 0);
    EXPECT_LT(nobody[row].year_Wh(LoadKind::equipment), 0.8 * usual[row].year_Wh(LoadKind::equipment));
  }
}

TEST(CityPresence, TenTimesThePersonsOverflowNothing) {
  const auto crowd = with_presence(10), usual = with_presence(1);
  for (std::size_t row = 0; row < 2; ++row) {
    for (std::size_t kind = 0; kind < summed_kinds; ++kind)
      EXPECT_TRUE(std::isfinite(crowd[row].year_Wh(static_cast<LoadKind>(kind))));
    EXPECT_LT(crowd[row].year_Wh(LoadKind::lights), 24.0 / 9 * usual[row].year_Wh(LoadKind::lights) + 10'000);
    EXPECT_NEAR(crowd[row].year_Wh(LoadKind::hot_water), 10 * usual[row].year_Wh(LoadKind::hot_water),
                1e-3 * crowd[row].year_Wh(LoadKind::hot_water));
    EXPECT_LT(crowd[row].highest_C, 70);
  }
}

// A south roof of 30° in Tokyo's climate, near 1,300 to 1,450 kWh a year for each kW at its peak: by JIS C 8907, all
// losses in one factor. Without any loss but their warmth panels gave pvlib 1,447 kWh from 1,473 kWh/m² (reference
// page).
TEST(Photovoltaics, OfASouthRoofInTokyo) {
  const WeatherYear weather = normal_year(normals_of("tokyo", ""), 1);
  const std::vector<float> sun = plane_year(SkyModel::perez, sky_year(weather, 4), {30, 180}, 0.2);
  const PanelAir air = panel_air(weather);
  EnergyPhotovoltaic kilowatt;
  kilowatt.peak_W = 1000;
  const PhotovoltaicArray pvwatts(kilowatt, sun.data(), air);
  kilowatt.model = PhotovoltaicModel::jis;
  const PhotovoltaicArray jis(kilowatt, sun.data(), air);
  double level = 0, sun_kWh_m2 = 0, direct_kWh = 0, alternating_kWh = 0, jis_kWh = 0;
  for (std::size_t h = 0; h < hours_per_year; ++h) {
    level += 1e-3 * weather.global_level_W_m2[h];
    sun_kWh_m2 += 1e-3 * static_cast<double>(sun[h]);
    direct_kWh += 1e-3 * pvwatts.direct_W(h);
    alternating_kWh += 1e-3 * pvwatts.alternating_W(h);
    jis_kWh += 1e-3 * jis.alternating_W(h);
  }
  std::printf("level %.0f, plane %.0f kWh/m²; direct %.0f, alternating %.0f, JIS %.0f kWh/kWp\n", level, sun_kWh_m2,
              direct_kWh, alternating_kWh, jis_kWh);
  EXPECT_GT(jis_kWh, 1300);
  EXPECT_LT(jis_kWh, 1450);
  EXPECT_NEAR(direct_kWh / sun_kWh_m2, 1447.0 / 1473, 0.01);
  EXPECT_NEAR(sun_kWh_m2 / level, 1473.0 / 1307, 0.04);
}

// What measures choose planes by is the light that the blocks count with: on every 15th day, an open roof.
TEST(CitySun, OfAnOpenLevelIsOne) {
  const CityWorld world = world_of({house(1, 1985)});
  const CityZone& zone = world.zones[0];
  FaceHorizon open;
  open.view = zone.views.back();
  EXPECT_NEAR(sun_beside_level(world.hours, zone.facings.back(), open), 1, 1e-12);
  FaceHorizon pit = open;
  for (auto& point : pit.step) point.fill(255);
  pit.view = {0, 0, 0};
  EXPECT_EQ(sun_beside_level(world.hours, zone.facings.back(), pit), 0);
}

}  // namespace
}  // namespace machi
