#include "io/options/option.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace machi {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
constexpr auto lowest_integer = std::numeric_limits<std::int64_t>::min();
constexpr auto highest_integer = std::numeric_limits<std::int64_t>::max();

template <class Number>
std::string range_of(Number low, Number high, bool has_low, bool has_high) {
  if (has_low && has_high) return fmt::format("{} … {}", low, high);
  if (has_low) return fmt::format("≥ {}", low);
  if (has_high) return fmt::format("≤ {}", high);
  return {};
}

// The whole of `word` as a number, in the C locale whatever the user's is.
template <class Number>
bool parse(std::string_view word, Number& value) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc{} && end == word.data() + word.size() && !word.empty();
}

// A word in quotes, cut so that a pasted file does not fill the terminal.
std::string quoted(std::string_view word) {
  constexpr std::size_t longest = 60;
  return word.size() <= longest ? fmt::format("'{}'", word) : fmt::format("'{}…'", word.substr(0, longest));
}

struct MemberReader {
  const std::vector<std::string>& names;
  template <class Type>
  Option::Value operator()(const Type* member) const {
    return *member;
  }
  template <class Type>
  Option::Value operator()(const std::optional<Type>* member) const {
    return member->has_value() ? Option::Value(**member) : Option::Value(std::monostate{});
  }
  Option::Value operator()(const Option::EnumMember& member) const {
    return *member.value < names.size() ? names[*member.value] : std::string{};
  }
};

// Lists grow, others are replaced.
struct MemberWriter {
  const std::vector<std::string>& names;
  const Option::Value& value;
  template <class Type>
  void operator()(Type* member) const {
    *member = std::get<Type>(value);
  }
  template <class Type>
  void operator()(std::optional<Type>* member) const {
    *member = std::get<Type>(value);
  }
  template <class Type>
  void operator()(std::vector<Type>* member) const {
    member->push_back(std::get<Type>(value));
  }
  void operator()(const Option::EnumMember& member) const {
    const auto at = std::find(names.begin(), names.end(), std::get<std::string>(value));
    *member.value = static_cast<std::uint8_t>(at - names.begin());
  }
};

}  // namespace

std::string_view name_of(Option::Kind kind) {
  switch (kind) {
    case Option::Kind::number:
      return "number";
    case Option::Kind::integer:
      return "integer";
    case Option::Kind::flag:
      return "flag";
    case Option::Kind::text:
      return "text";
    case Option::Kind::choice:
      return "choice";
    case Option::Kind::list:
      return "list";
    case Option::Kind::numbers:
      return "list of numbers";
  }
  return "text";
}

std::string text_of(const Option::Value& value) {
  struct Writer {
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const std::vector<std::string>& list) const {
      return fmt::format("{}", fmt::join(list, ", "));
    }
    std::string operator()(const std::vector<double>& list) const { return fmt::format("{}", fmt::join(list, ", ")); }
    std::string operator()(std::monostate) const { return {}; }
  };
  return std::visit(Writer{}, value);
}

Option::Option(std::string key, Kind kind, Member member, std::string text)
    : key_(std::move(key)),
      kind_(kind),
      member_(member),
      text_(std::move(text)),
      low_(-endless),
      high_(endless),
      low_integer_(lowest_integer),
      high_integer_(highest_integer) {
  // The names of an enumeration come later, with choices().
  if (!std::holds_alternative<EnumMember>(member_)) default_ = value();
}

Option& Option::short_name(char letter) {
  short_letter_ = letter;
  return *this;
}
Option& Option::placeholder(std::string name) {
  placeholder_ = std::move(name);
  return *this;
}
Option& Option::required() {
  required_ = true;
  return *this;
}
Option& Option::positional() {
  positional_ = true;
  return *this;
}
Option& Option::unit(std::string unit) {
  unit_ = std::move(unit);
  return *this;
}
Option& Option::range(double low, double high) {
  low_ = low;
  high_ = high;
  return *this;
}
Option& Option::range(std::int64_t low, std::int64_t high) {
  low_integer_ = low;
  high_integer_ = high;
  return *this;
}
Option& Option::choices(std::vector<std::string> names) {
  choices_ = std::move(names);
  default_ = value();
  return *this;
}
Option& Option::count(std::size_t entries) {
  count_ = entries;
  return *this;
}

bool Option::is_optional() const {
  return std::holds_alternative<std::optional<double>*>(member_) ||
         std::holds_alternative<std::optional<std::int64_t>*>(member_);
}

std::string Option::flag_name() const {
  if (positional_) {
    std::string name = placeholder_.empty() ? key_ : placeholder_;
    if (placeholder_.empty())
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return kind_ == Kind::list ? name + "…" : name;
  }
  std::string name = key_;
  std::replace(name.begin(), name.end(), '_', '-');
  return (default_is_true() ? "--no-" : "--") + name;
}

std::string Option::placeholder_text() const {
  if (kind_ == Kind::flag || positional_) return {};
  if (!placeholder_.empty()) return placeholder_;
  if (kind_ == Kind::choice) return fmt::format("{}", fmt::join(choices_, "|"));
  if (kind_ == Kind::numbers) return "N,N";
  return kind_ == Kind::number || kind_ == Kind::integer ? "N" : "TEXT";
}

std::string Option::range_text() const {
  switch (kind_) {
    case Kind::number:
    case Kind::numbers:
      return range_of(low_, high_, low_ > -endless, high_ < endless);
    case Kind::integer:
      return range_of(low_integer_, high_integer_, low_integer_ != lowest_integer, high_integer_ != highest_integer);
    case Kind::choice:
      return fmt::format("{}", fmt::join(choices_, ", "));
    case Kind::flag:
    case Kind::text:
    case Kind::list:
      break;
  }
  return {};
}

Option::Value Option::value() const {
  return std::visit(MemberReader{choices_}, member_);
}

void Option::write(const Value& value) {
  std::visit(MemberWriter{choices_, value}, member_);
}

Option::Reading Option::read_number(std::string_view word) const {
  double value = 0;
  if (!parse(word, value) || !std::isfinite(value)) return {{}, fmt::format("{} is not a number", quoted(word))};
  if (value < low_ || value > high_) return {{}, out_of_range(word)};
  return {value, {}};
}

Option::Reading Option::read_integer(std::string_view word) const {
  std::int64_t value = 0;
  if (!parse(word, value)) {
    const bool digits =
        !word.empty() && word.find_first_not_of("0123456789", word[0] == '-' ? 1 : 0) == word.npos && word != "-";
    return {{}, digits ? out_of_range(word) : fmt::format("{} is not a whole number", quoted(word))};
  }
  if (value < low_integer_ || value > high_integer_) return {{}, out_of_range(word)};
  return {value, {}};
}

Option::Reading Option::read(std::string_view word) const {
  switch (kind_) {
    case Kind::number:
    case Kind::numbers:
      return read_number(word);
    case Kind::integer:
      return read_integer(word);
    case Kind::flag:
      if (word == "true" || word == "false") return {word == "true", {}};
      return {{}, fmt::format("{} is neither true nor false", quoted(word))};
    case Kind::choice:
      if (std::find(choices_.begin(), choices_.end(), word) == choices_.end())
        return {{}, fmt::format("{} is none of {}", quoted(word), range_text())};
      return {std::string(word), {}};
    case Kind::text:
    case Kind::list:
      break;
  }
  return {std::string(word), {}};
}

std::string Option::out_of_range(std::string_view word) const {
  const std::string range = range_text();
  return fmt::format("{} is outside the range {}{}{}", word, range.empty() ? "of 64-bit integers" : range,
                     unit_.empty() ? "" : " ", unit_);
}

std::optional<std::string> Option::assign(std::string_view word, OptionSource source) {
  const Reading reading = read(word);
  if (!reading.problem.empty()) return reading.problem;
  if (source < source_) return std::nullopt;
  if (is_list() && source > source_) assign_empty_list(source);
  write(reading.value);
  source_ = source;
  return std::nullopt;
}

void Option::assign_empty_list(OptionSource source) {
  if (source < source_) return;
  if (kind_ == Kind::list) std::get<std::vector<std::string>*>(member_)->clear();
  if (kind_ == Kind::numbers) std::get<std::vector<double>*>(member_)->clear();
  source_ = source;
}

std::optional<std::string> Option::problem_of_count() const {
  if (count_ == 0 || kind_ != Kind::numbers) return std::nullopt;
  const std::size_t entries = std::get<std::vector<double>>(value()).size();
  if (entries == count_ || entries == 0) return std::nullopt;
  return fmt::format("{} number{} instead of {}", entries, entries == 1 ? "" : "s", count_);
}

std::optional<std::string> Option::problem_of_default() const {
  if (kind_ != Kind::number && kind_ != Kind::integer && kind_ != Kind::choice) return std::nullopt;
  if (std::holds_alternative<std::monostate>(default_)) return std::nullopt;
  const std::string problem = read(text_of(default_)).problem;
  return problem.empty() ? std::nullopt : std::optional(problem);
}

}  // namespace machi
