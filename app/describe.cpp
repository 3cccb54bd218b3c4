/// \file  `machi describe`: every option with unit, range, default and text; docs/options.md is its --markdown form.
#include "io/options/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "app/command.hpp"
#include "app/common_options.hpp"
#include "io/json/json.hpp"
#include "io/scenario/scenario_tables.hpp"
#include "io/study/kpi_sheet.hpp"

namespace machi {
namespace {

struct DescribeOptions {
  std::string section;
  bool scenario{false};
  bool json{false};
  bool schema{false};
  bool markdown{false};
  bool kpi{false};

  void declare(OptionTable& table) {
    table.positional("section", section,
                     "Describe this section only: a command, or machi for the common options; with --scenario a "
                     "section of a scenario file.");
    table.flag("scenario", scenario, "Describe the sections of a scenario file instead of the commands.");
    table.flag("json", json, "Print JSON.");
    table.flag("schema", schema, "Print a JSON Schema of the YAML that --options reads, or of a scenario file.");
    table.flag("kpi", kpi, "Print the page docs/formats/kpi.md: the figures of machi kpi.");
    table.flag("markdown", markdown, "Print the page docs/options.md, or docs/formats/scenario_keys.md.");
  }
};

using Tables = std::vector<const OptionTable*>;

Tables chosen_tables(const Tables& all, const std::string& section) {
  if (section.empty()) return all;
  std::vector<std::string> names;
  for (const OptionTable* table : all) names.push_back(table->section());
  const auto at = std::find(names.begin(), names.end(), section);
  if (at == names.end())
    throw UsageError(fmt::format("describe: unknown section '{}'{}", section, did_you_mean(section, names)));
  return {all[static_cast<std::size_t>(at - names.begin())]};
}

std::string text_page(const Tables& tables) {
  std::string page;
  for (const OptionTable* table : tables)
    page += fmt::format("{}{}: {}\n{}", page.empty() ? "" : "\n", table->section(), table->summary(),
                        describe_text(*table));
  return page;
}

constexpr auto options_head =
    "# Options\n\nWritten by `machi describe --markdown`; a test holds the two together.\n"
    "In a YAML file the key is the option's name with `_` for `-`.\n";
constexpr auto scenario_head =
    "# Keys of a scenario file\n\nWritten by `machi describe --scenario --markdown`; a test holds the two together. "
    "[scenario.md](scenario.md) says how\nthey work together.\n";

std::string markdown_page(const Tables& tables, bool scenario) {
  std::string page = scenario ? scenario_head : options_head;
  for (const OptionTable* table : tables) page += fmt::format("\n{}", describe_markdown(*table));
  return page;
}

std::string json_page(const Tables& tables) {
  auto page = Json::array();
  for (const OptionTable* table : tables) page.push_back(describe_json(*table));
  return json_text(page, 2) + "\n";
}

std::string schema_page(const Tables& tables) {
  Tables sections;
  for (const OptionTable* table : tables)
    if (table->section() != CommonOptions::section) sections.push_back(table);
  return json_text(describe_schema(sections), 2) + "\n";
}

ExitCode describe(const Comm& comm, const DescribeOptions& options, const Tables& all) {
  if (options.kpi) {
    if (comm.first()) fmt::print("{}", kpi_page());
    return ExitCode::done;
  }
  if (options.json + options.schema + options.markdown > 1)
    throw UsageError("describe: --json, --schema and --markdown exclude each other. Give one");
  const Tables tables = chosen_tables(all, options.section);
  if (!comm.first()) return ExitCode::done;
  fmt::print("{}", options.json       ? json_page(tables)
                   : options.schema   ? schema_page(tables)
                   : options.markdown ? markdown_page(tables, options.scenario)
                                      : text_page(tables));
  return ExitCode::done;
}

}  // namespace

Command describe_command(const std::vector<Command>& commands) {
  auto options = std::make_shared<DescribeOptions>();
  Command self{"describe",
               "Lists every option with unit, range, default and meaning",
               [options](OptionTable& table) { options->declare(table); },
               {}};
  self.run = [options, commands, name = self.name, summary = self.summary](const Comm& comm) {
    CommonOptions common;
    DescribeOptions mine;
    ScenarioTables scenario;
    std::deque<OptionTable> tables;
    common.declare(tables.emplace_back(CommonOptions::section, CommonOptions::summary));
    for (const Command& command : commands) command.declare(tables.emplace_back(command.name, command.summary));
    mine.declare(tables.emplace_back(name, summary));
    Tables all;
    if (options->scenario) {
      for (const OptionTable* table : scenario.all()) all.push_back(table);
    } else {
      for (const OptionTable& table : tables) all.push_back(&table);
    }
    return describe(comm, *options, all);
  };
  return self;
}

}  // namespace machi
