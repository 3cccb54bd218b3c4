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
  default_ = value();
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
  return *this;
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
  return kind_ == Kind::number || kind_ == Kind::integer ? "N" : "TEXT";
}

std::string Option::range_text() const {
  switch (kind_) {
    case Kind::number:
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
  return std::visit([](const auto* member) { return Value(*member); }, member_);
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
  if (kind_ == Kind::list) {
    if (source > source_) assign_empty_list(source);
    std::get<std::vector<std::string>*>(member_)->push_back(std::get<std::string>(reading.value));
  } else {
    std::visit(
        [&](auto* member) {
          using Type = std::remove_pointer_t<decltype(member)>;
          if constexpr (!std::is_same_v<Type, std::vector<std::string>>) *member = std::get<Type>(reading.value);
        },
        member_);
  }
  source_ = source;
  return std::nullopt;
}

void Option::assign_empty_list(OptionSource source) {
  if (source < source_) return;
  std::get<std::vector<std::string>*>(member_)->clear();
  source_ = source;
}

std::optional<std::string> Option::problem_of_default() const {
  if (kind_ != Kind::number && kind_ != Kind::integer && kind_ != Kind::choice) return std::nullopt;
  const std::string problem = read(text_of(default_)).problem;
  return problem.empty() ? std::nullopt : std::optional(problem);
}

}  // namespace machi
