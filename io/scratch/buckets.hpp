/// \file  Bytes sorted into buckets as they come, and each bucket taken up again as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/scratch/scratch_file.hpp"

namespace machi {

/// Keeps up to `memory_bytes` in memory and the rest in a scratch file. What is added to a bucket comes back in the
/// order in which it was added. One thread at a time.
class Buckets {
 public:
  static constexpr std::uint64_t usual_memory = std::uint64_t{8} << 20;

  Buckets(const std::string& folder, std::size_t buckets, std::uint64_t memory_bytes = usual_memory)
      : file_(folder), waiting_(buckets), written_(buckets), memory_bytes_(memory_bytes) {}

  std::size_t size() const { return waiting_.size(); }
  /// One more bucket; its number.
  std::size_t grow();
  /// Throws OutputError where the disk does not take what memory does not hold.
  void add(std::size_t bucket, std::span<const std::byte> bytes);
  std::uint64_t bytes(std::size_t bucket) const;
  /// All bytes of a bucket; it stays as it is.
  std::vector<std::byte> read(std::size_t bucket) const;
  /// The same in pieces of at most `memory_bytes` and one add() more, which end where an add() ended.
  std::size_t pieces(std::size_t bucket) const { return written_[bucket].size() + (waiting_[bucket].empty() ? 0 : 1); }
  std::vector<std::byte> piece(std::size_t bucket, std::size_t index) const;
  /// On disk.
  std::uint64_t scratch_bytes() const { return file_.bytes(); }

 private:
  struct Extent {
    std::uint64_t at{0};
    std::uint64_t bytes{0};
  };
  void write_waiting();

  ScratchFile file_;
  std::vector<std::vector<std::byte>> waiting_;  ///< [buckets]
  std::vector<std::vector<Extent>> written_;     ///< [buckets]
  std::uint64_t memory_bytes_;
  std::uint64_t waiting_bytes_{0};
};

}  // namespace machi
