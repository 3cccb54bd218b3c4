/// \file  The grid: sparse leaves of 8 × 8 cells with terrain, cover, buildings and water. Each rank holds its leaves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/leaf.hpp"

namespace machi {

/// What covers a cell at ground level.
enum class Cover : std::uint8_t { unknown, open, green, road, walkway, water, building };
inline constexpr int cover_count = 7;

/// Where a cell's terrain height comes from.
enum class TerrainSource : std::uint8_t { none, dem, building_base, road, interpolated };

/// Bits of Grid::level: what else lies above or below the ground.
inline constexpr std::uint8_t level_deck = 1;    ///< a bridge or viaduct passes above
inline constexpr std::uint8_t level_tunnel = 2;  ///< a tunnel or underpass passes below

/// One inundation: largest depth by cell from published polygons, and frames of water level where the source has time.
struct Hazard {
  std::string name;                     ///< e.g. "tnm/synth_tsunami", "fld/natl/kanogawa_kisegawa/l1"
  std::string description;              ///< as published
  std::vector<std::uint16_t> depth_cm;  ///< [leaves * 64] largest depth over terrain; 0 dry
};

/// Water levels in time on a regular grid of their own resolution (docs/formats/water_frames.md).
struct WaterFrames {
  std::string name;
  std::string source;  ///< attribution
  std::int32_t cell_mm{10000};
  std::int32_t x_mm{0};  ///< south-west corner of cell (0, 0)
  std::int32_t y_mm{0};
  std::uint32_t columns{0};
  std::uint32_t rows{0};
  std::vector<float> time_s;           ///< [frames] after the start of the event, strictly increasing
  std::vector<std::int16_t> level_cm;  ///< [frames * rows * columns], T.P.; missing_int where dry; row 0 is the south
};

struct Grid {
  GridFrame frame;
  std::vector<LeafKey> keys;    ///< [leaves] ascending
  std::uint64_t first_leaf{0};  ///< index of keys[0] in the whole grid
  std::uint64_t leaf_total{0};  ///< leaves in the whole grid
  // Columns of [leaves * 64], cell (x, y) of a leaf at y * 8 + x.
  std::vector<float> terrain_m;  ///< T.P., a multiple of 1/256 m; NaN unknown
  std::vector<TerrainSource> terrain_source;
  std::vector<Cover> cover;
  std::vector<std::uint8_t> level;          ///< bits level_deck, level_tunnel
  std::vector<std::uint32_t> building;      ///< row in the building table of the whole city; none() = 2^32 - 1
  std::vector<std::uint8_t> slope_percent;  ///< steepest slope, 255 and above as 255
  std::vector<Hazard> hazards;
  std::vector<WaterFrames> water;

  std::uint64_t cells() const { return keys.size() * leaf_cells; }
};

}  // namespace machi
