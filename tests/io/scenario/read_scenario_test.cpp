/// \file  Scenario files as people write them, and as they should not.
#include "io/scenario/read_scenario.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "engine/core/error.hpp"
#include "io/scenario/scenario_tables.hpp"

namespace machi {
namespace {

const std::string ground = "    - {role: walkable, wkt: 'POLYGON((0 0, 10 0, 10 5, 0 5, 0 0))'}\n";
const std::string door = "    - {role: exit, id: door, wkt: 'POLYGON((9 2, 10 2, 10 3, 9 3, 9 2))'}\n";
const std::string crowd = "    - {role: source, id: crowd, persons: 20, wkt: 'POLYGON((1 1, 5 1, 5 4, 1 4, 1 1))'}\n";

std::string area_of(const std::string& features, const std::string& rest = "evacuation: {}\n") {
  return "area:\n  cell_m: 0.1\n  features:\n" + features + rest;
}

const std::string room = area_of(ground + door + crowd);

std::string complaint_about(const std::string& yaml, const std::vector<std::string>& sets = {}) {
  try {
    parse_scenario(yaml, "s.yaml", sets);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(ReadScenario, ReadsARoom) {
  const ScenarioReading reading = parse_scenario("scenario: {title: 部屋}\n" + room, "rooms/room/scenario.yaml");
  ASSERT_TRUE(reading.scenario.area);
  EXPECT_EQ(reading.scenario.run.title, "部屋");
  EXPECT_EQ(reading.scenario.run.name, "room") << "the folder's name";
  EXPECT_EQ(reading.scenario.area->exits[0].id, "door");
  EXPECT_EQ(reading.scenario.area->sources[0].persons, 20);
  EXPECT_EQ(reading.scenario.area->walkable[0].shape.points[2], (PointMm{10000, 5000, 0}));
  EXPECT_EQ(reading.scenario.evacuation->dt_s, 0.1);
}

TEST(ReadScenario, ReadsACity) {
  const Scenario scenario = parse_scenario(
                                "scenario: {start: '14:46', night: true, seed: 7}\n"
                                "city: {file: city.h5}\n"
                                "people:\n"
                                "  from_buildings: true\n"
                                "  departure: rayleigh\n"
                                "  departure_from_s: 420\n"
                                "  departure_to_s: 3600\n"
                                "  never_share: 0.3\n"
                                "  classes:\n"
                                "    - {name: able, mean_m_s: 1.0, share: 8}\n"
                                "    - {name: assisted, assisted: true, mean_m_s: 0.5, share: 2}\n"
                                "evacuation: {model: density, dt_s: 1, decision: vertical}\n"
                                "shelters: {hazards: [tsunami]}\n"
                                "hazard:\n"
                                "  loss: tunami_evac\n"
                                "  sources:\n"
                                "    - {from: polygons, name: tnm/x, arrival_s: 1800, rise_s: 600}\n"
                                "    - {from: city_frames, event_s: 60}\n",
                                "town/s.yaml")
                                .scenario;
  EXPECT_FALSE(scenario.area);
  EXPECT_EQ(std::filesystem::path(scenario.city_file).filename(), "city.h5");
  EXPECT_TRUE(std::filesystem::path(scenario.city_file).is_absolute());
  EXPECT_EQ(scenario.files, (std::vector<std::string>{scenario.city_file}));
  EXPECT_EQ(scenario.people.departure.law, DepartureKind::rayleigh);
  EXPECT_EQ(scenario.people.never_share, 0.3);
  EXPECT_TRUE(scenario.people.classes[1].assisted);
  EXPECT_EQ(scenario.evacuation->model, MotionModel::density);
  ASSERT_EQ(scenario.hazard.sources.size(), 2U);
  EXPECT_EQ(scenario.hazard.sources[0].kind, HazardKind::polygons);
  EXPECT_EQ(scenario.hazard.sources[0].where, "town/s.yaml:17");
  EXPECT_EQ(scenario.hazard.sources[1].kind, HazardKind::city_frames);
}

TEST(ReadScenario, TheCommandLineOverrulesTheFile) {
  const Scenario scenario = parse_scenario(room, "s.yaml",
                                           {"scenario.seed=9", "area.features.crowd.persons=5",
                                            "area.features.door.closes_s=0", "evacuation.model=social_force"})
                                .scenario;
  EXPECT_EQ(scenario.run.seed, 9);
  EXPECT_EQ(scenario.area->sources[0].persons, 5);
  EXPECT_EQ(scenario.area->exits[0].closes_s, 0);
  EXPECT_EQ(scenario.evacuation->dt_s, 0.02) << "the model's usual step";
}

TEST(ReadScenario, UsedValuesReadBackToTheSame) {
  const ScenarioReading first = parse_scenario("scenario: {name: a}\n" + room, "s.yaml", {"evacuation.time_gap_s=0.5"});
  const ScenarioReading second = parse_scenario(first.used_yaml, "used.yaml");
  EXPECT_EQ(second.scenario.evacuation->time_gap_s, 0.5);
  EXPECT_EQ(second.scenario.area->sources[0].shape.points, first.scenario.area->sources[0].shape.points);
  // Only the comments tell apart what was given from what is a default.
  EXPECT_EQ(parse_scenario(second.used_yaml, "used.yaml").used_yaml, second.used_yaml);
}

TEST(ReadScenario, EveryKeyIsDeclaredOnceWithText) {
  ScenarioTables tables;
  for (const OptionTable* table : tables.all()) {
    for (const Option& option : table->options()) EXPECT_GT(option.text().size(), 5U) << option.key();
    for (const ItemList& list : table->item_lists())
      for (const ItemKind& kind : list.kinds())
        kind.with_fresh([&](const OptionTable& item) { EXPECT_FALSE(item.options().empty()) << kind.name; });
  }
}

TEST(ReadScenario, WhatIsMissingOrTooMuchIsSaid) {
  EXPECT_EQ(complaint_about("evacuation: {}\npeople: {file: p.csv}\n"),
            "s.yaml: has neither city.file nor an area. Give one of them");
  EXPECT_EQ(complaint_about("city: {file: c.h5}\n" + room), "s.yaml: has both city.file and an area. Give one of them");
  EXPECT_EQ(complaint_about(area_of(ground + door + crowd, "")),
            "s.yaml: has no process that could run. Add the section `evacuation: {}`, or `mobility`, or `energy`");
  EXPECT_EQ(complaint_about("city: {file: c.h5}\nevacuation: {}\n"),
            "s.yaml: people: nobody is there. Give people.file, or people.from_buildings: true");
  EXPECT_EQ(complaint_about(area_of(ground + door)), "s.yaml: area: nobody is there. Add a feature with role source");
  EXPECT_EQ(complaint_about(area_of(door + crowd)),
            "s.yaml: area: has no feature with role walkable. Nobody could stand anywhere");
  EXPECT_EQ(
      complaint_about(area_of(ground + crowd)),
      "s.yaml:5: area.features.source 'crowd': its people have nowhere to go. Add an exit, a direction, or a heading");
}

TEST(ReadScenario, MisspeltNamesAreOfferedTheNearest) {
  EXPECT_EQ(complaint_about("evacuations: {}\n" + room),
            "s.yaml:1:1: unknown section evacuations. Did you mean 'evacuation'?");
  EXPECT_EQ(complaint_about(area_of(ground + door + crowd, "evacuation: {time_gab_s: 1}\n")),
            "s.yaml:7:14: unknown key evacuation.time_gab_s. Did you mean 'time_gap_s'?");
  EXPECT_EQ(complaint_about(area_of("    - {role: walkabel, wkt: 'POINT(0 0)'}\n")),
            "s.yaml:4:14: area.features: unknown role 'walkabel'. Did you mean 'walkable'?");
  EXPECT_EQ(complaint_about(room, {"area.features.croud.persons=1"}),
            "--set: no entry of area.features is called 'croud'. Did you mean 'crowd'?");
}

TEST(ReadScenario, StepsTooLongForTheModelAreRefused) {
  EXPECT_EQ(
      complaint_about(room, {"evacuation.model=social_force", "evacuation.dt_s=0.05"}),
      "s.yaml: evacuation.dt_s: 0.05 s is too long for this model, which stays stable up to 0.02 s. Take a shorter "
      "step");
  EXPECT_EQ(complaint_about(room, {"evacuation.dt_s=0.2"}).substr(0, 39), "s.yaml: evacuation.dt_s: 0.2 s is too l");
  EXPECT_EQ(complaint_about(room, {"evacuation.model=density", "evacuation.dt_s=1"}), "nothing thrown");
  EXPECT_EQ(complaint_about(room, {"evacuation.dt_s=2"}), "--set evacuation.dt_s: 2 is outside the range 0.001 … 1 s");
}

TEST(ReadScenario, PersonsMustBeACountThatExists) {
  EXPECT_EQ(complaint_about(room, {"area.features.crowd.persons=9223372036854775808"}),
            "--set area.features.crowd.persons: 9223372036854775808 is outside the range 0 … 100000000 persons");
  EXPECT_EQ(complaint_about(room, {"area.features.crowd.persons=-1"}),
            "--set area.features.crowd.persons: -1 is outside the range 0 … 100000000 persons");
  EXPECT_EQ(complaint_about(room, {"area.features.crowd.density_1_m2=1"}),
            "s.yaml:6: area.features.source 'crowd': has both persons and density_1_m2. Give one of them");
  EXPECT_EQ(complaint_about(room, {"area.features.door.capacity=-5"}).find("--set area.features.door.capacity: -5 is"),
            0U);
  EXPECT_EQ(complaint_about(room, {"people.total=9223372036854775808"}),
            "--set people.total: 9223372036854775808 is outside the range 0 … 2000000000 persons");
}

TEST(ReadScenario, TimesMustMakeSense) {
  EXPECT_EQ(complaint_about("scenario: {start: '24:00'}\n" + room),
            "s.yaml: scenario.start: '24:00' is not a clock time. Write HH:MM, 00:00 … 23:59, in quotes");
  EXPECT_EQ(complaint_about(room, {"area.features.door.opens_s=10", "area.features.door.closes_s=5"}),
            "s.yaml:5: area.features.exit 'door': closes before it opens. Exchange opens_s and closes_s");
  EXPECT_EQ(complaint_about(room, {"area.features.crowd.departure=uniform", "area.features.crowd.departure_from_s=9"}),
            "s.yaml:6: area.features.source 'crowd': departure_from_s is after departure_to_s. Exchange them");
  EXPECT_EQ(complaint_about(room, {"people.departure=rayleigh"}),
            "s.yaml: people: departure: rayleigh needs 0 < departure_from_s <= departure_to_s");
  EXPECT_EQ(complaint_about(room, {"people.departure=sigmoid"}),
            "s.yaml: people: departure: sigmoid needs departure_half_s above 0");
  const std::string measure = "    - {role: measure, id: m, from_s: 5, to_s: 5, wkt: 'POLYGON((0 0,1 0,1 1,0 0))'}\n";
  EXPECT_EQ(complaint_about(area_of(ground + door + crowd + measure)),
            "s.yaml:7: area.features.measure 'm': to_s is not after from_s");
}

TEST(ReadScenario, NamesMustBeKnownAndUnique) {
  EXPECT_EQ(complaint_about(room, {"area.features.crowd.destination=dor"}),
            "s.yaml:6: area.features.source 'crowd': no exit is called 'dor'. Did you mean 'door'?");
  EXPECT_EQ(complaint_about(area_of(ground + door + door + crowd)),
            "s.yaml:6: area.features.exit 'door': its id stands twice. Give each exit its own");
  EXPECT_EQ(complaint_about(area_of(ground + crowd + "    - {role: exit, wkt: 'POLYGON((0 0,1 0,1 1,0 0))'}\n")),
            "s.yaml:6: area.features.exit: has no id to report it by. Give it one");
  EXPECT_EQ(complaint_about(
                area_of(ground + door + crowd, "people: {classes: [{name: able}, {name: able}]}\nevacuation: {}\n")),
            "s.yaml: people: two classes are called 'able'");
  EXPECT_EQ(complaint_about(area_of(ground + door + crowd, "people: {classes: [{name: able}]}\nevacuation: {}\n"),
                            {"area.features.crowd.class=abel"}),
            "s.yaml:6: area.features.source 'crowd': no class is called 'abel'. Did you mean 'able'?");
}

TEST(ReadScenario, SharesAndClassesMustHoldTogether) {
  EXPECT_EQ(complaint_about(room, {"people.at_once_share=0.8", "people.never_share=0.3"}),
            "s.yaml: people: at_once_share and never_share are more than 1 together");
  const auto with_class = [&](const std::string& keys) {
    return complaint_about(
        area_of(ground + door + crowd, "people: {classes: [{name: a, " + keys + "}]}\nevacuation: {}\n"));
  };
  EXPECT_EQ(with_class("low_m_s: 2, high_m_s: 1"),
            "s.yaml: people.classes 'a': low_m_s is above high_m_s. Exchange them");
  EXPECT_EQ(with_class("speed_law: normal, mean_m_s: 3, sd_m_s: 1, high_m_s: 2"),
            "s.yaml: people.classes 'a': mean_m_s is outside low_m_s … high_m_s. Widen the range");
  EXPECT_EQ(with_class("speed_law: normal"), "s.yaml: people.classes 'a': a normal law needs sd_m_s above 0");
  EXPECT_EQ(with_class("share: 0"), "s.yaml: people: the shares of all classes are 0. Give one above 0");
}

TEST(ReadScenario, HazardsMustHoldTogether) {
  const auto with = [](const std::string& hazard) {
    return complaint_about("city: {file: c.h5}\npeople: {file: p.csv}\nevacuation: {}\nhazard:\n" + hazard);
  };
  EXPECT_EQ(with("  sources: {from: polygons}\n"), "s.yaml:5:12: hazard.sources.polygons.arrival_s is missing");
  EXPECT_EQ(with("  sources: {from: frames_file}\n"), "s.yaml:5:12: hazard.sources.frames_file.file is missing");
  EXPECT_EQ(with("  sources: {from: city_frames, arrival_s: 5}\n"),
            "s.yaml:5:32: unknown key hazard.sources.city_frames.arrival_s");
  EXPECT_EQ(with("  sources: {from: polygons, arrival_s: 5, rise_s: -1}\n"),
            "s.yaml:5:51: hazard.sources.polygons.rise_s: -1 is outside the range ≥ 0 s");
  EXPECT_EQ(with("  sources: {from: polygons, arrival_s: 5, front_towards: [1, 0]}\n"),
            "s.yaml:5: hazard.sources: front_from_m and front_towards belong together. Give both or neither");
  EXPECT_EQ(with("  zone: polygon\n"), "s.yaml: hazard.zone: polygon needs hazard.zone_file");
  EXPECT_EQ(with("  zone: depth\n"), "s.yaml: hazard.zone: depth needs hazard.sources");
  EXPECT_EQ(
      complaint_about(room + "hazard: {damaged_percent: 5}\n"),
      "s.yaml: hazard.zone, districts_file, blocked_file and damaged_percent belong to a city. Draw an area's own "
      "features");
  EXPECT_EQ(complaint_about(room + "hazard: {sources: {from: city_frames}}\n"),
            "s.yaml:8: hazard.sources: an area has water from a file only. Use from: frames_file, or a city");
}

TEST(ReadScenario, ShapesThatCannotBeAreSaid) {
  const auto wkt = [](const std::string& role, const std::string& text) {
    return complaint_about(area_of(ground + door + crowd + "    - {role: " + role + ", id: x, wkt: '" + text + "'}\n"));
  };
  EXPECT_EQ(
      wkt("obstacle", "POLYGON((0 0, 1 0, 1 1, 0 1))"),
      "s.yaml:7: area.features.obstacle 'x': its wkt has a ring that does not end where it begins. Repeat its first "
      "point at its end");
  EXPECT_EQ(wkt("obstacle", "POLYGON((0 0, 2 2, 2 0, 0 1, 0 0))"),
            "s.yaml:7: area.features.obstacle 'x': its wkt has a ring that crosses itself");
  EXPECT_EQ(wkt("obstacle", "POLYGON((0 0, 1 0, 2 0, 0 0))"),
            "s.yaml:7: area.features.obstacle 'x': its wkt has a ring without area");
  EXPECT_EQ(wkt("obstacle", "POLYGON((0 0, 1e9 0, 1 1, 0 0))"),
            "s.yaml:7: area.features.obstacle 'x': its wkt has a coordinate beyond ±1,000 km (1000000000)");
  EXPECT_EQ(wkt("line", "POLYGON((0 0, 1 0, 1 1, 0 0))"),
            "s.yaml:7: area.features.line 'x': its wkt is of a kind that a line does not take. See `machi describe`");
  EXPECT_EQ(wkt("line", "LINESTRING(0 0, 0 0)"),
            "s.yaml:7: area.features.line 'x': a point stands twice in a row. Leave one away");
  EXPECT_EQ(complaint_about(area_of(ground + door + crowd +
                                    "    - {role: direction, heading: [0, 0], wkt: "
                                    "'POLYGON((0 0,1 0,1 1,0 0))'}\n")),
            "s.yaml:7: area.features.direction: its direction is (0, 0). Give it a length");
}

TEST(ReadScenario, PeriodsThatDoNotFitAreToldWhichCellsWould) {
  EXPECT_EQ(
      complaint_about(room, {"area.periodic=x"}),
      "s.yaml: area.periodic: 10 m are not 3 or more blocks of 8 · 2^k cells of 0.1 m, each at least 2 m. Cells that "
      "fit: 0.25, 0.125 m");
  EXPECT_EQ(complaint_about(room, {"area.periodic=x", "area.cell_m=0.125"}), "nothing thrown");
}

/// A scenario beside a GeoJSON file.
class AreaFile : public testing::Test {
 protected:
  std::string complaint(const std::string& geojson) {
    write(geojson);
    const std::string path = (folder_ / "s.yaml").string();
    try {
      reading_ = parse_scenario("area: {file: area.geojson}\nevacuation: {}\n", path);
    } catch (const Error& error) {
      std::string what = error.what();
      const std::string place = folder_.string() + "/";
      for (std::size_t at = what.find(place); at != what.npos; at = what.find(place)) what.erase(at, place.size());
      return what;
    }
    return "nothing thrown";
  }
  void write(const std::string& geojson) { std::ofstream(folder_ / "area.geojson") << geojson; }
  static std::string collection(const std::string& features) {
    return R"({"type": "FeatureCollection", "features": [)" + features + "]}";
  }
  static std::string feature(const std::string& properties, const std::string& geometry) {
    return R"({"type": "Feature", "properties": {)" + properties + R"(}, "geometry": )" + geometry + "}";
  }
  static std::string square(int x, int y, int size) {
    return fmt::format(
        R"({{"type": "Polygon", "coordinates": [[[{0}, {1}], [{2}, {1}], [{2}, {3}], [{0}, {3}], [{0}, {1}]]]}})", x, y,
        x + size, y + size);
  }
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("machi_area_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  ScenarioReading reading_;
};

TEST_F(AreaFile, FeaturesComeFromGeoJson) {
  ASSERT_EQ(complaint(collection(feature(R"("role": "walkable", "id": null)", square(0, 0, 10)) + "," +
                                 feature(R"("role": "stair", "up": [0, 1], "speed_up_factor": 0.4)", square(2, 2, 2)) +
                                 "," + feature(R"("role": "exit", "id": "a", "capacity": 30)", square(8, 8, 2)) + "," +
                                 feature(R"("role": "source", "destination": "a, a", "heading": null)",
                                         R"({"type": "MultiPoint", "coordinates": [[1, 1, 0], [5, 5, 0]]})"))),
            "nothing thrown");
  const AreaScenario& area = *reading_.scenario.area;
  EXPECT_EQ(area.stairs[0].up, (std::vector<double>{0, 1}));
  EXPECT_EQ(area.stairs[0].speed_up_factor, 0.4);
  EXPECT_EQ(area.exits[0].capacity, 30);
  EXPECT_EQ(area.sources[0].points.size(), 2U);
  EXPECT_EQ(area.sources[0].destinations, (std::vector<std::string>{"a", "a"}));
  EXPECT_EQ(reading_.scenario.files.size(), 1U);
  EXPECT_EQ(parse_scenario(reading_.used_yaml, "used.yaml").scenario.area->sources[0].points.size(), 2U)
      << "used.yaml needs no GeoJSON";
}

TEST_F(AreaFile, MistakesInGeoJsonAreSaid) {
  EXPECT_EQ(complaint("{\n\"a\": }"), "area.geojson:2: is not valid JSON. Mend or export it again");
  EXPECT_EQ(complaint("[1]"), "area.geojson: is JSON but has no features. Give a GeoJSON FeatureCollection");
  EXPECT_EQ(complaint("\xff"), "area.geojson: is not UTF-8. Save it as UTF-8");
  const std::string first = "area.geojson, feature 1: ";
  EXPECT_EQ(complaint(collection("5")), first + "is no GeoJSON feature");
  EXPECT_EQ(complaint(collection(feature(R"("role": "wal")", square(0, 0, 1)))),
            first +
                "has no role that is one of walkable, obstacle, stair, pace, smoke, exit, source, direction, line, "
                "measure");
  EXPECT_EQ(complaint(collection(feature(R"("role": "walkable", "heigt": 5)", square(0, 0, 1)))),
            first + "unknown property area.features.walkable.heigt");
  EXPECT_EQ(complaint(collection(feature(R"("role": "pace", "factor": 9)", square(0, 0, 1)))),
            first + "area.features.pace.factor: 9 is outside the range 0.01 … 4");
  EXPECT_EQ(complaint(collection(feature(R"("role": "stair")", square(0, 0, 1)))), first + "up is missing");
  EXPECT_EQ(complaint(collection(feature(R"("role": "walkable")", "null"))), first + "has no geometry");
  EXPECT_EQ(complaint(collection(feature(R"("role": "walkable")", R"({"type": "Circle"})"))),
            first + "has a geometry that is no Polygon, MultiPolygon, LineString, Point or MultiPoint");
  EXPECT_EQ(complaint(collection(feature(R"("role": "walkable")", R"({"type": "Polygon", "coordinates": [[1, 2]]})"))),
            first + "has coordinates that are not numbers, or nested otherwise than their type says");
}

TEST(ReadScenario, AFileThatIsNotThereIsNamed) {
  EXPECT_EQ(
      complaint_about("area: {file: nowhere.geojson}\nevacuation: {}\n").find("nowhere.geojson") == std::string::npos,
      false);
  try {
    read_scenario("nowhere/scenario.yaml");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_EQ(std::string(error.what()), "nowhere/scenario.yaml: cannot be read. Give a YAML file");
  }
}

}  // namespace
}  // namespace machi
