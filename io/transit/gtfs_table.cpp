#include "io/transit/gtfs_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "engine/core/error.hpp"

namespace machi {
namespace {

template <class Number>
std::optional<Number> parsed(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int32_t> seconds_of(std::string_view text) {
  const std::size_t first = text.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view parts[] = {text.substr(0, first), text.substr(first + 1, second - first - 1),
                                    text.substr(second + 1)};
  std::int32_t values[3]{};
  for (std::size_t k = 0; k < 3; ++k) {
    if (!is_digits(parts[k]) || parts[k].size() > 3) return std::nullopt;
    values[k] = *parsed<std::int32_t>(parts[k]);
  }
  if (values[1] > 59 || values[2] > 59) return std::nullopt;
  return 3600 * values[0] + 60 * values[1] + values[2];
}

}  // namespace

GtfsTable::GtfsTable(ByteSource& source, std::string name) : rows_(source, std::move(name)) {
  const std::span<const std::string_view> titles = rows_.next();
  if (titles.empty()) throw InputError(rows_.name(), "is empty. Begin it with a row of column names");
  titles_.assign(titles.begin(), titles.end());
}

std::size_t GtfsTable::column(std::string_view name) const {
  const auto found = std::find(titles_.begin(), titles_.end(), name);
  return found == titles_.end() ? none : static_cast<std::size_t>(found - titles_.begin());
}

std::size_t GtfsTable::required(std::string_view name) const {
  const std::size_t found = column(name);
  if (found == none)
    throw InputError(rows_.name() + ":1", fmt::format("has no column '{}', which GTFS requires. Add it", name));
  return found;
}

bool GtfsTable::next() {
  fields_ = rows_.next();
  return !fields_.empty();
}

std::string_view GtfsTable::filled(std::size_t column) const {
  const std::string_view value = text(column);
  if (value.empty()) fail(fmt::format("'{}' is empty. Fill it in", title(column)));
  return value;
}

std::int64_t GtfsTable::whole(std::size_t column, std::int64_t otherwise) const {
  const std::string_view value = text(column);
  if (value.empty()) return otherwise;
  const std::optional<std::int64_t> number = parsed<std::int64_t>(value);
  if (!number || *number < 0)
    fail(fmt::format("'{}' = '{}' is no whole number from 0 on. Correct it", title(column), value));
  return *number;
}

double GtfsTable::number(std::size_t column) const {
  const std::string_view value = filled(column);
  const std::optional<double> number = parsed<double>(value);
  if (!number || !std::isfinite(*number))
    fail(fmt::format("'{}' = '{}' is no number. Correct it", title(column), value));
  return *number;
}

std::optional<std::int32_t> GtfsTable::time_s(std::size_t column) const {
  const std::string_view value = text(column);
  if (value.empty()) return std::nullopt;
  const std::optional<std::int32_t> seconds = seconds_of(value);
  if (!seconds) fail(fmt::format("'{}' = '{}' is no time. Write HH:MM:SS", title(column), value));
  return seconds;
}

std::int32_t GtfsTable::date(std::size_t column) const {
  const std::string_view value = filled(column);
  const std::optional<std::int32_t> days = days_of_date(value);
  if (!days) fail(fmt::format("'{}' = '{}' is no date. Write YYYYMMDD", title(column), value));
  return *days;
}

void GtfsTable::fail(const std::string& problem) const {
  throw InputError(fmt::format("{}:{}", rows_.name(), rows_.line()), problem);
}

std::optional<std::int32_t> days_of_date(std::string_view text) {
  std::string digits(text);
  if (digits.size() == 10 && digits[4] == '-' && digits[7] == '-') std::erase(digits, '-');
  if (digits.size() != 8 || !is_digits(digits)) return std::nullopt;
  const std::int32_t number = *parsed<std::int32_t>(digits);
  const std::chrono::year_month_day date{std::chrono::year(number / 10000),
                                         std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
                                         std::chrono::day(static_cast<unsigned>(number % 100))};
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::string text_of_date(std::int32_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

int weekday_of(std::int32_t days) {
  return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(std::chrono::days(days))).iso_encoding()) - 1;
}

std::string text_of_time(std::int32_t seconds) {
  return fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
}

}  // namespace machi
