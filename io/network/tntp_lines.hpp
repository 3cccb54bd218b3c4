/// \file  TNTP files line by line: metadata, then rows of numbers, with the place for errors.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/archive/source.hpp"

namespace machi {

/// Walks through a file. Blank lines are passed over; comments begin with '~'.
class TntpLines {
 public:
  /// Throws InputError where the bytes are no text or more than a gigabyte.
  TntpLines(ByteSource& source, std::string name);

  /// Reads up to <END OF METADATA>. Throws InputError where that is missing.
  void read_metadata();
  /// A whole number of the metadata. Throws InputError where it is missing or not in [low, high].
  std::uint32_t count(const char* key, std::uint32_t low, std::uint32_t high) const;
  bool says(const char* key) const { return metadata_.contains(key); }
  double total(const char* key) const;

  /// Goes to the next line that is not blank; false at the end.
  bool next();
  std::string_view line() const { return line_; }
  std::uint64_t number() const { return number_; }
  /// Parts of a text between blanks, without semicolons.
  static std::vector<std::string_view> words(std::string_view text);

  /// A finite number, or a whole one in [low, high]; fails with what it is for.
  double real(std::string_view word, std::string_view what) const;
  std::uint32_t whole(std::string_view word, std::string_view what, std::uint32_t low, std::uint32_t high) const;

  /// Throws InputError for the current line, another line, or the file.
  [[noreturn]] void fail(const std::string& problem) const { fail_at(number_, problem); }
  [[noreturn]] void fail_at(std::uint64_t number, const std::string& problem) const;
  [[noreturn]] void fail_file(const std::string& problem) const;

 private:
  struct Entry {
    std::string value;
    std::uint64_t number;
  };
  const Entry& entry(const char* key) const;

  std::string name_;
  std::string text_;
  std::size_t at_{0};
  std::string_view line_;
  std::uint64_t number_{0};
  std::map<std::string, Entry, std::less<>> metadata_;  ///< keys in capitals
};

}  // namespace machi
