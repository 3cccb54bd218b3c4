/// \file  The section energy as people write it, and as they should not; the cases of ASHRAE 140.
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

const std::string weather = "  weather_file: w.epw\n";
const std::string parts =
    "  materials: [{name: brick, conductivity_W_mK: 0.6, density_kg_m3: 1600, heat_capacity_J_kgK: 850}]\n"
    "  constructions: [{name: wall, layers: [brick], thickness_m: [0.24]}]\n"
    "  glazings: [{name: double, panes: 2}]\n";
const std::string zone = "{name: room, volume_m3: 130, heating_C: 20, cooling_C: 27}";
const std::string south = "{name: south, zone: room, construction: wall, width_m: 8, height_m: 2.7}";
const std::string north = "{name: north, zone: room, construction: wall, width_m: 8, height_m: 2.7, azimuth_deg: 0}";
const std::string window = "{surface: south, glazing: double, left_m: 1, sill_m: 0.5, width_m: 3, height_m: 2}";

std::string list(const std::string& key, const std::vector<std::string>& items) {
  std::string text = "  " + key + ":\n";
  for (const std::string& item : items) text += "    - " + item + "\n";
  return text;
}

std::string house(const std::vector<std::string>& zones = {zone},
                  const std::vector<std::string>& surfaces = {south, north},
                  const std::vector<std::string>& windows = {window}) {
  return "energy:\n" + weather + parts + list("zones", zones) + list("surfaces", surfaces) + list("windows", windows);
}

std::string complaint_about(const std::string& yaml) {
  try {
    parse_scenario(yaml, "s.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing thrown";
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(EnergyScenario, NeedsNeitherGroundNorPeople) {
  const ScenarioReading reading = parse_scenario(house(), "town/scenario.yaml");
  ASSERT_TRUE(reading.scenario.energy);
  EXPECT_FALSE(reading.scenario.evacuation);
  const EnergySettings& energy = *reading.scenario.energy;
  EXPECT_EQ(energy.zones[0].heating_C, 20);
  EXPECT_EQ(energy.constructions[0].thickness_m, std::vector<double>{0.24});
  EXPECT_EQ(energy.windows[0].rect.x_m, 1);
  EXPECT_EQ(energy.weather_file, fs::absolute("town/w.epw").string());
  EXPECT_EQ(reading.scenario.files.size(), 1U);
}

TEST(EnergyScenario, ReadsBackWhatItUsed) {
  const std::string shades = "  shades: [{kind: overhang, surface: south, depth_m: 1, right_m: 8, height_m: 2.7}]\n";
  const ScenarioReading first = parse_scenario(parse_scenario(house() + shades, "s.yaml").used_yaml, "s.yaml");
  const ScenarioReading again = parse_scenario(first.used_yaml, "s.yaml");
  EXPECT_EQ(again.used_yaml, first.used_yaml);
  EXPECT_EQ(again.scenario.energy->overhangs[0].right_m, 8);
}

TEST(EnergyScenario, SaysWhatIsMissing) {
  EXPECT_EQ(complaint_about(with(house(), weather, "")),
            "s.yaml: energy.weather_file is missing. Name an EPW file, here or with --set energy.weather_file=FILE, or "
            "a city with "
            "energy.weather_city");
  EXPECT_EQ(complaint_about("energy:\n" + weather),
            "s.yaml: energy.zones is empty, so nothing would run. Give a zone, or city.file for a city's");
  EXPECT_EQ(complaint_about(house({zone}, {south})),
            "s.yaml:7: energy.zones 'room' has 1 surfaces around it. Give it walls, a roof and a floor");
  EXPECT_EQ(complaint_about(with(house(), "volume_m3: 130", "volume_m3: 0")),
            "s.yaml:7: energy.zones 'room' has no volume. Give volume_m3 above 0");
}

TEST(EnergyScenario, OffersTheNameThatWasMeant) {
  EXPECT_EQ(complaint_about(with(house(), "construction: wall", "construction: wal")),
            "s.yaml:9: energy.surfaces.construction: there is no construction called 'wal'. Did you mean 'wall'?");
  EXPECT_EQ(complaint_about(with(house(), "layers: [brick]", "layers: [bric]")),
            "s.yaml:4: energy.constructions.layers: there is no material called 'bric'. Did you mean 'brick'?");
  EXPECT_EQ(complaint_about(with(house(), "heating_C: 20", "heating_schedule: night")),
            "s.yaml:7: energy.zones.heating_schedule: there is no schedule called 'night'");
  EXPECT_EQ(complaint_about(house({zone}, {south, north}, {with(window, "surface: south", "surface: sout")})),
            "s.yaml:12: energy.windows.surface: there is no surface called 'sout'. Did you mean 'south'?");
  EXPECT_EQ(complaint_about(house({zone, zone})), "s.yaml:8: energy.zones: two are called 'room'");
}

TEST(EnergyScenario, RefusesSizesThatCannotBe) {
  EXPECT_EQ(complaint_about(with(house(), "thickness_m: [0.24]", "thickness_m: [-0.24]")),
            "s.yaml:4:63: energy.constructions.thickness_m: -0.24 is outside the range 1e-05 … 10 m");
  EXPECT_EQ(complaint_about(with(house(), "thickness_m: [0.24]", "thickness_m: [0.24, 0.1]")),
            "s.yaml:4: energy.constructions 'wall' has 1 layers but 2 values of thickness_m. Give one for each");
  EXPECT_EQ(complaint_about(with(house(), "left_m: 1, ", "left_m: 6, ")),
            "s.yaml:12: energy.windows: reaches beyond its surface 'south' of 8 m × 2.7 m. Make it smaller or move it");
  EXPECT_EQ(complaint_about(house({zone}, {south, north}, {window, with(window, "left_m: 1", "left_m: 3.5")})),
            "s.yaml:13: energy.windows: overlaps another one of 'south'. Move it");
  EXPECT_EQ(
      complaint_about(house({zone}, {south, north},
                            {with(with(with(window, "left_m: 1, sill_m: 0.5", "left_m: 0"), "width_m: 3", "width_m: 8"),
                                  "height_m: 2", "height_m: 2.7")})),
      "s.yaml:9: energy.surfaces 'south' is window all over. Leave some wall around");
  EXPECT_EQ(
      complaint_about(with(house(), "panes: 2", "pane_transmittance: 0.9, pane_reflectance: 0.2")),
      "s.yaml:5: energy.glazings 'double': no uncoated pane lets 0.9 through and reflects 0.2. Give values of one "
      "pane at normal incidence");
}

TEST(EnergyScenario, RefusesCrossedSetPoints) {
  EXPECT_EQ(complaint_about(with(house(), "heating_C: 20", "heating_C: 28")),
            "s.yaml:7: energy.zones 'room' heats to 28.0 °C but cools to 27.0 °C at 0.00 h. Exchange the set points");
  const std::string schedules = "  schedules: [{name: day, hours: [7, 8], values: [20, 30]}]\n";
  EXPECT_EQ(complaint_about(with(house(), "heating_C: 20", "heating_schedule: day") + schedules),
            "s.yaml:7: energy.zones 'room' heats to 28.8 °C but cools to 27.0 °C at 7.75 h. Exchange the set points");
  EXPECT_EQ(complaint_about(with(house(), "heating_C: 20", "heating_C: 20, heating_schedule: day") + schedules),
            "s.yaml:7: energy.zones 'room' has both heating_C and heating_schedule. Give one");
}

TEST(EnergyScenario, RefusesSchedulesThatDoNotRun) {
  EXPECT_EQ(complaint_about(house() + "  schedules: [{name: day, hours: [8, 7], values: [1, 2]}]\n"),
            "s.yaml:13: energy.schedules 'day': its hours do not rise. Sort them");
  EXPECT_EQ(complaint_about(house() + "  schedules: [{name: day, hours: [8], values: [1, 2]}]\n"),
            "s.yaml:13: energy.schedules 'day' has 1 hours but 2 values. Give a value for each hour");
}

TEST(EnergyScenario, RefusesWallsThatLeadNowhere) {
  EXPECT_EQ(complaint_about(with(house(), "azimuth_deg: 0}", "outside: zone, other_zone: room}")),
            "s.yaml:10: energy.surfaces 'north' has its own zone behind. Use outside: adiabatic");
  EXPECT_EQ(complaint_about(with(house(), "azimuth_deg: 0}", "other_zone: room}")),
            "s.yaml:10: energy.surfaces 'north' names other_zone, which needs outside: zone");
}

TEST(EnergyScenario, SaysWhatTheSimpleModelCannot) {
  const std::string simple = with(house(), weather, weather + "  model: 5r1c\n");
  EXPECT_EQ(complaint_about(simple), "nothing thrown");
  EXPECT_EQ(complaint_about(with(simple, "density_kg_m3: 1600, ", "")),
            "s.yaml:8: energy.zones 'room' has no heat capacity inside its insulation, which model: 5r1c needs. Use "
            "layered");
  const std::string other = "{name: attic, volume_m3: 60}";
  const std::string ceiling =
      "{name: ceiling, zone: room, construction: wall, width_m: 8, height_m: 6, tilt_deg: 0, outside: zone, "
      "other_zone: "
      "attic}";
  const std::string attic = "{name: attic_roof, zone: attic, construction: wall, width_m: 8, height_m: 6, tilt_deg: 0}";
  EXPECT_EQ(
      complaint_about(with(house({zone, other}, {south, north, ceiling, attic}), weather, weather + "  model: 5r1c\n")),
      "s.yaml:13: energy.surfaces 'ceiling' joins two zones, which model: 5r1c cannot. Use layered");
}

const std::string plants = "  systems: [{name: ac, heating: room_ac, cooling: room_ac}]\n";

TEST(EnergyScenario, ReadsPlantsPanelsVehiclesAndMeasures) {
  const std::string more =
      plants +
      "  photovoltaics: [{zone: room, surface: south, peak_W: 3000, model: jis}]\n"
      "  batteries: [{zone: room, capacity_Wh: 5000, power_W: 2000}]\n"
      "  vehicles: [{zone: room, policy: surplus, arrival_h: 9, departure_h: 17}]\n"
      "  measures: [{kind: system, share: 0.3, system: ac}, {kind: demand_response, share: 1, cooling_K: 1}]\n"
      "  outage_from: '08-15 14:00'\n  outage_to: '08-16 24:00'\n";
  const ScenarioReading reading =
      parse_scenario(with(house(), "cooling_C: 27", "cooling_C: 27, system: ac") + more, "s.yaml");
  const EnergySettings& energy = *reading.scenario.energy;
  EXPECT_EQ(energy.zones[0].system, "ac");
  EXPECT_EQ(energy.photovoltaics[0].model, PhotovoltaicModel::jis);
  EXPECT_EQ(energy.vehicles[0].policy, ChargingPolicy::surplus);
  EXPECT_EQ(energy.measures[1].kind, MeasureKind::demand_response);
  const std::string used = parse_scenario(reading.used_yaml, "s.yaml").used_yaml;
  EXPECT_EQ(parse_scenario(used, "s.yaml").used_yaml, used);
}

TEST(EnergyScenario, RefusesPlantsThatCannotBe) {
  EXPECT_EQ(complaint_about(with(house(), "cooling_C: 27", "cooling_C: 27, system: acc") + plants),
            "s.yaml:7: energy.zones.system: there is no system called 'acc'. Did you mean 'ac'?");
  EXPECT_EQ(complaint_about(house() + "  systems: [{name: ac, heating: room_ac, heating_capacity_W: -5}]\n"),
            "s.yaml:13:62: energy.systems.heating_capacity_W: -5 is outside the range 0.1 … 1000000000 W");
  EXPECT_EQ(complaint_about(house() + "  systems: [{name: ac, cooling: room_ac, cooling_cop: 0}]\n"),
            "s.yaml:13:55: energy.systems.cooling_cop: 0 is outside the range 0.05 … 20");
  EXPECT_EQ(complaint_about(house() + "  systems: [{name: vrf, cooling: package}]\n"),
            "s.yaml:13: energy.systems 'vrf' cools by a package of no capacity. Give cooling_capacity_W or "
            "cooling_capacity_W_m2");
  EXPECT_EQ(complaint_about(house() + "  photovoltaics: [{zone: roof, peak_W: 3000}]\n"),
            "s.yaml:13: energy.photovoltaics.zone: there is no zone called 'roof'. Did you mean 'room'?");
}

TEST(EnergyScenario, RefusesOutagesAndMeasuresThatCannotBe) {
  EXPECT_EQ(complaint_about(house() + "  outage_from: '08-15 14:00'\n  outage_to: '08-14 14:00'\n"),
            "s.yaml: energy.outage_to: '08-14 14:00' does not come after outage_from '08-15 14:00'. Exchange them");
  EXPECT_EQ(complaint_about(house() + "  outage_from: 'noon'\n  outage_to: '08-14 14:00'\n"),
            "s.yaml: energy.outage_from: 'noon' is no hour of a year. Write it as '08-15 14:00'");
  EXPECT_EQ(complaint_about(house() + "  measures: [{kind: set_point, share: 1, heating_K: 9}]\n"),
            "s.yaml:7: energy.measures move the set points of zones 'room' past each other: it heats to 29.0 °C but "
            "cools to 27.0 °C. Move them less");
  EXPECT_EQ(complaint_about(house() + "  measures: [{kind: retrofit, share: 1, construction: wall}]\n"),
            "s.yaml:13: energy.measures.new_construction: there is no construction called ''");
}

TEST(EnergyScenario, ReadsEveryCaseOfAshrae140) {
  int read = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(MACHI_SOURCE_DIR) / "scenarios" / "ashrae_140")) {
    if (!entry.is_directory()) continue;
    const std::string path = (entry.path() / "scenario.yaml").string();
    const ScenarioReading reading = read_scenario(path, {"energy.weather_file=w.epw"});
    EXPECT_GE(reading.scenario.energy->surfaces.size(), 6U) << path;
    ++read;
  }
  EXPECT_EQ(read, 14);
}

}  // namespace
}  // namespace machi
