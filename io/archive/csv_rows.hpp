/// \file  Large tables of comma-separated text, streamed: memory does not grow with the file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/archive/source.hpp"

namespace machi {

/// Reads UTF-8 text with commas (RFC 4180) row by row. Fields may be quoted; rows end in LF, CRLF or CR; blank rows are
/// passed over, and so is a byte-order mark. One thread.
class CsvRows {
 public:
  /// `source` must outlive the reader; `name` is what errors show.
  CsvRows(ByteSource& source, std::string name);
  /// The next row's fields without blanks around them, valid until the next call; none at the end. Throws InputError
  /// for a quote that never closes, and for text that is not UTF-8.
  std::span<const std::string_view> next();
  /// Line in which the row that next() gave last begins, from 1.
  std::uint64_t line() const { return line_; }
  const std::string& name() const { return name_; }

 private:
  bool fill();
  bool take_row();
  void take_quoted(std::string_view row);
  std::size_t end_of_row() const;

  ByteSource& source_;
  std::string name_;
  std::string buffer_;
  std::size_t at_{0};  ///< of the next row
  bool ended_{false};  ///< the source has no more
  std::uint64_t line_{0};
  std::uint64_t next_line_{1};
  std::vector<std::string_view> fields_;
  std::string unquoted_;  ///< text of quoted fields
};

}  // namespace machi
