#include "io/hazard/gridded_frames.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <span>

#include "engine/core/error.hpp"
#include "io/archive/gunzip.hpp"
#include "io/hazard/frame_values.hpp"
#include "io/hazard/geotiff.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t largest_description = 1'000'000;

// Raw numbers, row by row.
class RawReader {
 public:
  RawReader(const FramesDescription& frames, ByteSource& source, const std::string& name)
      : source_(source),
        name_(name),
        wide_(frames.type == "float32"),
        swapped_((frames.byte_order == "big") == (std::endian::native == std::endian::little)),
        bytes_(static_cast<std::size_t>(frames.columns) * (wide_ ? 4 : 2)) {}

  /// Fills one row.
  void read(std::span<double> row) {
    for (std::size_t filled = 0; filled < bytes_.size();) {
      const std::size_t count = source_.read(std::span(bytes_).subspan(filled));
      if (count == 0)
        throw InputError(name_, "ends after " + std::to_string(read_ + filled) +
                                    " bytes, before frames × rows × columns values of the type described. Check "
                                    "frames, rows, columns and type");
      filled += count;
    }
    read_ += bytes_.size();
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = wide_ ? value<float, 4>(k) : value<std::int16_t, 2>(k);
  }
  void expect_end() {
    char one = 0;
    if (source_.read({&one, 1}) != 0)
      throw InputError(name_, "is longer than frames × rows × columns values of the type described (" +
                                  std::to_string(read_) + " bytes). Check frames, rows, columns and type");
  }

 private:
  template <class T, std::size_t size>
  double value(std::size_t k) const {
    std::array<char, size> bytes;
    std::memcpy(bytes.data(), bytes_.data() + k * size, size);
    if (swapped_) std::reverse(bytes.begin(), bytes.end());
    return static_cast<double>(std::bit_cast<T>(bytes));
  }

  ByteSource& source_;
  const std::string& name_;
  bool wide_;
  bool swapped_;
  std::vector<char> bytes_;  ///< one row
  std::uint64_t read_{0};
};

// Reads all rows of all frames and stores convert(value) with the south first. Grows with what was read, so that a
// short file that promises much costs no memory.
template <class Out, class Convert>
std::vector<Out> read_values(const FramesDescription& frames, ByteSource& source, const std::string& name,
                             const Convert& convert) {
  RawReader reader(frames, source, name);
  const auto columns = static_cast<std::size_t>(frames.columns), rows = static_cast<std::size_t>(frames.rows);
  std::vector<double> row(columns);
  std::vector<Out> values;
  for (std::size_t frame = 0; frame < frames.time_s.size(); ++frame) {
    const std::size_t first = values.size();
    for (std::size_t r = 0; r < rows; ++r) {
      reader.read(row);
      for (const double value : row) values.push_back(convert(value));
    }
    if (frames.first_row == "south") continue;
    for (std::size_t r = 0; r < rows / 2; ++r)
      std::swap_ranges(values.begin() + static_cast<std::ptrdiff_t>(first + r * columns),
                       values.begin() + static_cast<std::ptrdiff_t>(first + (r + 1) * columns),
                       values.begin() + static_cast<std::ptrdiff_t>(first + (rows - 1 - r) * columns));
  }
  reader.expect_end();
  return values;
}

GriddedFrames started(const FramesDescription& description) {
  GriddedFrames out;
  out.frames.name = description.name;
  out.frames.source = description.attribution;
  out.frames.time_s = description.time_s;
  out.is_depth = description.meaning == "depth";
  if (!std::isnan(description.ground_m)) out.ground_m = description.ground_m;
  out.as_first_before = description.before_first == "as_first";
  out.epsg = static_cast<int>(description.epsg);
  return out;
}

std::unique_ptr<ByteSource> open_values(const fs::path& path) {
  auto file = open_file(path.string());
  if (path.extension() == ".gz") return std::make_unique<Gunzip>(std::move(file), path.string());
  return file;
}

void same_grid(const GeoTiffGrid& first, const GeoTiffGrid& other, const std::string& name) {
  const bool same = first.columns == other.columns && first.rows == other.rows && first.cell_mm == other.cell_mm &&
                    std::abs(first.origin_east_m - other.origin_east_m) < 0.001 &&
                    std::abs(first.origin_north_m - other.origin_north_m) < 0.001 && first.epsg == other.epsg;
  if (!same) throw InputError(name, "has another grid than the first file of its series. Give one grid for all frames");
}

GriddedFrames read_series(const FramesDescription& description, const fs::path& folder) {
  GriddedFrames out = started(description);
  GeoTiffGrid grid;
  for (std::size_t k = 0; k < description.files.size(); ++k) {
    const std::string path = (folder / description.files[k]).string();
    const GeoTiff tiff = read_geotiff(path, most_frame_values / description.files.size());
    if (k == 0) grid = tiff.grid;
    same_grid(grid, tiff.grid, path);
    for (const double value : tiff.values)
      out.frames.level_cm.push_back(water_cm(description, tiff.nodata == value ? std::nan("") : value, path));
    if (description.velocity_files.empty()) continue;
    const std::string speeds = (folder / description.velocity_files[k]).string();
    const GeoTiff speed = read_geotiff(speeds, most_frame_values / description.files.size());
    same_grid(grid, speed.grid, speeds);
    for (const double value : speed.values)
      out.velocity_cm_s.push_back(velocity_cm_s(description, speed.nodata == value ? std::nan("") : value, speeds));
  }
  if (grid.epsg != 0 && out.epsg != 0 && grid.epsg != out.epsg)
    throw InputError(description.files.front(), "is in EPSG:" + std::to_string(grid.epsg) +
                                                    ", but the description says EPSG:" + std::to_string(out.epsg) +
                                                    ". Correct epsg or leave it out");
  if (grid.epsg != 0) out.epsg = grid.epsg;
  out.frames.cell_mm = grid.cell_mm;
  out.frames.columns = grid.columns;
  out.frames.rows = grid.rows;
  out.origin_east_m = grid.origin_east_m;
  out.origin_north_m = grid.origin_north_m;
  return out;
}

std::int32_t offset_mm(double place_m, double origin_m, const std::string& name) {
  const double mm = std::floor((place_m - origin_m) * 1000 + 0.5);
  if (!(std::abs(mm) <= 2.147e9))
    throw InputError(name, "this water lies more than 2,147 km from the city. Check its origin and epsg");
  return static_cast<std::int32_t>(mm);
}

}  // namespace

GriddedFrames read_raw_frames(const FramesDescription& description, ByteSource& values, const std::string& name) {
  GriddedFrames out = started(description);
  out.frames.cell_mm = description.cell_mm;
  out.frames.columns = static_cast<std::uint32_t>(description.columns);
  out.frames.rows = static_cast<std::uint32_t>(description.rows);
  out.origin_east_m = description.origin_east_m;
  out.origin_north_m = description.origin_north_m;
  out.frames.level_cm = read_values<std::int16_t>(description, values, name,
                                                  [&](double value) { return water_cm(description, value, name); });
  return out;
}

GriddedFrames read_gridded_frames(const std::string& path) {
  const auto file = open_file(path);
  const FramesDescription description = parse_frames_description(read_all(*file, path, largest_description), path);
  const fs::path folder = fs::path(path).parent_path();
  if (description.is_series()) return read_series(description, folder);
  const fs::path values = folder / description.values;
  GriddedFrames out = read_raw_frames(description, *open_values(values), values.string());
  if (!description.velocity.empty()) {
    const std::string speeds = (folder / description.velocity).string();
    out.velocity_cm_s = read_values<std::uint16_t>(description, *open_values(speeds), speeds, [&](double value) {
      return velocity_cm_s(description, value, speeds);
    });
  }
  return out;
}

void place_frames(GriddedFrames& frames, const CityFrame& city, const std::string& name) {
  if (frames.epsg != 0 && frames.epsg != city.epsg)
    throw InputError(name, "is in EPSG:" + std::to_string(frames.epsg) +
                               ", the city in EPSG:" + std::to_string(city.epsg) + ". Warp the grid to the city's CRS");
  frames.frames.x_mm = offset_mm(frames.origin_east_m, city.origin_east_m, name);
  frames.frames.y_mm = offset_mm(frames.origin_north_m, city.origin_north_m, name);
}

}  // namespace machi
