/// \file  Which build this is: version, commit, compiler and libraries.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace machi {

struct BuildInfo {
  const char* version;
  const char* commit;
  const char* compiler;
  const char* build_type;
};
/// As it was when CMake ran.
extern const BuildInfo build_info;

/// Name and version of each library that runs now.
std::vector<std::pair<std::string, std::string>> library_versions();

/// What `machi --version` prints.
std::string version_text();

}  // namespace machi
