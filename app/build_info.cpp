#include "app/build_info.hpp"

#include <archive.h>
#include <expat.h>
#include <fmt/format.h>
#include <png.h>
#include <proj.h>

#include "engine/comm/comm.hpp"
#include "io/hdf5/library.hpp"

namespace machi {

std::vector<std::pair<std::string, std::string>> library_versions() {
  const XML_Expat_Version expat = XML_ExpatVersionInfo();
  return {{"MPI", mpi_library()},
          {"HDF5", hdf5_library().version},
          {"PROJ", proj_info().version},
          {"expat", fmt::format("{}.{}.{}", expat.major, expat.minor, expat.micro)},
          {"libarchive", archive_version_string()},
          {"libpng", png_get_libpng_ver(nullptr)},
          {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)}};
}

std::string version_text() {
  std::string text = fmt::format("machi {} (commit {})\n{} {}\n", build_info.version, build_info.commit,
                                 build_info.compiler, build_info.build_type);
  for (const auto& [name, version] : library_versions()) text += fmt::format("{} {}\n", name, version);
  return text;
}

}  // namespace machi
