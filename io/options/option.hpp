/// \file  One option of Machi: its key, type, unit, range, default and text, and the member that it sets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace machi {

/// Who set an option's value; a later one in this list is never overruled by an earlier one.
enum class OptionSource { none, file, command_line };

/// Made by OptionTable only. `assign` checks a text against type and range and writes the bound member.
class Option {
 public:
  enum class Kind { number, integer, flag, text, choice, list, numbers };
  /// An enumeration on one byte whose enumerators, from 0, are the choices in their order.
  struct EnumMember {
    std::uint8_t* value;
  };
  /// Optional members hold nothing until they are given.
  using Member = std::variant<double*, std::int64_t*, bool*, std::string*, std::vector<std::string>*,
                              std::vector<double>*, std::optional<double>*, std::optional<std::int64_t>*, EnumMember>;
  /// monostate: an optional member that nobody gave.
  using Value = std::variant<double, std::int64_t, bool, std::string, std::vector<std::string>, std::vector<double>,
                             std::monostate>;

  Option(std::string key, Kind kind, Member member, std::string text);

  /// A one-letter name beside the long one: `-o`.
  Option& short_name(char letter);
  /// What stands for the value in help: FILE, DIR.
  Option& placeholder(std::string name);
  /// Its absence on the command line and in the file is an error.
  Option& required();
  /// Given by its place on the command line instead of by a name. A list takes every further place.
  Option& positional();
  Option& unit(std::string unit);
  Option& range(double low, double high);
  Option& range(std::int64_t low, std::int64_t high);
  Option& choices(std::vector<std::string> names);
  /// How many entries a list of numbers has, where it is not empty.
  Option& count(std::size_t entries);

  const std::string& key() const { return key_; }
  Kind kind() const { return kind_; }
  const std::string& unit() const { return unit_; }
  const std::string& text() const { return text_; }
  const std::vector<std::string>& choices() const { return choices_; }
  std::size_t count() const { return count_; }  ///< 0: any
  bool is_list() const { return kind_ == Kind::list || kind_ == Kind::numbers; }
  bool is_optional() const;
  double low() const { return low_; }
  double high() const { return high_; }
  std::int64_t low_integer() const { return low_integer_; }
  std::int64_t high_integer() const { return high_integer_; }
  char short_letter() const { return short_letter_; }
  bool is_required() const { return required_; }
  bool is_positional() const { return positional_; }
  bool default_is_true() const { return default_ == Value(true); }
  bool is_set() const { return source_ != OptionSource::none; }
  OptionSource source() const { return source_; }
  /// The value in force, and the one that was declared.
  Value value() const;
  const Value& default_value() const { return default_; }

  /// The name on the command line: `--max-speed`, `--no-lifts` for a flag that is on by default, `DIR` for a place.
  std::string flag_name() const;
  /// `N`, `FILE`, `a|b`; empty for a flag.
  std::string placeholder_text() const;
  /// `0.25 … 10`, `≥ 0`, `a, b, c`; empty where everything goes.
  std::string range_text() const;
  /// Sets the member from one word (a list: appends it). The answer says what is wrong, or is empty.
  /// A list that a lesser source filled, or that holds the default, is emptied first.
  std::optional<std::string> assign(std::string_view word, OptionSource source);
  /// A list given as nothing at all: `key: []`.
  void assign_empty_list(OptionSource source);
  /// What is wrong with the number of entries of a list of numbers.
  std::optional<std::string> problem_of_count() const;
  /// What is wrong with the default that was declared.
  std::optional<std::string> problem_of_default() const;

 private:
  /// A word in the option's type, or what is wrong with it.
  struct Reading {
    Value value;
    std::string problem;
  };
  Reading read(std::string_view word) const;
  Reading read_number(std::string_view word) const;
  Reading read_integer(std::string_view word) const;
  std::string out_of_range(std::string_view word) const;
  void write(const Value& value);

  std::string key_;
  Kind kind_;
  Member member_;
  std::string text_;
  std::string unit_;
  std::string placeholder_;
  Value default_;
  std::vector<std::string> choices_;
  std::size_t count_{0};
  double low_;
  double high_;
  std::int64_t low_integer_;
  std::int64_t high_integer_;
  char short_letter_{'\0'};
  bool required_{false};
  bool positional_{false};
  OptionSource source_{OptionSource::none};
};

std::string_view name_of(Option::Kind kind);

/// `1.5`, `true`, `a, b`: as YAML would have it, without quotes.
std::string text_of(const Option::Value& value);

}  // namespace machi
