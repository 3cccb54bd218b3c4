/// \file  Options declared once. A module's options are a plain struct whose members hold the defaults and whose
/// `void declare(OptionTable&)` binds each member with key, unit, range and text; the command line
/// (io/options/command_line.hpp), YAML (io/options/yaml.hpp) and `machi describe` (io/options/describe.hpp) all come
/// from that one declaration. Keys are snake_case; on the command line `max_speed` is `--max-speed`, in files units
/// keep their capitals: `heating_C`.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "io/options/item_list.hpp"
#include "io/options/option.hpp"

namespace machi {

/// How the options of a section are written: `--max-speed 1` on a command line, or `max_speed: 1` in YAML only.
enum class OptionStyle { flags, keys };

/// The options of one section (a subcommand, or a section of a scenario). Bound members must outlive the table.
/// A declaration that contradicts itself (a key twice, a default outside its range) throws std::logic_error.
class OptionTable {
 public:
  OptionTable(std::string section, std::string summary, OptionStyle style = OptionStyle::flags);
  OptionTable(const OptionTable&) = delete;
  OptionTable& operator=(const OptionTable&) = delete;

  /// Each answers with the option, so that `.short_name('o')`, `.placeholder("FILE")`, `.required()` can follow.
  /// An endless range is written with infinity, or with the limits of std::int64_t.
  Option& number(std::string key, double& value, std::string unit, double low, double high, std::string text);
  Option& integer(std::string key, std::int64_t& value, std::string unit, std::int64_t low, std::int64_t high,
                  std::string text);
  /// Numbers that need not be given.
  Option& number(std::string key, std::optional<double>& value, std::string unit, double low, double high,
                 std::string text);
  Option& integer(std::string key, std::optional<std::int64_t>& value, std::string unit, std::int64_t low,
                  std::int64_t high, std::string text);
  /// A list of numbers, each within the range.
  Option& numbers(std::string key, std::vector<double>& value, std::string unit, double low, double high,
                  std::string text);
  Option& flag(std::string key, bool& value, std::string text);
  Option& text(std::string key, std::string& value, std::string text);
  Option& choice(std::string key, std::string& value, std::vector<std::string> choices, std::string text);
  /// An enumeration on one byte; the choices name its enumerators from 0 on.
  template <class Enum>
  requires std::is_enum_v<Enum> &&
      (sizeof(Enum) == 1) Option& choice(std::string key, Enum& value, std::vector<std::string> choices,
                                         std::string text) {
    return enumeration(std::move(key), reinterpret_cast<std::uint8_t*>(&value), std::move(choices), std::move(text));
  }
  Option& list(std::string key, std::vector<std::string>& value, std::string text);
  /// A list of mappings; the kinds of its items follow with ItemList::kind. Without a key the section itself is the
  /// list and has nothing else.
  ItemList& items(std::string key, std::string kind_key, std::string text);
  /// An argument by place: `positional("dir", dir, "Folder to write.")` reads `machi synth DIR`.
  Option& positional(std::string key, std::string& value, std::string text);
  /// The last argument, as often as it is given: `machi import INPUT…`.
  Option& positionals(std::string key, std::vector<std::string>& values, std::string text);

  const std::string& section() const { return section_; }
  const std::string& summary() const { return summary_; }
  OptionStyle style() const { return style_; }
  const std::deque<Option>& options() const { return options_; }
  std::deque<Option>& options() { return options_; }
  const std::deque<ItemList>& item_lists() const { return item_lists_; }
  /// Null where there is none.
  Option* find(std::string_view key);
  const Option* find(std::string_view key) const;
  ItemList* find_items(std::string_view key);
  /// Of options and lists of items, in the order of their declaration.
  std::vector<std::string> keys() const;
  /// Whether the user gave it. Throws std::logic_error for a key that nobody declared.
  bool is_set(std::string_view key) const;
  /// Whether the section stood in a file or something in it was set.
  bool is_given() const { return given_; }
  void mark_given() { given_ = true; }
  /// Throws a UsageError that names every required option that nobody gave.
  void check_required() const;

 private:
  Option& add(Option option);
  Option& enumeration(std::string key, std::uint8_t* value, std::vector<std::string> choices, std::string text);

  std::string section_;
  std::string summary_;
  OptionStyle style_;
  bool given_{false};
  std::deque<Option> options_;
  std::deque<ItemList> item_lists_;
};

/// Null where none of `tables` has that section.
OptionTable* find_table(std::string_view section, const std::vector<OptionTable*>& tables);
std::vector<std::string> table_names(const std::vector<OptionTable*>& tables);

/// The name of `names` that a person who wrote `word` most likely meant (Damerau's edits, at most a third of the
/// word's length); empty where none is near. Ties go to the earlier name.
std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

/// The words of a list written as one text: separated by commas, blanks around them and empty ones left out.
std::vector<std::string> words_of_list(std::string_view text);

/// `. Did you mean 'x'?` or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

}  // namespace machi
