/// \file  Whatever takes a city piece by piece: the file that it is written to, or memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "io/city/city_file.hpp"

namespace machi {

/// How much this rank has of a layer.
struct LayerSize {
  std::uint64_t features{0};
  std::uint64_t id_bytes{0};
  std::uint64_t type_bytes{0};
  std::uint64_t polygons{0};
  std::uint64_t rings{0};
  std::uint64_t points{0};
  std::uint64_t attributes{0};
  std::uint64_t value_bytes{0};
};
LayerSize size_of(const Layer& layer);

/// Water frames whose levels come one frame at a time.
struct WaterTable {
  WaterFrames frames;  ///< level_cm is not looked at
  /// Writes the levels of one frame [rows * columns]. Any thread.
  std::function<void(std::size_t frame, std::span<std::int16_t> level_cm)> unpack;
};

/// The parts come in this order: begin; for each theme begin_layer, add …, end_layer; typed_columns; begin_grid, add …,
/// end_grid. All but add() are collective.
class CitySink {
 public:
  virtual ~CitySink() = default;
  /// City::frame, City::files, City::dem_triangles and the header.
  virtual void begin(const City& city, const CityHeader& header) = 0;
  virtual void begin_layer(Theme theme, const LayerSize& mine) = 0;
  /// The next features of the layer on this rank. Local.
  virtual void add(const Layer& piece) = 0;
  /// `keys` names the attributes; the same on all ranks.
  virtual void end_layer(const AttributeTable& keys) = 0;
  /// City::buildings, roads and land_use of this rank; a column may be empty, and then its values are missing.
  virtual void typed_columns(const City& city) = 0;
  /// `leaves` is the number of this rank's leaves; `hazards` say name and description, in the same order on all ranks.
  virtual void begin_grid(const GridFrame& frame, std::uint64_t leaves, const std::vector<Hazard>& hazards) = 0;
  /// The next leaves of the grid on this rank. Local, uses all threads.
  virtual void add(const Grid& piece) = 0;
  virtual void end_grid() = 0;
};

}  // namespace machi
