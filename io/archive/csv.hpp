/// \file  Tables as comma-separated text (RFC 4180), also with tabs or semicolons, and their column names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace machi {

/// Reads UTF-8 text row by row. Fields may be quoted; rows end in LF, CRLF or CR; blank rows are passed over. A quote
/// that never closes ends with the text, and unclosed() says so.
class CsvReader {
 public:
  /// `text` must outlive the reader. The divider is the most frequent of comma, tab and semicolon in the first row.
  explicit CsvReader(std::string_view text);
  /// Fills `fields` with the next row, each without blanks around it; false at the end.
  bool next(std::vector<std::string>& fields);
  /// Line in which the row that next() gave last begins, from 1.
  std::uint64_t line() const { return line_; }
  bool unclosed() const { return unclosed_; }

 private:
  bool read_field(std::string& field);
  void read_quoted(std::string& field);

  std::string_view text_;
  std::size_t at_{0};
  char divider_;
  std::uint64_t line_{0};
  std::uint64_t next_line_{1};
  bool unclosed_{false};
};

/// Whether a column's name says latitude, longitude, the name of a place, or a mesh code; exact names of the municipal
/// open-data standard, of the GSI and of e-Stat, and their English forms, letters in any case.
bool is_latitude_column(std::string_view name);
bool is_longitude_column(std::string_view name);
bool is_place_name_column(std::string_view name);
bool is_mesh_column(std::string_view name);

/// ASCII letters in lower case, blanks (also full-width) at both ends removed.
std::string folded(std::string_view name);

}  // namespace machi
