#include "io/options/options.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "engine/core/error.hpp"
#include "tests/io/options/sample.hpp"

namespace machi {
namespace {

constexpr auto from_file = OptionSource::file;
constexpr auto from_command_line = OptionSource::command_line;

std::string problem_of(const std::string& key, const std::string& word) {
  SampleTable sample;
  return sample.table.find(key)->assign(word, from_file).value_or("none");
}

TEST(OptionTable, WritesTheMemberThatItWasBoundTo) {
  SampleTable sample;
  EXPECT_FALSE(sample.table.find("cell")->assign("2.5", from_file));
  EXPECT_FALSE(sample.table.find("seed")->assign("9223372036854775807", from_file));
  EXPECT_FALSE(sample.table.find("force")->assign("true", from_file));
  EXPECT_FALSE(sample.table.find("method")->assign("osm", from_file));
  EXPECT_EQ(sample.options.cell_m, 2.5);
  EXPECT_EQ(sample.options.seed, std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(sample.options.force);
  EXPECT_EQ(sample.options.method, "osm");
}

TEST(OptionTable, SaysWhatIsWrongAndTheAllowedRange) {
  EXPECT_EQ(problem_of("cell", "0.1"), "0.1 is outside the range 0.25 … 10 m");
  EXPECT_EQ(problem_of("cell", "nan"), "'nan' is not a number");
  EXPECT_EQ(problem_of("cell", "inf"), "'inf' is not a number");
  EXPECT_EQ(problem_of("cell", "1 m"), "'1 m' is not a number");
  EXPECT_EQ(problem_of("cell", ""), "'' is not a number");
  EXPECT_EQ(problem_of("seed", "-1"), "-1 is outside the range ≥ 0");
  EXPECT_EQ(problem_of("seed", "1.5"), "'1.5' is not a whole number");
  EXPECT_EQ(problem_of("seed", "9223372036854775808"), "9223372036854775808 is outside the range ≥ 0");
  EXPECT_EQ(problem_of("force", "yes"), "'yes' is neither true nor false");
  EXPECT_EQ(problem_of("method", "matsim"), "'matsim' is none of skeleton, osm");
}

TEST(OptionTable, AWrongValueLeavesTheMemberAlone) {
  SampleTable sample;
  EXPECT_TRUE(sample.table.find("cell")->assign("99", from_file));
  EXPECT_EQ(sample.options.cell_m, 1.0);
  EXPECT_FALSE(sample.table.is_set("cell"));
}

TEST(OptionTable, TheCommandLineOverrulesTheFileInWhateverOrderTheyCome) {
  SampleTable sample;
  Option& cell = *sample.table.find("cell");
  cell.assign("2", from_command_line);
  cell.assign("3", from_file);
  EXPECT_EQ(sample.options.cell_m, 2.0);
  EXPECT_EQ(cell.source(), from_command_line);
  EXPECT_TRUE(cell.assign("300", from_file)) << "an overruled value is still checked";
  Option& themes = *sample.table.find("themes");
  themes.assign("dem", from_file);
  themes.assign("tran", from_command_line);
  themes.assign("luse", from_command_line);
  EXPECT_EQ(sample.options.themes, (std::vector<std::string>{"tran", "luse"}));
}

TEST(OptionTable, KnowsWhatTheUserSet) {
  SampleTable sample;
  sample.table.find("cell")->assign("1", from_file);
  EXPECT_TRUE(sample.table.is_set("cell"));
  EXPECT_FALSE(sample.table.is_set("seed"));
  EXPECT_THROW(sample.table.is_set("sead"), std::logic_error);
}

TEST(OptionTable, RefusesADeclarationThatContradictsItself) {
  double value = 5;
  std::string choice = "c";
  OptionTable table("grid", "Makes a grid");
  table.number("cell", value, "m", 0, 10, "Side.");
  EXPECT_EQ(message_of<std::logic_error>([&] { table.number("cell", value, "m", 0, 10, "Side."); }),
            "grid.cell: declared twice");
  EXPECT_EQ(message_of<std::logic_error>([&] { table.number("height", value, "m", 0, 1, "Height."); }),
            "grid.height: the default 5 is outside the range 0 … 1 m");
  EXPECT_EQ(message_of<std::logic_error>([&] {
              table.choice("kind", choice, {"a", "b"}, "Kind.");
            }),
            "grid.kind: the default 'c' is none of a, b");
  EXPECT_EQ(message_of<std::logic_error>([&] { table.number("Max-Speed", value, "m/s", 0, 9, "Speed."); }),
            "grid.Max-Speed: an option's key is snake_case");
  EXPECT_EQ(message_of<std::logic_error>([&] { table.number("heating_C", value, "°C", -50, 99, "Set point."); }),
            "grid.heating_C: an option's key is snake_case");
  OptionTable section("energy", "Rooms", OptionStyle::keys);  // no command line, so that units may be as they are
  section.number("heating_C", value, "°C", -50, 99, "Set point.");
  EXPECT_TRUE(section.find("heating_C") != nullptr);
}

TEST(OptionTable, NamesEveryRequiredOptionThatIsMissing) {
  std::string folder;
  std::string output;
  OptionTable table("synth", "Makes a town");
  table.positional("dir", folder, "Folder.").required();
  table.text("output", output, "File.").required();
  EXPECT_EQ(message_of<UsageError>([&] { table.check_required(); }),
            "synth: DIR, --output are missing. See `machi synth --help`");
  table.find("dir")->assign("town", from_command_line);
  EXPECT_EQ(message_of<UsageError>([&] { table.check_required(); }),
            "synth: --output is missing. See `machi synth --help`");
  table.find("output")->assign("x", from_command_line);
  EXPECT_NO_THROW(table.check_required());
}

TEST(NearestName, FindsSlipsOfTheFingerOnly) {
  const std::vector<std::string> names{"import", "info", "synth", "describe", "doctor"};
  EXPECT_EQ(nearest_name("imoprt", names), "import") << "two neighbours swapped";
  EXPECT_EQ(nearest_name("sinth", names), "synth");
  EXPECT_EQ(nearest_name("describ", names), "describe");
  EXPECT_EQ(nearest_name("inf", names), "info");
  EXPECT_EQ(nearest_name("export", names), "import");
  EXPECT_EQ(nearest_name("matsim", names), "");
  EXPECT_EQ(nearest_name("", names), "");
  EXPECT_EQ(nearest_name(std::string(100000, 'x'), names), "");
}

TEST(NearestName, TiesGoToTheEarlierName) {
  EXPECT_EQ(nearest_name("cat", {"bat", "hat"}), "bat");
  EXPECT_EQ(nearest_name("cat", {"hat", "bat"}), "hat");
}

TEST(WordsOfList, AreSeparatedByCommasAndTrimmed) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(words_of_list("a b , c"), (Words{"a b", "c"}));
  EXPECT_EQ(words_of_list(" ,, x ,"), (Words{"x"}));
  EXPECT_EQ(words_of_list("  "), Words{});
  EXPECT_EQ(words_of_list(""), Words{});
}

TEST(NearestName, CountsASwapOfNeighboursAsOneEdit) {
  EXPECT_EQ(nearest_name("ab", {"ba"}), "ba");
  EXPECT_EQ(nearest_name("ca", {"abc"}), "") << "three edits without editing a swapped pair again";
}

}  // namespace
}  // namespace machi
