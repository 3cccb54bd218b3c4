/// \file  What an HDF5 file says, in one number: the same for any chunks, filters and order of writing.
#pragma once

#include <string>
#include <vector>

namespace machi {

/// SHA-256 of one group or dataset: its kind, type, lengths, attributes and values.
struct ObjectDigest {
  std::string path;
  std::string hex;
};

/// Digests of all groups and datasets but /provenance, sorted by path. Values are read a MiB at a time. Throws
/// InputError.
std::vector<ObjectDigest> digest_objects(const std::string& path);

/// SHA-256 of the lines "<hex>  <path>\n" of digest_objects.
std::string digest_of(const std::vector<ObjectDigest>& objects);

/// digest_of(digest_objects(path)).
std::string digest_file(const std::string& path);

}  // namespace machi
