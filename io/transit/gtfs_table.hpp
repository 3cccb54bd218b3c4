/// \file  One table of a GTFS feed: rows by names of columns, and errors that say file, line and column.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/archive/csv_rows.hpp"

namespace machi {

/// Streams a table whose first row names its columns. One thread.
class GtfsTable {
 public:
  static constexpr std::size_t none = ~std::size_t{0};

  /// Reads the names of the columns. Throws InputError for a table without any row.
  GtfsTable(ByteSource& source, std::string name);
  /// Where a column is; `none` where the table does not have it. Asked before the first next().
  std::size_t column(std::string_view name) const;
  /// The same. Throws InputError where it is missing.
  std::size_t required(std::string_view name) const;
  /// The next row; false at the end.
  bool next();

  /// The text of a column in this row; empty where there is none.
  std::string_view text(std::size_t column) const {
    return column < fields_.size() ? fields_[column] : std::string_view{};
  }
  /// The same. Throws InputError where it is empty.
  std::string_view filled(std::size_t column) const;
  /// A whole number; `otherwise` where the column is empty. Throws InputError for anything else.
  std::int64_t whole(std::size_t column, std::int64_t otherwise) const;
  /// A decimal number. Throws InputError where it is empty or none.
  double number(std::size_t column) const;
  /// Seconds after the service day's midnight (noon minus 12 h) from H:MM:SS, hours also above 23; none where empty.
  std::optional<std::int32_t> time_s(std::size_t column) const;
  /// Days since 1970-01-01 from YYYYMMDD.
  std::int32_t date(std::size_t column) const;

  std::uint32_t line() const { return static_cast<std::uint32_t>(rows_.line()); }
  const std::string& name() const { return rows_.name(); }
  /// Throws InputError that names file and line of this row.
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  std::string_view title(std::size_t column) const {
    return column < titles_.size() ? std::string_view(titles_[column]) : std::string_view("a column");
  }

  CsvRows rows_;
  std::vector<std::string> titles_;
  std::span<const std::string_view> fields_;
};

/// Days since 1970-01-01 from YYYYMMDD or YYYY-MM-DD; none where it is no date.
std::optional<std::int32_t> days_of_date(std::string_view text);
/// YYYY-MM-DD.
std::string text_of_date(std::int32_t days);
/// 0 Monday … 6 Sunday.
int weekday_of(std::int32_t days);
/// HH:MM of seconds after midnight, hours also above 23.
std::string text_of_time(std::int32_t seconds);

}  // namespace machi
