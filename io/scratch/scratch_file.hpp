/// \file  Bytes that an import sets down on disk and takes up again, so that memory does not grow with the city.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace machi {

/// A file without a name: it is removed from its folder as soon as it is made, so that it is gone on every exit, a kill
/// included. It is made when the first bytes come. Appends by one thread at a time; reads by any, while none appends.
class ScratchFile {
 public:
  /// `folder` holds the file.
  explicit ScratchFile(std::string folder) : folder_(std::move(folder)) {}
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  /// Appends bytes; where they begin. Throws OutputError where the disk does not take them.
  std::uint64_t append(std::span<const std::byte> bytes);
  /// Reads bytes that were appended. Throws OutputError where the disk does not give them.
  void read(std::uint64_t at, std::span<std::byte> into) const;
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::string folder_;
  int descriptor_{-1};
  std::uint64_t bytes_{0};
};

}  // namespace machi
