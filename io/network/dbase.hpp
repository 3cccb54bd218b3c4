/// \file  The attribute table of a shapefile (dBASE III), row by row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/archive/source.hpp"

namespace machi {

class DbaseReader {
 public:
  /// Reads the header. `encoding` is the content of a .cpg, empty where there is none: then the header's language
  /// byte decides, else UTF-8 where it is well-formed and CP932 where not. Throws InputError(name, …).
  DbaseReader(ByteSource& source, std::string name, std::string_view encoding);

  const std::vector<std::string>& fields() const { return fields_; }
  /// Values of the next row in UTF-8, without blanks around them; false at the end. Throws InputError(name, …) for a
  /// row that the end cuts off.
  bool next(std::vector<std::string>& values);

 private:
  struct Field {
    std::size_t offset;
    std::size_t width;
  };
  enum class Encoding : std::uint8_t { guess, utf8, cp932, latin1 };

  void read_fields(std::string_view descriptors);
  std::string decoded(std::string_view bytes) const;

  ByteSource& source_;
  std::string name_;
  std::vector<std::string> fields_;
  std::vector<Field> places_;
  Encoding encoding_{Encoding::guess};
  std::uint32_t rows_left_{0};
  std::string row_;
};

/// Fills `into` wholly; false at the end before its first byte. Throws InputError(name, "is truncated …").
bool read_exactly(ByteSource& source, const std::string& name, std::span<char> into);

}  // namespace machi
