/// \file  Lists of mappings: read, refused, set from the command line, written back and described.
#include "io/options/item_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/core/error.hpp"
#include "io/options/describe.hpp"
#include "io/options/yaml.hpp"
#include "tests/io/options/sample.hpp"

namespace machi {
namespace {

enum class Colour : std::uint8_t { red, green };

struct Door {
  std::string where;
  std::string id;
  Colour colour{Colour::green};
  std::optional<double> width_m;
  std::optional<std::int64_t> persons;
  std::vector<double> heading;
};

struct Lamp {
  double power_W{60};
};

struct House {
  std::vector<Door> doors;
  std::vector<Lamp> lamps;
  bool lit{false};
  OptionTable table{"house", "A house", OptionStyle::keys};

  House() {
    table.flag("lit", lit, "Lamps are on.");
    table.items("things", "is", "What is in it.")
        .kind("door", "A door", doors,
              [](Door& door, OptionTable& item) {
                item.text("id", door.id, "Name.").required();
                item.choice("colour", door.colour, {"red", "green"}, "Colour.");
                item.number("width_m", door.width_m, "m", 0.5, 3, "Width.");
                item.integer("persons", door.persons, "", 1, 9, "Who may pass.");
                item.numbers("heading", door.heading, "", -1, 1, "Direction.").count(2);
              })
        .kind("lamp", "A lamp", lamps,
              [](Lamp& lamp, OptionTable& item) { item.number("power", lamp.power_W, "W", 1, 100, "Power."); });
  }
};

std::string complaint_about(const std::string& yaml) {
  House house;
  return message_of<UsageError>([&] { read_yaml(yaml, "s.yaml", {&house.table}); });
}

const std::string two_doors =
    "house:\n"
    "  lit: true\n"
    "  things:\n"
    "    - {is: door, id: front, colour: red, width_m: 1.25, heading: [0, -1]}\n"
    "    - {is: lamp}\n"
    "    - is: door\n"
    "      id: back\n"
    "      persons: 3\n";

TEST(ItemList, ReadsItemsByKindAndTellsTheirPlace) {
  House house;
  read_yaml(two_doors, "s.yaml", {&house.table});
  ASSERT_EQ(house.doors.size(), 2U);
  EXPECT_EQ(house.doors[0].where, "s.yaml:4");
  EXPECT_EQ(house.doors[0].colour, Colour::red);
  EXPECT_EQ(house.doors[0].width_m, 1.25);
  EXPECT_EQ(house.doors[0].heading, (std::vector<double>{0, -1}));
  EXPECT_EQ(house.doors[1].where, "s.yaml:6");
  EXPECT_EQ(house.doors[1].colour, Colour::green);
  EXPECT_FALSE(house.doors[1].width_m);
  EXPECT_EQ(house.doors[1].persons, 3);
  EXPECT_EQ(house.lamps.size(), 1U);
  EXPECT_TRUE(house.table.is_given());
  EXPECT_FALSE(House().table.is_given());
}

TEST(ItemList, OneMappingCountsAsAListOfOne) {
  House house;
  read_yaml("house: {things: {is: door, id: only}}\n", "s.yaml", {&house.table});
  EXPECT_EQ(house.doors.size(), 1U);
}

TEST(ItemList, MistakesInItemsAreReportedWithTheirPlace) {
  EXPECT_EQ(complaint_about("house:\n  thing: []\n"), "s.yaml:2:3: unknown key house.thing. Did you mean 'things'?");
  EXPECT_EQ(complaint_about("house:\n  things: [{is: dor, id: a}]\n"),
            "s.yaml:2:17: house.things: unknown is 'dor'. Did you mean 'door'?");
  EXPECT_EQ(complaint_about("house:\n  things: [{id: a}]\n"),
            "s.yaml:2:12: an entry of house.things has no is. Give it one of door, lamp");
  EXPECT_EQ(complaint_about("house:\n  things: [{is: door, id: a, with_m: 1}]\n"),
            "s.yaml:2:30: unknown key house.things.door.with_m. Did you mean 'width_m'?");
  EXPECT_EQ(complaint_about("house:\n  things: [{is: door}]\n"), "s.yaml:2:12: house.things.door.id is missing");
  EXPECT_EQ(complaint_about("house:\n  things: [{is: door, id: a, id: b}]\n"),
            "s.yaml:2:30: the key house.things.door.id is given twice");
  EXPECT_EQ(complaint_about("house:\n  things: [5]\n"),
            "s.yaml:2:12: an entry of house.things must be a mapping, but is a single value");
  EXPECT_EQ(complaint_about("house:\n  things: [{is: door, id: a, width_m: 9}]\n"),
            "s.yaml:2:39: house.things.door.width_m: 9 is outside the range 0.5 … 3 m");
}

TEST(ItemList, NumbersAreCountedAndChecked) {
  const auto heading = [](const std::string& value) {
    return complaint_about("house:\n  things: [{is: door, id: a, heading: " + value + "}]\n");
  };
  EXPECT_EQ(heading("[0, 1]"), "nothing thrown");
  EXPECT_EQ(heading("[0]"), "s.yaml:2:39: house.things.door.heading has 1 number instead of 2");
  EXPECT_EQ(heading("[0, 2]"), "s.yaml:2:43: house.things.door.heading: 2 is outside the range -1 … 1");
  EXPECT_EQ(heading("[0, x]"), "s.yaml:2:43: house.things.door.heading: 'x' is not a number");
  EXPECT_EQ(heading("north"),
            "s.yaml:2:39: house.things.door.heading must be a list, as in [1, 2], but is a single value");
}

TEST(ItemList, AnchorsCannotMakeASmallFileLarge) {
  std::string yaml = "house:\n  things:\n    - &a {is: lamp, power: 5, power: 5}\n";
  for (int k = 0; k < 3000; ++k) yaml += "    - *a\n";
  const std::string complaint = complaint_about(yaml);
  EXPECT_LT(std::count(complaint.begin(), complaint.end(), '\n'), 110) << "mistakes end somewhere";
  std::string list = "[0";
  for (int k = 0; k < 100'000; ++k) list += ",0";
  yaml = "house:\n  things:\n    - {is: door, id: a, heading: &h " + list + "]}\n";
  for (int k = 0; k < 3000; ++k) yaml += "    - {is: door, id: a, heading: *h}\n";
  EXPECT_NE(complaint_about(yaml).find("more than 1000000 entries. Give them as a file"), std::string::npos);
}

TEST(ItemList, ItemsAreSetByIdOrNumber) {
  House house;
  read_yaml(two_doors, "s.yaml", {&house.table});
  set_value("house.things.front.width_m=2", {&house.table});
  set_value("house.things.back.heading=1,0", {&house.table});
  set_value("house.things.2.power=40", {&house.table});
  EXPECT_EQ(house.doors[0].width_m, 2);
  EXPECT_EQ(house.doors[1].heading, (std::vector<double>{1, 0}));
  EXPECT_EQ(house.lamps[0].power_W, 40);
  const auto complaint = [&](const std::string& text) {
    return message_of<UsageError>([&] { set_value(text, {&house.table}); });
  };
  EXPECT_EQ(complaint("house.things.frot.width_m=2"),
            "--set: no entry of house.things is called 'frot'. Did you mean 'front'?");
  EXPECT_EQ(complaint("house.things.front.with_m=2"),
            "--set: unknown key house.things.door.with_m. Did you mean 'width_m'?");
  EXPECT_EQ(complaint("house.things.front.width_m=9"),
            "--set house.things.front.width_m: 9 is outside the range 0.5 … 3 m");
  EXPECT_EQ(complaint("house.things.front.heading=1"), "--set house.things.front.heading has 1 number instead of 2");
  house.doors[1].id = "front";
  set_value("house.things.front.persons=7", {&house.table});
  EXPECT_EQ(house.doors[0].persons, 7) << "all of that name";
  EXPECT_EQ(house.doors[1].persons, 7);
  EXPECT_EQ(complaint("house.things.front=1"), "--set house.things.front: expected house.things.ID.key=value");
}

TEST(ItemList, WhatIsWrittenReadsBackInTheSameOrder) {
  House house;
  read_yaml(two_doors, "s.yaml", {&house.table});
  const std::string yaml = used_yaml({&house.table});
  House again;
  read_yaml(yaml, "used.yaml", {&again.table});
  EXPECT_EQ(used_yaml({&again.table}), yaml);
  ASSERT_EQ(again.doors.size(), 2U) << yaml;
  EXPECT_EQ(again.doors[0].width_m, 1.25);
  EXPECT_EQ(again.doors[1].persons, 3);
  EXPECT_LT(yaml.find("front"), yaml.find("lamp"));
  EXPECT_LT(yaml.find("lamp"), yaml.find("back"));
}

TEST(ItemList, EveryKindIsDescribed) {
  const House house;
  const std::string text = describe_text(house.table);
  EXPECT_NE(text.find("house.things, is: door: A door\n"), std::string::npos) << text;
  EXPECT_NE(text.find("width_m: N\n      Width.\n      [0.5 … 3 m]\n"), std::string::npos) << text;
  const std::string page = describe_markdown(house.table);
  EXPECT_NE(page.find("### house.things, is: lamp\n\nA lamp.\n\n| key |"), std::string::npos) << page;
  EXPECT_NE(page.find("| `heading: [N,N]` | Direction. |  | -1 … 1 |  |\n"), std::string::npos) << page;
  const auto json = describe_json(house.table);
  EXPECT_EQ(json["lists"][0]["kinds"][1]["options"][0]["default"], 60.0);
  EXPECT_TRUE(json["lists"][0]["kinds"][0]["options"][2]["default"].is_null());
  const auto schema = describe_schema({&house.table});
  const auto& door = schema["properties"]["house"]["properties"]["things"]["anyOf"][0]["oneOf"][0];
  EXPECT_EQ(door["properties"]["is"]["const"], "door");
  EXPECT_EQ(door["required"], nlohmann::ordered_json({"is", "id"}));
  EXPECT_EQ(door["properties"]["heading"]["items"]["minimum"], -1.0);
}

}  // namespace
}  // namespace machi
