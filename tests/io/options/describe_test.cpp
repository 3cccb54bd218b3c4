#include "io/options/describe.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/io/options/sample.hpp"

namespace machi {
namespace {

TEST(Describe, TextSaysNameTextRangeUnitAndDefault) {
  SampleTable sample;
  const std::string text = describe_text(sample.table);
  EXPECT_NE(text.find("  -c, --cell N\n      Side of a grid cell.\n      [0.25 … 10 m, default 1]\n"), text.npos)
      << text;
  EXPECT_NE(text.find("  --force\n      Replace what is there.\n  --no-lifts\n"), text.npos) << text;
  EXPECT_NE(text.find("  --title NAME\n      Title | heading.\n"), text.npos) << text;
  EXPECT_NE(text.find("  --method skeleton|osm\n"), text.npos) << text;
  EXPECT_NE(text.find("[may be repeated, default bldg]"), text.npos) << text;
}

TEST(Describe, MarkdownKeepsItsColumnsWhateverTheTextHolds) {
  SampleTable sample;
  std::string places;
  sample.table.positional("dir", places, "Folder to write.").required();
  const std::string text = describe_markdown(sample.table);
  EXPECT_EQ(
      text.rfind("## grid\n\nMakes a grid.\n\n| option | what | unit | range | default |\n|---|---|---|---|---|\n", 0),
      0u)
      << text;
  EXPECT_NE(text.find("| `-c, --cell N` | Side of a grid cell. | m | 0.25 … 10 | 1 |\n"), text.npos) << text;
  EXPECT_NE(text.find("| `--title NAME` | Title \\| heading. |  |  |  |\n"), text.npos) << text;
  EXPECT_NE(text.find("| `DIR` | Folder to write. |  |  | (required) |\n"), text.npos) << text;
}

TEST(Describe, JsonGivesTheDeclaredDefaultWhateverIsSetNow) {
  SampleTable sample;
  sample.table.find("cell")->assign("5", OptionSource::command_line);
  const auto json = describe_json(sample.table);
  EXPECT_EQ(json["section"], "grid");
  const auto& cell = json["options"][0];
  EXPECT_EQ(cell["key"], "cell");
  EXPECT_EQ(cell["flag"], "--cell");
  EXPECT_EQ(cell["short"], "-c");
  EXPECT_EQ(cell["type"], "number");
  EXPECT_EQ(cell["unit"], "m");
  EXPECT_EQ(cell["low"], 0.25);
  EXPECT_EQ(cell["high"], 10.0);
  EXPECT_EQ(cell["default"], 1.0);
  EXPECT_EQ(json["options"][1]["low"], 0);
  EXPECT_FALSE(json["options"][1].contains("high")) << "the end of 64 bits is no range";
  EXPECT_EQ(json["options"][6]["default"], nlohmann::ordered_json({"bldg"}));
}

TEST(Describe, SchemaForbidsWhatTheReaderRefuses) {
  SampleTable sample;
  const auto schema = describe_schema({&sample.table});
  EXPECT_EQ(schema["additionalProperties"], false);
  const auto& grid = schema["properties"]["grid"];
  EXPECT_EQ(grid["additionalProperties"], false);
  EXPECT_EQ(grid["properties"]["cell"]["type"], "number");
  EXPECT_EQ(grid["properties"]["cell"]["minimum"], 0.25);
  EXPECT_EQ(grid["properties"]["cell"]["maximum"], 10.0);
  EXPECT_EQ(grid["properties"]["cell"]["description"], "Side of a grid cell. [m]");
  EXPECT_EQ(grid["properties"]["method"]["enum"], nlohmann::ordered_json({"skeleton", "osm"}));
  EXPECT_EQ(grid["properties"]["themes"]["items"]["type"], "string");
  EXPECT_EQ(grid["properties"]["force"]["default"], false);
}

}  // namespace
}  // namespace machi
