#include "io/options/command_line.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "engine/core/error.hpp"
#include "tests/io/options/sample.hpp"

namespace machi {
namespace {

struct Line {
  SampleTable sample;
  std::string folder;
  std::vector<std::string> inputs;

  void read(std::vector<std::string> words) {
    CLI::App app;
    OptionTable places("places", "Arguments by place");
    places.positional("dir", folder, "Folder.");
    places.positionals("input", inputs, "Files.");
    add_to(app, sample.table);
    add_to(app, places);
    read_words(app, std::move(words));
    refuse_unknown(app, "grid", {&sample.table, &places});
  }
};

std::string complaint_about(std::vector<std::string> words) {
  Line line;
  return message_of<UsageError>([&] { line.read(std::move(words)); });
}

TEST(CommandLine, ReadsEveryTypeInEverySpelling) {
  Line line;
  line.read({"-c2", "--seed=9", "--force", "--no-lifts", "--title", "a town", "--method", "osm"});
  EXPECT_EQ(line.sample.options.cell_m, 2.0);
  EXPECT_EQ(line.sample.options.seed, 9);
  EXPECT_TRUE(line.sample.options.force);
  EXPECT_FALSE(line.sample.options.lifts);
  EXPECT_EQ(line.sample.options.title, "a town");
  EXPECT_EQ(line.sample.options.method, "osm");
}

TEST(CommandLine, AListIsRepeatedAndDoesNotSwallowWhatFollows) {
  Line line;
  line.read({"--themes", "dem", "town", "--themes", "tran", "a.gml", "b.gml"});
  EXPECT_EQ(line.sample.options.themes, (std::vector<std::string>{"dem", "tran"}));
  EXPECT_EQ(line.folder, "town");
  EXPECT_EQ(line.inputs, (std::vector<std::string>{"a.gml", "b.gml"}));
}

TEST(CommandLine, UnsetOptionsKeepTheirDefaults) {
  Line line;
  line.read({});
  EXPECT_EQ(line.sample.options.cell_m, 1.0);
  EXPECT_EQ(line.sample.options.themes, std::vector<std::string>{"bldg"});
  EXPECT_TRUE(line.sample.options.lifts);
  EXPECT_FALSE(line.sample.table.is_set("lifts"));
}

TEST(CommandLine, ValuesMayBeginWithADash) {
  EXPECT_EQ(complaint_about({"--seed", "-5"}), "--seed: -5 is outside the range ≥ 0");
  Line line;
  line.read({"--title", "-o"});
  EXPECT_EQ(line.sample.options.title, "-o");
}

TEST(CommandLine, SaysWhichOptionHasAWrongValue) {
  EXPECT_EQ(complaint_about({"--cell", "50"}), "--cell: 50 is outside the range 0.25 … 10 m");
  EXPECT_EQ(complaint_about({"-c", "wide"}), "--cell: 'wide' is not a number");
  EXPECT_EQ(complaint_about({"--method", "sumo"}), "--method: 'sumo' is none of skeleton, osm");
}

TEST(CommandLine, SuggestsTheNearestOptionForAnUnknownOne) {
  EXPECT_EQ(complaint_about({"--cel", "1"}), "grid: unknown option '--cel'. Did you mean '--cell'?");
  EXPECT_EQ(complaint_about({"town", "--no-lift"}), "grid: unknown option '--no-lift'. Did you mean '--no-lifts'?");
  EXPECT_EQ(complaint_about({"--sead=3"}), "grid: unknown option '--sead'. Did you mean '--seed'?");
  EXPECT_EQ(complaint_about({"--zzzzzz"}), "grid: unknown option '--zzzzzz'. See `machi grid --help`");
}

TEST(CommandLine, AnOptionGivenTwiceOrWithoutItsValueIsAMistake) {
  EXPECT_NE(complaint_about({"--cell", "1", "--cell", "2"}).find("--cell"), std::string::npos);
  EXPECT_NE(complaint_about({"--cell"}).find("--cell"), std::string::npos);
}

TEST(CommandLine, AnArgumentTooManyIsNamed) {
  CLI::App app;
  SampleTable sample;
  add_to(app, sample.table);
  read_words(app, {"town"});
  EXPECT_EQ(message_of<UsageError>([&] { refuse_unknown(app, "grid", {&sample.table}); }),
            "grid: 'town' is an argument too many. See `machi grid --help`");
  EXPECT_EQ(message_of<UsageError>([&] { refuse_unknown(app, "", {&sample.table}); }),
            "'town' is an argument too many. See `machi --help`");
}

}  // namespace
}  // namespace machi
