// Archetypes from YAML, and what a year of buildings made of them comes to.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/climate/sky_year.hpp"
#include "engine/core/error.hpp"
#include "engine/energy/sunlit_faces.hpp"
#include "engine/process/energy/city_energy.hpp"
#include "engine/step/stepper.hpp"
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
  EXPECT_NE(complaint_about("storey_m: 3.6}", "storey_m: 0}").find("storey_m"), std::string::npos);
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

std::vector<FaceHorizon> open_faces(const BuildingShape& shape) {
  std::vector<FaceHorizon> faces;
  for (const FacadeShape& facade : shape.facades) faces.emplace_back().view = view_past({90, facade.azimuth_deg}, {});
  for (const RoofShape& roof : shape.roofs)
    faces.emplace_back().view = view_past({roof.tilt_deg, roof.azimuth_deg}, {});
  return faces;
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
  for (const BuildingFacts& facts : buildings) {
    const BuildingShape shape = box(10, 8, facts.usage == 401 ? 18 : 6);
    world.zones.push_back(maker.zone_of(facts, shape, open_faces(shape)));
    world.zones.back().thermal.row = static_cast<std::uint32_t>(world.zones.size() - 1);
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

}  // namespace
}  // namespace machi
