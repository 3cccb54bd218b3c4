/// \file  Files of the town: written whole, parents made, failures told.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace machi::synth {

/// Writes the parts one after the other into a new file (an old one is replaced) and answers with its size. Makes
/// missing folders. Throws OutputError. Any thread, each its own file.
std::int64_t write_file(const std::string& path, std::initializer_list<std::string_view> parts);

/// A file that several ranks write at known places.
class SharedFile {
 public:
  /// `create` empties or makes it; the others open it afterwards.
  SharedFile(const std::string& path, bool create);
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;
  void write(std::string_view bytes, std::uint64_t offset);
  /// Tells late errors (a full disk).
  void close();

 private:
  std::string path_;
  int descriptor_;
};

}  // namespace machi::synth
