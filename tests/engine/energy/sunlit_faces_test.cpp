// Faces that see the same share a year; shades and glass take their part.
#include "engine/energy/sunlit_faces.hpp"

#include <gtest/gtest.h>

#include "engine/energy/glazing.hpp"
#include "engine/model/weather.hpp"
#include "tests/engine/energy/box.hpp"

namespace machi {
namespace {

/// A sun that shines from 10 to 14 h, all year.
std::vector<SkyState> sunny_year() {
  std::vector<SkyState> sky(hours_per_year);
  for (std::size_t hour = 0; hour < sky.size(); ++hour) {
    sky[hour].sun.apparent_zenith_deg = 120;
    if (hour % 24 < 10 || hour % 24 >= 14) continue;
    sky[hour].sun.apparent_zenith_deg = 45;
    sky[hour].sun.azimuth_deg = 180;
    sky[hour].direct_normal_W_m2 = 500;
    sky[hour].diffuse_level_W_m2 = 100;
    sky[hour].global_level_W_m2 = 450;
  }
  return sky;
}

SunlitFaces faces_of(const EnergySettings& energy, const std::vector<ThermalZone>& zones) {
  std::vector<std::uint32_t> rows;
  for (const ThermalZone& zone : zones) rows.push_back(zone.row);
  return sunlit_faces(energy, sunny_year(), zones, rows);
}

TEST(SunlitFaces, ShareAYearWhereTheyFaceTheSameWay) {
  EnergySettings energy = box_with_window();
  energy.surfaces.push_back(box_surface("south too", "room", 90, 180));
  energy.surfaces.push_back(box_surface("cellar", "room", 90, 180));
  energy.surfaces.back().sunlit = false;
  energy.surfaces.push_back(box_surface("party wall", "room", 90, 180));
  energy.surfaces.back().outside = OutsideKind::adiabatic;
  const std::vector<ThermalZone> zones = thermal_zones(energy, 0);
  const SunlitFaces faces = faces_of(energy, zones);
  const std::vector<std::uint32_t>& year_of = faces.year_of[0];
  ASSERT_EQ(year_of.size(), 10U);
  EXPECT_EQ(year_of[1], year_of[7]);  // both walls to the south
  EXPECT_NE(year_of[0], year_of[1]);  // its window
  EXPECT_EQ(year_of[8], SunlitFaces::no_year);
  EXPECT_EQ(year_of[9], SunlitFaces::no_year);
  EXPECT_EQ(faces.years.size(), 7U);
}

TEST(SunlitFaces, TakeInWhatTheyDoNotReflect) {
  EnergySettings energy = box_with_window();
  energy.sky = SkyChoice::isotropic;
  const std::vector<ThermalZone> zones = thermal_zones(energy, 0);
  const SunlitFaces faces = faces_of(energy, zones);
  const std::size_t noon = 12;
  const double south_W_m2 = 500 * 0.5 * 1.4142135623730951 + 50 + 450 * 0.2 / 2;
  EXPECT_NEAR(faces.of(0, 1)->incident_W_m2[noon], south_W_m2, 1e-3);
  EXPECT_EQ(faces.of(0, 1)->incident_W_m2[0], 0);
  EXPECT_TRUE(faces.of(0, 1)->through_W_m2.empty());
  const FaceYear& window = *faces.of(0, 0);
  EXPECT_GT(window.through_W_m2[noon], 0.55 * south_W_m2);
  EXPECT_LT(window.through_W_m2[noon], 0.70 * south_W_m2);
  const Glazing glass(energy.glazings[0]);
  const GlazingOptics beam = glass.beam(0.7071067811865476);
  EXPECT_NEAR(window.absorbed_inner_W_m2[noon],
              500 * 0.7071067811865476 * beam.absorbed_inner + 95 * glass.diffuse().absorbed_inner, 1e-3);
}

TEST(SunlitFaces, LieInTheShadowOfAnOverhang) {
  EnergySettings energy = box_with_window();
  const double free_kWh_m2 = faces_of(energy, thermal_zones(energy, 0)).of(0, 0)->incident_kWh_m2;
  energy.overhangs.push_back({"", "south", 1, 0, 8, 2.7});
  const std::vector<ThermalZone> zones = thermal_zones(energy, 0);
  const SunlitFaces faces = faces_of(energy, zones);
  // At 45 degrees the shadow of 1 m below 2.7 m covers the window down to 1.7 m: a quarter of 0.2 … 2.2 m.
  const double shaded_kWh_m2 = faces.of(0, 0)->incident_kWh_m2;
  EXPECT_LT(shaded_kWh_m2, 0.85 * free_kWh_m2);
  EXPECT_GT(shaded_kWh_m2, 0.65 * free_kWh_m2);
  EXPECT_LT(faces.of(0, 1)->incident_kWh_m2, shaded_kWh_m2) << "the wall above the window lies deeper in the shadow";
}

}  // namespace
}  // namespace machi
