/// \file  Archives and compressed files, streamed by libarchive. Used by visit_files(), which see.
#pragma once

#include <string>
#include <string_view>

#include "io/archive/source.hpp"

namespace machi {

/// Whether a file is an archive or a compressed file that visit_files() unpacks, from its first 512 bytes; `name` is
/// asked only for a .tar without a magic word (before POSIX.1-1988). A 7-Zip or RAR file counts, and is then refused.
bool is_archive(std::string_view name, std::string_view first_bytes);

/// visit_files() of an archive on disk.
void visit_archive_file(const std::string& path, const PickFile& pick, const VisitFile& visit);

}  // namespace machi
