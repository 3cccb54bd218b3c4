#include "io/options/yaml.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "engine/core/error.hpp"
#include "tests/io/options/sample.hpp"

namespace machi {
namespace {

std::string complaint_about(const std::string& yaml) {
  SampleTable sample;
  return message_of<UsageError>([&] { read_yaml(yaml, "s.yaml", {&sample.table}); });
}

TEST(Yaml, ReadsEveryType) {
  SampleTable sample;
  read_yaml(
      "grid:\n  cell: 2\n  seed: 9\n  force: true\n  lifts: false\n  title: 町 2\n  method: osm\n  themes: [dem, "
      "tran]\n",
      "s.yaml", {&sample.table});
  EXPECT_EQ(sample.options.cell_m, 2.0);
  EXPECT_EQ(sample.options.seed, 9);
  EXPECT_TRUE(sample.options.force);
  EXPECT_FALSE(sample.options.lifts);
  EXPECT_EQ(sample.options.title, "町 2");
  EXPECT_EQ(sample.options.method, "osm");
  EXPECT_EQ(sample.options.themes, (std::vector<std::string>{"dem", "tran"}));
}

TEST(Yaml, NothingIsAValidFile) {
  EXPECT_EQ(complaint_about(""), "nothing thrown");
  EXPECT_EQ(complaint_about("grid:\n"), "nothing thrown");
}

TEST(Yaml, AnUnknownKeyIsReportedWithPlaceAndNearestKey) {
  EXPECT_EQ(complaint_about("grid:\n  cell: 1\n  sead: 3\n"),
            "s.yaml:3:3: unknown key grid.sead. Did you mean 'seed'?");
  EXPECT_EQ(complaint_about("gird:\n  cell: 1\n"), "s.yaml:1:1: unknown section gird. Did you mean 'grid'?");
}

TEST(Yaml, AllMistakesAreReportedAtOnce) {
  EXPECT_EQ(complaint_about("grid:\n  cell: 50\n  seed: many\n  colour: red\n"),
            "s.yaml:2:9: grid.cell: 50 is outside the range 0.25 … 10 m\n"
            "s.yaml:3:9: grid.seed: 'many' is not a whole number\n"
            "s.yaml:4:3: unknown key grid.colour");
}

TEST(Yaml, TypesAreStrict) {
  EXPECT_EQ(complaint_about("grid:\n  cell: \"1\"\n"), "s.yaml:2:9: grid.cell must be a number without quotes");
  EXPECT_EQ(complaint_about("grid: {force: yes}\n"), "s.yaml:1:15: grid.force: 'yes' is neither true nor false");
  EXPECT_EQ(complaint_about("grid:\n  cell: [1]\n"),
            "s.yaml:2:9: grid.cell must be a single value (number), but is a list");
  EXPECT_EQ(complaint_about("grid:\n  themes: dem\n"),
            "s.yaml:2:11: grid.themes must be a list, as in [a, b], but is a single value");
  EXPECT_EQ(complaint_about("grid:\n  themes: [{a: 1}]\n"),
            "s.yaml:2:12: an entry of grid.themes is a mapping instead of a text");
  EXPECT_EQ(complaint_about("grid: 5\n"), "s.yaml:1:7: the section grid must be a mapping, but is a single value");
  EXPECT_EQ(complaint_about("[grid]\n"), "s.yaml:1:1: expected sections (grid), but found a list");
  EXPECT_NE(complaint_about("grid:\n  cell:\n").find("grid.cell must be a single value (number), but is nothing"),
            std::string::npos);
}

TEST(Yaml, ARepeatedKeyIsAMistake) {
  EXPECT_EQ(complaint_about("grid:\n  cell: 1\n  cell: 2\n"), "s.yaml:3:3: the key grid.cell is given twice");
  EXPECT_EQ(complaint_about("grid: {}\ngrid: {}\n"), "s.yaml:2:1: the section grid is given twice");
}

TEST(Yaml, WhatIsNotYamlIsSaidWithItsPlace) {
  EXPECT_EQ(complaint_about("grid: [1, 2\n").rfind("s.yaml:2:1: not YAML: ", 0), 0u);
  EXPECT_EQ(complaint_about("grid:\n\tcell: 1\n").rfind("s.yaml:", 0), 0u);
  EXPECT_NE(complaint_about(std::string(100'000, '[')), "nothing thrown") << "deep nesting is refused, not followed";
  EXPECT_EQ(complaint_about(std::string(1'000'001, ' ')),
            "s.yaml: larger than 1000000 bytes. Is this the file of options?");
}

TEST(Yaml, AFileThatCannotBeReadIsNamed) {
  for (const std::string path : {"/nonexistent/s.yaml", "/"})
    EXPECT_EQ(message_of<UsageError>([&] { read_options_text(path); }), path + ": cannot be read. Give a YAML file");
}

TEST(Yaml, SetValueReadsSectionKeyValue) {
  SampleTable sample;
  set_value("grid.cell=4", {&sample.table});
  set_value("grid.themes=dem,tran", {&sample.table});
  set_value("grid.title=a=b.c", {&sample.table});
  EXPECT_EQ(sample.options.cell_m, 4.0);
  EXPECT_EQ(sample.options.themes, (std::vector<std::string>{"dem", "tran"}));
  EXPECT_EQ(sample.options.title, "a=b.c");
  const auto complaint = [&](const std::string& text) {
    return message_of<UsageError>([&] { set_value(text, {&sample.table}); });
  };
  EXPECT_EQ(complaint("grid.cell"), "--set grid.cell: expected section.key=value");
  EXPECT_EQ(complaint("cell=1"), "--set cell=1: expected section.key=value");
  EXPECT_EQ(complaint("grid.sell=1"), "--set: unknown key grid.sell. Did you mean 'cell'?");
  EXPECT_EQ(complaint("gird.cell=1"), "--set: unknown section gird. Did you mean 'grid'?");
  EXPECT_EQ(complaint("grid.cell=0"), "--set grid.cell: 0 is outside the range 0.25 … 10 m");
}

TEST(Yaml, UsedValuesReadBackToTheSameValues) {
  SampleTable written;
  written.options.title = "quotes \" and: # signs\n町";
  written.table.find("cell")->assign("0.30000000000000004", OptionSource::command_line);
  written.table.find("themes")->assign("a, b", OptionSource::command_line);
  const std::string yaml = used_yaml({&written.table});
  SampleTable read;
  read_yaml(yaml, "used.yaml", {&read.table});
  for (const Option& option : written.table.options())
    EXPECT_EQ(option.value(), read.table.find(option.key())->value()) << option.key() << " in\n" << yaml;
}

TEST(Yaml, TextThatIsNotUtf8IsRefused) {
  EXPECT_EQ(complaint_about("grid: {title: \x92\xac}\n"), "s.yaml: is not UTF-8. Save it as UTF-8");
}

TEST(Yaml, UsedValuesSayUnitAndOrigin) {
  SampleTable sample;
  sample.table.find("seed")->assign("3", OptionSource::file);
  const std::string yaml = used_yaml({&sample.table});
  EXPECT_NE(yaml.find("cell: 1  # m, default\n"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("seed: 3\n"), std::string::npos) << yaml;
}

}  // namespace
}  // namespace machi
