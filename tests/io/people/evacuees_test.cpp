/// \file  Persons from files: every form, every encoding, and every mistake by line.
#include "io/people/evacuees.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

std::vector<PersonClass> two_classes() {
  std::vector<PersonClass> classes(2);
  classes[0].name = "able";
  classes[1].name = "assisted";
  return classes;
}

EvacueeFile csv(const std::string& text) {
  std::uint64_t at = 0;
  EvacueeFile file = read_evacuees_csv([&] { return open_memory(text); }, "people.csv", two_classes(), {}, at);
  name_groups(Comm::null(), file);
  return file;
}

EvacueeFile geojson(const std::string& features, EvacueeFrame frame) {
  const std::string text = R"({"type":"FeatureCollection","features":[)" + features + "]}";
  std::uint64_t at = 0;
  const auto open = [&] { return open_memory(text); };
  EvacueeFile file = read_evacuees_geojson(open, "people.geojson", two_classes(), frame, {}, at);
  name_groups(Comm::null(), file);
  return file;
}

std::string point(const std::string& coordinates, const std::string& properties) {
  return R"({"type":"Feature","geometry":{"type":"Point","coordinates":)" + coordinates + R"(},"properties":)" +
         properties + "}";
}

std::string refusal(const std::string& text) {
  return sentence_of([&] { csv(text); });
}

TEST(Evacuees, ARowSaysAllOfAPerson) {
  const EvacueeFile file =
      csv("id,x,y,group,class,departure_s,speed_m_s,destination,building\n"
          "7,12.3456,-3,family,assisted,90,0.5,school,bldg_1\n"
          "3,-1,0,family,able,never,1.25,hill,bldg_1\n"
          "9,1,1,,,,,school,\n");
  EXPECT_EQ(file.frame, EvacueeFrame::metres);
  const Population& people = file.people;
  EXPECT_EQ(people.id, (std::vector<std::uint64_t>{7, 3, 9}));
  EXPECT_EQ(people.start[0], (PointMm{12346, -3000, 0}));
  EXPECT_EQ(people.group, (std::vector<std::uint64_t>{3, 3, no_group})) << "a group is called by its smallest id";
  EXPECT_EQ(people.person_class, (std::vector<std::uint16_t>{1, 0, no_class}));
  EXPECT_EQ(people.departure_s[0], 90);
  EXPECT_EQ(people.departure_s[1], never_s);
  EXPECT_TRUE(std::isnan(people.departure_s[2]));
  EXPECT_EQ(people.free_speed_m_s[0], 0.5F);
  EXPECT_TRUE(std::isnan(people.free_speed_m_s[2]));
  EXPECT_EQ(people.destination, (std::vector<std::uint32_t>{0, 1, 0}));
  EXPECT_EQ(file.destinations, (std::vector<std::string>{"school", "hill"}));
  EXPECT_EQ(people.building, (std::vector<std::uint32_t>{0, 0, no_index}));
  EXPECT_EQ(file.buildings, (std::vector<std::string>{"bldg_1"}));
  EXPECT_EQ(people.classes.size(), 2u);
}

TEST(Evacuees, PositionAloneIsEnough) {
  const EvacueeFile file = csv("lat,lon,note\n35.6,140.1,hello\n35.7,140.2,\n");
  EXPECT_EQ(file.frame, EvacueeFrame::degrees);
  EXPECT_EQ(file.people.id, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_DOUBLE_EQ(file.x[1], 140.2);
  EXPECT_DOUBLE_EQ(file.y[1], 35.7);
  EXPECT_EQ(file.unused_columns, (std::vector<std::string>{"note"}));
  EXPECT_EQ(file.people.person_class[0], no_class);
  EXPECT_EQ(file.people.group[0], no_group);
}

TEST(Evacuees, MinutesAreSixtySeconds) {
  const EvacueeFile file = csv("x,y,departure_min\n0,0,1.5\n0,0,never\n");
  EXPECT_EQ(file.people.departure_s[0], 90);
  EXPECT_EQ(file.people.departure_s[1], never_s);
}

TEST(Evacuees, AGroupOfOneIsAlone) {
  EXPECT_EQ(csv("id,x,y,group\n5,0,0,a\n6,0,0,b\n7,0,0,b\n").people.group,
            (std::vector<std::uint64_t>{no_group, 6, 6}));
}

TEST(Evacuees, JapaneseNamesAreKnownInEveryEncoding) {
  const std::string utf8 = "番号,経度,緯度,世帯,区分,避難開始_分\r\n1,140.1,35.6,A,able,5\r\n";
  // The same in CP932.
  const std::string cp932 =
      "\x94\xD4\x8D\x86,\x8C\x6F\x93\x78,\x88\xDC\x93\x78,\x90\xA2\x91\xD1,\x8B\xE6\x95\xAA,"
      "\x94\xF0\x93\xEF\x8A\x4A\x8E\x6E_\x95\xAA\r\n1,140.1,35.6,A,able,5\r\n";
  for (const std::string& text : {utf8, "\xEF\xBB\xBF" + utf8, cp932}) {
    const EvacueeFile file = csv(text);
    EXPECT_EQ(file.frame, EvacueeFrame::degrees);
    EXPECT_DOUBLE_EQ(file.x[0], 140.1);
    EXPECT_EQ(file.people.person_class[0], 0);
    EXPECT_EQ(file.people.departure_s[0], 300);
    EXPECT_TRUE(file.unused_columns.empty());
  }
}

TEST(Evacuees, GeoJsonHasTheSameNames) {
  const EvacueeFile file = geojson(point("[140.1,35.6]", R"({"id":4,"class":"assisted","departure_s":30,"group":8})") +
                                       "," + point("[140.2,35.7]", R"({"id":2,"group":"8","speed_m_s":0.75})"),
                                   EvacueeFrame::degrees);
  EXPECT_EQ(file.people.id, (std::vector<std::uint64_t>{4, 2}));
  EXPECT_DOUBLE_EQ(file.x[0], 140.1);
  EXPECT_DOUBLE_EQ(file.y[0], 35.6);
  EXPECT_EQ(file.people.group, (std::vector<std::uint64_t>{2, 2}));
  EXPECT_EQ(file.people.person_class, (std::vector<std::uint16_t>{1, no_class}));
  EXPECT_EQ(file.people.departure_s[0], 30);
  EXPECT_EQ(file.people.free_speed_m_s[1], 0.75F);
}

TEST(Evacuees, GeoJsonMayBeInMetres) {
  const EvacueeFile file = geojson(point("[500.25,-20]", "{}"), EvacueeFrame::metres);
  EXPECT_EQ(file.people.start[0], (PointMm{500250, -20000, 0}));
  EXPECT_EQ(file.people.id[0], 1u);
}

TEST(EvacueeMistakes, InColumnsAreRefused) {
  EXPECT_EQ(refusal("id,x\n1,2\n"),
            "people.csv:1: has neither columns x and y nor lon and lat in its first row. Give one pair: x, y in metres "
            "or lon, lat in degrees");
  EXPECT_EQ(refusal("x,y,lon,lat\n1,2,3,4\n"),
            "people.csv:1: has columns x and y as well as lon and lat in its first row. Give one pair: x, y in metres "
            "or lon, lat in degrees");
  EXPECT_EQ(refusal("x,y,X\n1,2,3\n"), "people.csv:1: has two columns of x. Leave one out");
  EXPECT_EQ(refusal(""),
            "people.csv:1: has neither columns x and y nor lon and lat in its first row. Give one pair: x, y in metres "
            "or lon, lat in degrees");
}

TEST(EvacueeMistakes, NobodyIsRefused) {
  EXPECT_EQ(refusal("x,y\n"), "people.csv: holds no person. Give one row for each");
  EXPECT_EQ(sentence_of([] { geojson("", EvacueeFrame::metres); }),
            "people.geojson: holds no person. Give one row for each");
}

TEST(EvacueeMistakes, InIdsAreRefusedWithBothLines) {
  EXPECT_EQ(refusal("id,x,y\n7,0,0\n8,0,0\n\n7,0,0\n"),
            "people.csv:5: has the id 7, which line 2 has too. Give each person an id of their own");
  for (const std::string bad : {"", "-1", "1.5", "adult 4", "9007199254740992", "99999999999999999999"}) {
    EXPECT_EQ(refusal("x,y,id\n0,0," + bad + "\n"),
              "people.csv:2: has the id '" + bad +
                  "', which is no whole number from 0 to 9007199254740991. Number the persons");
  }
  EXPECT_EQ(csv("x,y,id\n0,0,9007199254740991\n").people.id[0], 9007199254740991u);
  EXPECT_EQ(sentence_of([] {
              geojson(point("[1,2]", R"({"id":7})") + "," + point("[1,2]", R"({"id":7})"), EvacueeFrame::metres);
            }),
            "people.geojson: feature 2: has the id 7, which feature 1 has too. Give each person an id of their own");
  EXPECT_EQ(
      sentence_of([] { geojson(point("[1,2]", "{}") + "," + point("[1,2]", R"({"id":7})"), EvacueeFrame::metres); }),
      "people.geojson: feature 2: has an id, which the first person lacks. Give all persons an id, or none");
}

TEST(EvacueeMistakes, InPositionsAreRefused) {
  for (const std::string bad : {"", "nan", "inf", "1e999", "12m", "１２"}) {
    EXPECT_EQ(refusal("x,y\n0,0\n" + bad + ",1\n"),
              "people.csv:3: has '" + bad + "' as x, which is no number. Give the person's position");
  }
  EXPECT_EQ(refusal("x,y\n0\n"), "people.csv:2: has '' as y, which is no number. Give the person's position");
  EXPECT_EQ(refusal("x,y\n0,3e6\n"),
            "people.csv:2: lies more than 2147 km from the origin. Give x and y in metres in the scenario's frame");
  EXPECT_EQ(refusal("lon,lat\n35.6,140.1\n"),
            "people.csv:2: has a position that cannot be (latitude and longitude are swapped). Correct it");
  EXPECT_EQ(refusal("lon,lat\n181,10\n"),
            "people.csv:2: has a position that cannot be (position is not on the earth). Correct it");
}

TEST(EvacueeMistakes, InClassesNameTheNearest) {
  EXPECT_EQ(refusal("x,y,class\n0,0,asisted\n"),
            "people.csv:2: has the class 'asisted', which is none of able, assisted. Did you mean 'assisted'?");
  EXPECT_EQ(refusal("x,y,class\n0,0,martian\n"),
            "people.csv:2: has the class 'martian', which is none of able, assisted. Give one of them, or leave it "
            "empty");
}

TEST(EvacueeMistakes, InNumbersAreRefused) {
  for (const std::string bad : {"-1", "nan", "inf", "fast", "16"}) {
    EXPECT_EQ(refusal("x,y,speed_m_s\n0,0," + bad + "\n"),
              "people.csv:2: has '" + bad +
                  "' as speed_m_s, which is no number from 0 to 15 m/s. Correct it or leave it empty");
  }
  for (const std::string bad : {"-1", "NaN", "1e10", "soon"}) {
    EXPECT_EQ(refusal("x,y,departure_s\n0,0," + bad + "\n"),
              "people.csv:2: has '" + bad +
                  "' as departure_s, which is no number from 0 to 1000000000 s. Correct it or leave it empty");
  }
  EXPECT_EQ(refusal("x,y,departure_s,departure_min\n0,0,60,1\n"),
            "people.csv:2: has both departure_s and departure_min. Leave one of them empty");
}

TEST(EvacueeMistakes, LongTextsAreCutBetweenCharacters) {
  std::string long_text;
  for (int k = 0; k < 100; ++k) long_text += "あ";
  EXPECT_EQ(
      refusal("x,y,speed_m_s\n0,0," + long_text + "\n"),
      "people.csv:2: has 'あああああああああああああ…' as speed_m_s, which is no number from 0 to 15 m/s. Correct "
      "it or leave it empty");
}

TEST(EvacueeMistakes, InTheFileAreRefused) {
  EXPECT_EQ(refusal("x,y,group\n0,0,\"a\n"), "people.csv:2: begins a quoted field that never ends. Close it");
  EXPECT_EQ(sentence_of([] { geojson("{", EvacueeFrame::metres); }).substr(0, 37),
            "people.geojson:1: is not valid JSON (");
  EXPECT_EQ(
      sentence_of([] {
        geojson(R"({"type":"Feature","geometry":{"type":"LineString","coordinates":[[0,1],[2,3]]},"properties":{}})",
                EvacueeFrame::metres);
      }),
      "people.geojson: feature 1: has the geometry 'LineString', where a person has a Point. Give one Point each");
  EXPECT_EQ(sentence_of([] { geojson(point("[1]", "{}"), EvacueeFrame::metres); }),
            "people.geojson: feature 1: has coordinates that are not two numbers. Mend it");
  EXPECT_EQ(
      sentence_of([] { geojson(point("[35.6,140.1]", "{}"), EvacueeFrame::degrees); }),
      "people.geojson: feature 1: has a position that cannot be (latitude and longitude are swapped). Correct it");
}

}  // namespace
}  // namespace machi
