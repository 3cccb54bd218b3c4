/// \file  Writes small zip archives: the same bytes for the same files.
#pragma once

#include <string>
#include <vector>

namespace machi {

struct ZipFile {
  std::string name;  ///< ASCII
  std::string bytes;
};

/// An archive of files in their order (APPNOTE 6.3: deflate, no data descriptors, dates of 1980-01-01), each below
/// 4 GiB and all together as well. Throws RunError where zlib fails. Local.
std::string zip_archive(const std::vector<ZipFile>& files);

}  // namespace machi
