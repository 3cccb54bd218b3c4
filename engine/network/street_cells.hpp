/// \file  The cells on the centre lines of the streets, thinned on all ranks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/network/road_areas.hpp"
#include "engine/network/road_layers.hpp"

namespace machi {

/// A cell on a centre line.
struct StreetCell {
  std::int32_t x{0};
  std::int32_t y{0};
  AreaId area{0};
  std::uint16_t squared_clearance{0};  ///< to the nearest cell outside the street, in cells
  std::uint8_t layer{0};
  Level level{Level::ground};
  float width{0};  ///< of the street across the line, in cells
};

/// Where an intersection area lies: sums over its cells.
struct IntersectionPlace {
  AreaId area{0};
  std::int32_t unused{0};
  std::int64_t cells{0};
  std::int64_t sum_x{0};
  std::int64_t sum_y{0};
};

/// What the first rank needs to trace the streets.
struct StreetCells {
  std::vector<StreetCell> cells;                 ///< in order of (leaf key, layer, bit)
  std::vector<IntersectionPlace> intersections;  ///< ascending by area
};

/// Thins every layer: the centre lines on this rank's leaves, in order of (leaf key, layer, bit). Collective.
std::vector<StreetCell> find_street_cells(const Comm& comm, const LeafCuts& cuts, const AreaCovers& covers,
                                          const RoadLayers& layers);

/// Where the intersection areas lie, ascending; on the first rank, empty elsewhere. Collective.
std::vector<IntersectionPlace> find_intersections(const Comm& comm, const AreaCovers& covers);

/// Finds street cells by place. Refers to the cells that it was made from.
class StreetCellIndex {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;
  StreetCellIndex(std::span<const StreetCell> cells, int layers);
  std::uint32_t find(int layer, std::int32_t x, std::int32_t y) const;

 private:
  struct Leaf {
    std::uint64_t mask{0};
    std::uint32_t first{0};
  };
  std::vector<LeafDirectory> directories_;  ///< [layers]
  std::vector<Leaf> leaves_;
};

}  // namespace machi
