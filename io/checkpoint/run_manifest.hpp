/// \file  MANIFEST.json of a finished run: what its files must be, to the byte; and the check of all that a run keeps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t run_manifest_version = 1;

/// Writes RUN/MANIFEST.json from what stands in the folder: every file of a run but log.txt, to which lines may be
/// added, and report.html, which can be made again. The columns of result.h5 have a checksum each beside those of its
/// bytes. Throws OutputError or InputError on all ranks. Collective.
void write_run_manifest(const Comm& comm, const std::string& run_path);

/// A file, or a checkpoint, that was compared with what it must be.
struct VerifiedFile {
  std::string path;
  std::uint64_t bytes{0};
  std::string damage;  ///< what is wrong with it; empty: nothing
};
struct VerifiedRun {
  std::vector<VerifiedFile> files;
  bool finished{false};  ///< it has results; else checkpoints alone were looked at
};

/// Compares the results of a run and all its checkpoints with their manifests. Throws InputError where the folder holds
/// neither. Local.
VerifiedRun verify_run(const std::string& run_path);

}  // namespace machi
