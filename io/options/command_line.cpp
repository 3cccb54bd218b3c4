#include "io/options/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "engine/core/error.hpp"

namespace machi {
namespace {

void assign_words(Option& option, const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (const auto problem = option.assign(word, OptionSource::command_line))
      throw UsageError(fmt::format("{}: {}", option.flag_name(), *problem));
}

std::string cli11_name(const Option& option) {
  if (option.is_positional()) return option.key();
  std::string names = option.flag_name();
  if (option.short_letter() != '\0') names = fmt::format("-{},{}", option.short_letter(), names);
  return names;
}

void add_one(CLI::App& app, Option& option) {
  const std::string name = cli11_name(option);
  if (option.kind() == Option::Kind::flag) {
    const std::string word = option.default_is_true() ? "false" : "true";
    app.add_flag_callback(name, [&option, word] { assign_words(option, {word}); });
  } else if (option.is_list()) {
    auto* added = app.add_option_function<std::vector<std::string>>(
        name, [&option](const std::vector<std::string>& words) { assign_words(option, words); });
    if (!option.is_positional()) added->allow_extra_args(false);
  } else {
    app.add_option_function<std::string>(name, [&option](const std::string& word) { assign_words(option, {word}); });
  }
}

// Every way to name an option, so that a misspelt `-` or `--no-` finds its like.
std::vector<std::string> names_of(const std::vector<const OptionTable*>& tables) {
  std::vector<std::string> names;
  for (const OptionTable* table : tables)
    for (const Option& option : table->options())
      if (!option.is_positional()) names.push_back(option.flag_name());
  return names;
}

}  // namespace

void add_to(CLI::App& app, OptionTable& table) {
  app.allow_extras();
  app.set_help_flag();
  for (Option& option : table.options()) add_one(app, option);
}

void read_words(CLI::App& app, std::vector<std::string> words) {
  // CLI11 takes the words from the back.
  std::reverse(words.begin(), words.end());
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
}

void refuse_unknown(const CLI::App& app, const std::string& command, const std::vector<const OptionTable*>& tables) {
  const std::vector<std::string> words = app.remaining();
  if (words.empty()) return;
  const std::string where = command.empty() ? "" : command + ": ";
  const std::string help = fmt::format(". See `machi {}{}--help`", command, command.empty() ? "" : " ");
  const auto unknown = std::find_if(words.begin(), words.end(), [](const auto& w) { return w.starts_with('-'); });
  if (unknown == words.end()) throw UsageError(fmt::format("{}'{}' is an argument too many{}", where, words[0], help));
  const std::string name = unknown->substr(0, unknown->find('='));
  const std::string hint = did_you_mean(name, names_of(tables));
  throw UsageError(fmt::format("{}unknown option '{}'{}", where, name, hint.empty() ? help : hint));
}

}  // namespace machi
