/// \file  Reads water in time and space (docs/formats/water_frames.md).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/grid.hpp"
#include "io/archive/source.hpp"
#include "io/scratch/scratch_file.hpp"

namespace machi {

/// What the header of a file says, checked.
struct WaterHeader {
  std::string name;
  std::string kind;  ///< tsunami, river_flood, storm_surge or inland_flood
  std::string attribution;
  int epsg{0};
  double origin_east_m{0};  ///< south-west corner of cell (0, 0)
  double origin_north_m{0};
  std::int32_t cell_mm{0};
  std::uint32_t columns{0};
  std::uint32_t rows{0};
  std::uint32_t tile{0};      ///< cells along a tile's side
  std::vector<float> time_s;  ///< strictly rising

  std::uint32_t tiles_east() const { return (columns + tile - 1) / tile; }
  std::uint32_t tiles_north() const { return (rows + tile - 1) / tile; }
};

/// One tile at one time.
struct WaterBlock {
  std::uint32_t tile_east{0};
  std::uint32_t tile_north{0};
  std::uint32_t frame{0};
  std::span<const char> packed;            ///< the block as it stands in the file
  std::span<const std::int16_t> level_cm;  ///< [tile * tile], row 0 is the south; missing_int where dry
};

/// Reads a file from its start to its end and calls `visit` for each block that is not dry throughout: tile by tile
/// from the south-west, each in rising time. Memory holds the offsets and one block. Throws InputError(name, …) where
/// anything differs from the format. Local: any thread.
WaterHeader visit_water_frames(ByteSource& source, const std::string& name,
                               const std::function<void(const WaterHeader&)>& begin,
                               const std::function<void(const WaterHeader&, const WaterBlock&)>& visit);

/// A whole file in memory. `frames.x_mm` and `y_mm` are unset: the origin is in the header.
struct WaterFile {
  WaterHeader header;
  WaterFrames frames;
};

/// Reads a whole file. Throws InputError as above, and where frames × rows × columns is above 2^30.
WaterFile read_water_frames(ByteSource& source, const std::string& name);

/// A whole file as it stands packed, in a scratch file, and its frames one at a time.
class PackedWater {
 public:
  /// `folder` takes the scratch file. Throws InputError as read_water_frames() does.
  PackedWater(ByteSource& source, const std::string& name, const std::string& folder);
  const WaterHeader& header() const { return header_; }
  /// Name, source, cells and times; `level_cm` is left empty, and x_mm and y_mm unset.
  WaterFrames description() const;
  /// Levels of one frame [rows * columns]. Throws OutputError where the disk does not give them. Local: any thread.
  void unpack(std::size_t frame, std::span<std::int16_t> level_cm) const;
  /// Whether both say the same of the same place, however they are packed.
  bool same_levels(const PackedWater& other) const;

 private:
  WaterHeader header_;
  std::unique_ptr<ScratchFile> blocks_;
  std::vector<std::uint64_t> begin_;  ///< [tiles * frames + 1] into blocks_
};

}  // namespace machi
