#include "io/setup/horizon_cache.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/core/error.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"

namespace machi {
namespace {

/// Raised when what a horizon is changes: points, sectors, steps, reach, the rules of engine/energy/neighbours.
constexpr std::int64_t horizon_version = 1;
constexpr std::uint64_t face_bytes = face_points * sky_sectors;

/// Rows of the cache whose buildings are just those of `mine`; throws InputError where they are not there.
RowRange rows_of(const H5Input& file, std::span<const BuildingPrism> mine) {
  if (mine.empty()) return {0, 0};
  const auto building = file.read<std::uint32_t>("/building");
  const auto first = std::lower_bound(building.begin(), building.end(), mine.front().building);
  const bool same = building.end() - first >= static_cast<std::ptrdiff_t>(mine.size()) &&
                    std::equal(mine.begin(), mine.end(), first,
                               [](const BuildingPrism& prism, std::uint32_t row) { return prism.building == row; });
  if (!same) throw InputError(file.path(), "holds other buildings");
  return {static_cast<std::uint64_t>(first - building.begin()), mine.size()};
}

std::vector<std::vector<FaceHorizon>> read_mine(const std::string& path, const std::string& city_sha256,
                                                std::span<const BuildingPrism> mine) {
  const H5Input file(path);
  if (file.text_attribute("/", "format") != "machi horizons" ||
      file.integer_attribute("/", "version") != horizon_version ||
      file.text_attribute("/", "city_sha256") != city_sha256)
    throw InputError(path, "belongs to another city");
  const RowRange rows = rows_of(file, mine);
  std::vector<std::vector<FaceHorizon>> faces(mine.size());
  if (mine.empty()) return faces;
  const std::vector<std::uint64_t> begin = file.read_offsets("/face_begin", rows);
  const RowRange range{begin.front(), begin.back() - begin.front()};
  const auto step = file.read<std::uint8_t>("/step", range);
  const auto view = file.read<double>("/view", range);
  for (std::size_t k = 0; k < faces.size(); ++k)
    for (std::uint64_t f = begin[k] - begin[0]; f < begin[k + 1] - begin[0]; ++f) {
      FaceHorizon& face = faces[k].emplace_back();
      for (std::size_t point = 0; point < face_points; ++point)
        std::copy_n(step.begin() + static_cast<std::ptrdiff_t>(f * face_bytes + point * sky_sectors), sky_sectors,
                    face.step[point].begin());
      face.view = {view[3 * f], view[3 * f + 1], view[3 * f + 2]};
    }
  return faces;
}

}  // namespace

std::string horizon_cache_path(const std::string& city_file) {
  return city_file + ".horizons";
}

std::optional<std::vector<std::vector<FaceHorizon>>> read_horizons(const Comm& comm, const std::string& path,
                                                                   const std::string& city_sha256,
                                                                   std::span<const BuildingPrism> mine) {
  std::optional<std::vector<std::vector<FaceHorizon>>> faces;
  std::error_code none;
  if (std::filesystem::exists(path, none)) {
    try {
      faces = read_mine(path, city_sha256, mine);
    } catch (const Error&) {
      faces.reset();
    }
  }
  if (comm.any(!faces)) faces.reset();
  return faces;
}

bool write_horizons(const Comm& comm, const std::string& path, const std::string& city_sha256,
                    std::span<const BuildingPrism> mine, const std::vector<std::vector<FaceHorizon>>& faces) {
  std::vector<std::uint32_t> building;
  std::vector<std::uint64_t> begin{0};
  std::vector<std::uint8_t> step;
  std::vector<double> view;
  for (std::size_t k = 0; k < mine.size(); ++k) {
    building.push_back(mine[k].building);
    begin.push_back(begin.back() + faces[k].size());
    for (const FaceHorizon& face : faces[k]) {
      for (const auto& point : face.step) step.insert(step.end(), point.begin(), point.end());
      view.insert(view.end(), {face.view.sky, face.view.horizon, face.view.ground});
    }
  }
  try {
    H5Output file(comm, path, true);
    file.attribute("/", "format", std::string("machi horizons"));
    file.attribute("/", "version", horizon_version);
    file.attribute("/", "city_sha256", city_sha256);
    file.write_column("/building", building, {"", "row of /buildings of the city file", "building"});
    file.write_offsets("/face_begin", begin, {"", "its faces: façades, then roofs", "building + 1"});
    file.write_column("/step", step,
                      {"90 / 255 °",
                       "elevation of the horizon before points of the face, by sectors of 5° from north",
                       "face, point × sector",
                       "",
                       {face_bytes}});
    file.write_column("/view", view, {"1", "factors of the light of sky, horizon and ground", "face, factor", "", {3}});
    file.commit();
  } catch (const OutputError&) {  // on all ranks or on none
    return false;
  }
  return true;
}

}  // namespace machi
