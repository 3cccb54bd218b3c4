/// \file  The walls near each bin of a block, as a model of motion sees them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/process/evacuation/block_openings.hpp"
#include "engine/process/evacuation/ground.hpp"
#include "kernels/crowd/crowd.hpp"

namespace machi {

/// What a model wants to know of walls. Blocks in which people were keep it: half a kilobyte of openings, several of
/// segments.
enum class WallsAs : std::uint8_t {
  segments,  ///< the sides between open and closed cells, parallel to the axes
  openings,  ///< the room that they leave
};

/// Segments of all bins of one block, relative to its south-west corner, or its openings. A bin's list holds every side
/// within one bin's width of it, sides in a row joined, horizontal ones first. All depends on the cells around alone,
/// never on ranks.
class BlockWalls {
 public:
  BlockWalls(const Ground& ground, const BlockFrame& frame, LeafXY block, WallsAs as);
  /// Of WallsAs::segments.
  kernels::Walls of_bin(int bin) const {
    const std::uint32_t first = begin_[static_cast<std::size_t>(bin)];
    return {x0_.data() + first, y0_.data() + first, x1_.data() + first, y1_.data() + first,
            begin_[static_cast<std::size_t>(bin) + 1] - first};
  }
  /// Open area of the bins and the narrow places between them; of WallsAs::openings.
  const BlockOpenings& openings() const { return *openings_; }

 private:
  void add_segments(const Ground& ground, const BlockFrame& frame, LeafXY block);
  std::optional<BlockOpenings> openings_;
  std::vector<std::uint32_t> begin_{0};
  std::vector<float> x0_, y0_, x1_, y1_;
};

}  // namespace machi
