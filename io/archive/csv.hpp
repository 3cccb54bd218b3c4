/// \file  Tables as comma-separated text (RFC 4180), also with tabs or semicolons, and their column names.
#pragma once

#include <cstdint>
#include <functional>
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
  /// Text that comes in pieces: `more` appends the next one, and says false at the end. Memory holds about two pieces
  /// and a row; a row of more than 16 MB ends the text, and too_long() says so.
  explicit CsvReader(std::function<bool(std::string& text)> more);
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;
  /// Fills `fields` with the next row, each without blanks around it; false at the end.
  bool next(std::vector<std::string>& fields);
  /// Line in which the row that next() gave last begins, from 1.
  std::uint64_t line() const { return line_; }
  bool unclosed() const { return unclosed_; }
  bool too_long() const { return too_long_; }

 private:
  bool refill(std::size_t begin);
  void read_row(std::vector<std::string>& fields);
  bool read_field(std::string& field);
  void read_quoted(std::string& field);

  std::function<bool(std::string&)> more_;  ///< none where the text is whole
  std::string buffer_;
  std::string_view text_;
  std::size_t at_{0};
  char divider_;
  std::uint64_t line_{0};
  std::uint64_t next_line_{1};
  bool unclosed_{false};
  bool too_long_{false};
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
