/// \file  Checksums by which a flipped bit anywhere in a file is found, and sealed texts that keep them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"

namespace machi {

/// Bytes of a file that have one checksum.
inline constexpr std::uint64_t checked_bytes = std::uint64_t{4} << 20;

/// What a file must be, to the byte.
struct FileSums {
  std::uint64_t bytes{0};
  std::vector<std::string> blocks;  ///< SHA-256 of each 4 MiB
};

/// Throws InputError where the file cannot be read. Local.
FileSums sums_of(const std::string& path);

/// Why the file is not as it was when it had these sums; empty where it is. Sentences call it `name`. Local.
std::string damage_of_file(const std::string& path, std::string_view name, const FileSums& sums);

/// SHA-256 of what each group and dataset of an HDF5 file says, by path: tells by column two files apart that should be
/// the same.
std::map<std::string, std::string> column_sums_of(const std::string& path);

/// What `read` makes of a file that was just written. Throws OutputError where it cannot be read. Local.
template <class Read>
auto read_back(const std::string& path, Read read) {
  try {
    return read(path);
  } catch (const InputError&) {
    throw OutputError(path, "was written and cannot be read back. Check the disk");
  }
}

/// A text that begins with the SHA-256 of the rest of itself: {"sha256":"<64 digits>", "manifest": <json>}.
std::string sealed(const std::string& json);
/// The text of such a file where it is as it was written; else `damage` says why not. The whole is JSON. Local.
std::string read_sealed(const std::string& path, std::string& damage);

}  // namespace machi
