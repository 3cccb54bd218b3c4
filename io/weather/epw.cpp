#include "io/weather/epw.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "engine/core/error.hpp"
#include "io/archive/source.hpp"

namespace machi {
namespace {

constexpr std::uint64_t largest_file = 16'000'000;
constexpr std::size_t header_lines = 8;

/// A column that is read: its place in a row, where it goes, the value that says "missing", and what it can be.
struct EpwColumn {
  const char* name;
  std::size_t place;
  std::vector<double> WeatherYear::*values;
  bool of_moment;  ///< measured at the row's time, not over the hour before
  double missing;
  double low;
  double high;
};

constexpr std::array<EpwColumn, 8> columns{{
    {"dry bulb temperature", 6, &WeatherYear::dry_bulb_C, true, 99.9, -70, 70},
    {"dew point temperature", 7, &WeatherYear::dew_point_C, true, 99.9, -70, 70},
    {"atmospheric pressure", 9, &WeatherYear::pressure_Pa, true, 999999, 31000, 120000},
    {"horizontal infrared radiation", 12, &WeatherYear::sky_infrared_W_m2, true, 9999, 0, 800},
    {"global horizontal radiation", 13, &WeatherYear::global_level_W_m2, false, 9999, 0, 1600},
    {"direct normal radiation", 14, &WeatherYear::direct_normal_W_m2, false, 9999, 0, 1500},
    {"diffuse horizontal radiation", 15, &WeatherYear::diffuse_level_W_m2, false, 9999, 0, 1200},
    {"wind speed", 21, &WeatherYear::wind_m_s, true, 999, 0, 80},
}};
constexpr std::size_t fewest_fields = 22;

/// A text line by line, each as its fields between commas.
class EpwLines {
 public:
  EpwLines(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  bool next() {
    if (at_ >= text_.size()) return false;
    std::string_view line = text_.substr(at_, text_.find('\n', at_) - at_);
    at_ += line.size() + 1;
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    fields_.clear();
    for (std::size_t from = 0; from <= line.size();) {
      const std::size_t to = std::min(line.find(',', from), line.size());
      fields_.push_back(line.substr(from, to - from));
      from = to + 1;
    }
    return true;
  }
  std::size_t size() const { return fields_.size(); }
  std::string_view field(std::size_t k) const { return k < fields_.size() ? fields_[k] : std::string_view(); }
  bool blank() const { return fields_.size() == 1 && fields_[0].empty(); }

  double number(std::size_t k, const char* what) const {
    std::string_view word = field(k);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
      fail(fmt::format("the {} in column {} is '{}' instead of a number. Is this an EPW file of 35 columns?", what,
                       k + 1, word.substr(0, 20)));
    return value;
  }
  [[noreturn]] void fail(const std::string& problem) const {
    throw InputError(fmt::format("{}:{}", name_, line_), problem);
  }

 private:
  std::string_view text_;
  const std::string& name_;
  std::size_t at_{0};
  std::size_t line_{0};
  std::vector<std::string_view> fields_;
};

double number_within(const EpwLines& lines, std::size_t k, const char* what, double low, double high) {
  const double value = lines.number(k, what);
  if (!(value >= low && value <= high))
    lines.fail(fmt::format("the {} is {}, outside {} … {}. Is the column the right one?", what, value, low, high));
  return value;
}

WeatherPlace read_header(EpwLines& lines) {
  if (!lines.next() || lines.field(0) != "LOCATION" || lines.size() < 10)
    lines.fail("does not begin with LOCATION and its ten fields. Give an EPW file");
  WeatherPlace place;
  place.name = std::string(lines.field(1));
  place.latitude_deg = number_within(lines, 6, "latitude", -90, 90);
  place.longitude_deg = number_within(lines, 7, "longitude", -180, 180);
  place.utc_offset_h = number_within(lines, 8, "time zone", -12, 14);
  place.elevation_m = number_within(lines, 9, "elevation", -500, 9000);
  for (std::size_t k = 1; k < header_lines; ++k)
    if (!lines.next()) lines.fail("ends within the header. Give a whole EPW file");
  if (lines.field(0) != "DATA PERIODS") lines.fail("is not the line DATA PERIODS that ends the header of eight lines");
  if (lines.number(1, "number of data periods") != 1 || lines.number(2, "number of records an hour") != 1)
    lines.fail("has several data periods or records an hour. Give one period of hourly records");
  return place;
}

/// The day and hour of a row must be the one that follows the row before.
void check_time(const EpwLines& lines, int month, int day, int hour) {
  const auto found_month = static_cast<int>(number_within(lines, 1, "month", 1, 12));
  const auto found_day = static_cast<int>(number_within(lines, 2, "day", 1, 31));
  const auto found_hour = static_cast<int>(number_within(lines, 3, "hour", 1, 24));
  if (found_month == month && found_day == day && found_hour == hour) return;
  if (found_month == 2 && found_day == 29)
    lines.fail("is 29 February, but a weather year has 365 days. Remove the 24 hours of the leap day");
  lines.fail(
      fmt::format("has month {}, day {}, hour {} where {}, {}, {} follows. An hour is missing, twice or out of "
                  "order; give all 8760",
                  found_month, found_day, found_hour, month, day, hour));
}

void read_hour(const EpwLines& lines, WeatherYear& year) {
  if (lines.size() < fewest_fields)
    lines.fail(fmt::format("has {} columns instead of 35. Is this an EPW file?", lines.size()));
  for (const EpwColumn& column : columns) {
    const double value = lines.number(column.place, column.name);
    if (value >= column.missing)
      lines.fail(fmt::format("the {} is missing ({}). Fill the gap", column.name, lines.field(column.place)));
    (year.*column.values).push_back(number_within(lines, column.place, column.name, column.low, column.high));
  }
}

/// What was measured at the end of each hour becomes the hour's mean, as if it ran straight from one to the next; the
/// year's first hour begins where its last ended.
void take_means(std::vector<double>& values) {
  double before = values.back();
  for (double& value : values) {
    const double mean = (before + value) / 2;
    before = value;
    value = mean;
  }
}

}  // namespace

WeatherYear parse_epw(std::string_view text, const std::string& name) {
  EpwLines lines(text, name);
  WeatherYear year;
  year.place = read_header(lines);
  for (const EpwColumn& column : columns) (year.*column.values).reserve(hours_per_year);
  for (int month = 1; month <= 12; ++month)
    for (int day = 1; day <= month_days[month - 1]; ++day)
      for (int hour = 1; hour <= 24; ++hour) {
        if (!lines.next() || lines.blank())
          lines.fail(fmt::format("ends after {} of 8760 hours. Give a whole year", year.dry_bulb_C.size()));
        check_time(lines, month, day, hour);
        read_hour(lines, year);
      }
  while (lines.next())
    if (!lines.blank()) lines.fail("follows after 31 December. Give one year of 8760 hours");
  for (const EpwColumn& column : columns)
    if (column.of_moment) take_means(year.*column.values);
  return year;
}

WeatherYear read_epw(const std::string& path) {
  return parse_epw(read_all(*open_file(path), path, largest_file), path);
}

}  // namespace machi
