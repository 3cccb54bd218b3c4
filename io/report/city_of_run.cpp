#include "io/report/city_of_run.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "io/city/city_file.hpp"

namespace machi {
namespace {

// Whether it is a city file with a grid in this projection; other kinds of input are none.
bool is_city_in(const std::string& path, std::optional<std::int64_t> epsg) {
  try {
    const H5Input file = open_city(path);
    return (!epsg || file.integer_attribute("/", "crs_epsg") == *epsg) && file.has("/grid/key") &&
           file.rows("/grid/key") > 0;
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace

std::optional<std::string> city_of_run(const RunFiles& files, std::optional<std::int64_t> epsg, std::string_view what) {
  if (epsg == 0) return {};
  for (const RunInputFile& input : inputs_of(files)) {
    if (!input.path.ends_with(".h5")) continue;
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(input.path, error);
    if (error || bytes != input.bytes) {
      log_warning(fmt::format("{}: {} since the run. The {} shows no town", input.path,
                              error ? "has gone" : "has changed", what));
      continue;
    }
    if (is_city_in(input.path, epsg)) return input.path;
  }
  return {};
}

}  // namespace machi
