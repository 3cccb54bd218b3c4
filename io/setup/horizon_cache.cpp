#include "io/setup/horizon_cache.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "engine/core/error.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"

namespace machi {
namespace {

/// Raised when what a horizon is changes: points, sectors, steps, reach, the rules of engine/energy/neighbours.
constexpr std::int64_t horizon_version = 1;
constexpr std::uint64_t face_bytes = sizeof(HorizonSteps);
static_assert(sizeof(HorizonSteps) == face_points * sky_sectors);

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

CityHorizons read_mine(const std::string& path, const std::string& city_sha256, std::span<const BuildingPrism> mine) {
  const H5Input file(path);
  if (file.text_attribute("/", "format") != "machi horizons" ||
      file.integer_attribute("/", "version") != horizon_version ||
      file.text_attribute("/", "city_sha256") != city_sha256)
    throw InputError(path, "belongs to another city");
  const RowRange rows = rows_of(file, mine);
  CityHorizons horizons;
  if (mine.empty()) return horizons;
  const std::vector<std::uint64_t> begin = file.read_offsets("/face_begin", rows);
  for (std::size_t first = 0; first < mine.size(); first += ZoneHorizons::slab_zones) {
    const std::size_t last = std::min(mine.size(), first + ZoneHorizons::slab_zones);
    const RowRange range{begin[first], begin[last] - begin[first]};
    const auto step = file.read<std::uint8_t>("/step", range);
    const auto view = file.read<double>("/view", range);
    std::vector<HorizonSteps> steps(range.count);
    if (step.size() != range.count * face_bytes || view.size() != 3 * range.count)
      throw InputError(path, "has columns of different lengths (damaged)");
    if (!steps.empty()) std::memcpy(steps.data(), step.data(), step.size());
    std::vector<std::uint32_t> counts;
    for (std::size_t k = first; k < last; ++k) {
      counts.push_back(static_cast<std::uint32_t>(begin[k + 1] - begin[k]));
      std::vector<FaceView>& views = horizons.views.emplace_back();
      for (std::uint64_t f = begin[k] - begin[first]; f < begin[k + 1] - begin[first]; ++f)
        views.push_back({view[3 * f], view[3 * f + 1], view[3 * f + 2]});
    }
    horizons.steps.add_slab(std::move(steps), counts);
  }
  return horizons;
}

}  // namespace

std::string horizon_cache_path(const std::string& city_file) {
  return city_file + ".horizons";
}

std::optional<CityHorizons> read_horizons(const Comm& comm, const std::string& path, const std::string& city_sha256,
                                          std::span<const BuildingPrism> mine) {
  std::optional<CityHorizons> horizons;
  std::error_code none;
  if (std::filesystem::exists(path, none)) {
    try {
      horizons = read_mine(path, city_sha256, mine);
    } catch (const Error&) {
      horizons.reset();
    }
  }
  if (comm.any(!horizons)) horizons.reset();
  return horizons;
}

bool write_horizons(const Comm& comm, const std::string& path, const std::string& city_sha256,
                    std::span<const BuildingPrism> mine, const CityHorizons& horizons) {
  std::vector<std::uint32_t> building;
  std::vector<std::uint64_t> begin{0};
  std::vector<double> view;
  for (std::size_t k = 0; k < mine.size(); ++k) {
    building.push_back(mine[k].building);
    begin.push_back(begin.back() + horizons.views[k].size());
    for (const FaceView& seen : horizons.views[k]) view.insert(view.end(), {seen.sky, seen.horizon, seen.ground});
  }
  try {
    H5Output file(comm, path, true);
    file.attribute("/", "format", std::string("machi horizons"));
    file.attribute("/", "version", horizon_version);
    file.attribute("/", "city_sha256", city_sha256);
    file.write_column("/building", building, {"", "row of /buildings of the city file", "building"});
    const std::uint64_t faces = begin.back();
    file.write_offsets("/face_begin", std::move(begin), {"", "its faces: façades, then roofs", "building + 1"});
    GrowingColumn step =
        file.begin_column<std::uint8_t>("/step", faces,
                                        {"90 / 255 °",
                                         "elevation of the horizon before points of the face, by sectors of 5° from "
                                         "north",
                                         "face, point × sector",
                                         "",
                                         {face_bytes}});
    for (std::size_t slab = 0; slab < horizons.steps.slabs(); ++slab)
      step.packer.add(std::as_bytes(horizons.steps.slab(slab)));
    file.end_column(std::move(step));
    file.write_column("/view", view, {"1", "factors of the light of sky, horizon and ground", "face, factor", "", {3}});
    file.commit();
  } catch (const OutputError&) {  // on all ranks or on none
    return false;
  }
  return true;
}

}  // namespace machi
