/// \file  MANIFEST.json of a checkpoint: what its state file must be, to the byte.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "io/checkpoint/file_sums.hpp"

namespace machi {

struct Manifest {
  std::int64_t version{0};
  std::string inputs_hash;
  std::uint64_t next_step{0};
  std::int64_t persons{0};
  FileSums state;
  std::map<std::string, std::string> columns;  ///< SHA-256 of what each dataset says, by path
};

/// Length and checksums of a state file; the rest is left empty. Throws InputError where it cannot be read. Local.
Manifest manifest_of(const std::string& state_path);

/// The text of MANIFEST.json; it begins with the SHA-256 of the rest of itself.
std::string manifest_text(const Manifest& manifest);

/// What the text of a MANIFEST.json says, its own checksum aside; `damage` becomes why it says nothing.
Manifest parse_manifest(const std::string& text, std::string& damage);

/// Why MANIFEST.json or the state file beside it is not as it was written; empty where both are. `manifest` becomes
/// what it says. Local.
std::string damage_of(const std::string& folder, Manifest& manifest);

}  // namespace machi
