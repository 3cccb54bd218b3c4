/// \file  Options declared once. A module's options are a plain struct whose members hold the defaults and whose
/// `void declare(OptionTable&)` binds each member with key, unit, range and text; the command line
/// (io/options/command_line.hpp), YAML (io/options/yaml.hpp) and `machi describe` (io/options/describe.hpp) all come
/// from that one declaration. Keys are snake_case; on the command line `max_speed` is `--max-speed`.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "io/options/option.hpp"

namespace machi {

/// The options of one section (a subcommand, or a section of a scenario). Bound members must outlive the table.
/// A declaration that contradicts itself (a key twice, a default outside its range) throws std::logic_error.
class OptionTable {
 public:
  OptionTable(std::string section, std::string summary);
  OptionTable(const OptionTable&) = delete;
  OptionTable& operator=(const OptionTable&) = delete;

  /// Each answers with the option, so that `.short_name('o')`, `.placeholder("FILE")`, `.required()` can follow.
  /// An endless range is written with infinity, or with the limits of std::int64_t.
  Option& number(std::string key, double& value, std::string unit, double low, double high, std::string text);
  Option& integer(std::string key, std::int64_t& value, std::string unit, std::int64_t low, std::int64_t high,
                  std::string text);
  Option& flag(std::string key, bool& value, std::string text);
  Option& text(std::string key, std::string& value, std::string text);
  Option& choice(std::string key, std::string& value, std::vector<std::string> choices, std::string text);
  Option& list(std::string key, std::vector<std::string>& value, std::string text);
  /// An argument by place: `positional("dir", dir, "Folder to write.")` reads `machi synth DIR`.
  Option& positional(std::string key, std::string& value, std::string text);
  /// The last argument, as often as it is given: `machi import INPUT…`.
  Option& positionals(std::string key, std::vector<std::string>& values, std::string text);

  const std::string& section() const { return section_; }
  const std::string& summary() const { return summary_; }
  const std::deque<Option>& options() const { return options_; }
  std::deque<Option>& options() { return options_; }
  /// Null where there is none.
  Option* find(std::string_view key);
  const Option* find(std::string_view key) const;
  /// Whether the user gave it. Throws std::logic_error for a key that nobody declared.
  bool is_set(std::string_view key) const;
  /// Throws a UsageError that names every required option that nobody gave.
  void check_required() const;

 private:
  Option& add(Option option);

  std::string section_;
  std::string summary_;
  std::deque<Option> options_;
};

/// The name of `names` that a person who wrote `word` most likely meant (Damerau's edits, at most a third of the
/// word's length); empty where none is near. Ties go to the earlier name.
std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

/// `. Did you mean 'x'?` or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

}  // namespace machi
