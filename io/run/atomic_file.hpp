/// \file  Small files that are there whole or not at all, whatever happens to the machine.
#pragma once

#include <string>
#include <string_view>

namespace machi {

/// Writes `text` beside `path`, syncs it and renames it to `path`. Throws OutputError, which names `path`; what stood
/// there before is then unchanged. Local.
void write_atomically(const std::string& path, std::string_view text);

/// Syncs the entries of a folder, where the file system knows how. Throws OutputError where the disk fails.
void sync_folder(const std::string& folder);

/// "cannot be written (<why>). <what to do>" for an errno.
std::string unwritable(int error);

}  // namespace machi
