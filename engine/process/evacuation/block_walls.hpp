/// \file  The walls near each bin of a block: the sides between open and closed cells as axis-parallel segments.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/process/evacuation/block_openings.hpp"
#include "engine/process/evacuation/ground.hpp"
#include "kernels/crowd/crowd.hpp"

namespace machi {

/// Segments of all bins of one block, relative to its south-west corner. A bin's list holds every side within one bin's
/// width of it, sides in a row joined, horizontal ones first: it depends on the cells around alone, never on ranks.
class BlockWalls {
 public:
  BlockWalls(const Ground& ground, const BlockFrame& frame, LeafXY block);
  kernels::Walls of_bin(int bin) const {
    const std::uint32_t first = begin_[static_cast<std::size_t>(bin)];
    return {x0_.data() + first, y0_.data() + first, x1_.data() + first, y1_.data() + first,
            begin_[static_cast<std::size_t>(bin) + 1] - first};
  }
  /// Open area of the bins and the narrow places between them.
  const BlockOpenings& openings() const { return openings_; }

 private:
  BlockOpenings openings_;
  std::vector<std::uint32_t> begin_{0};
  std::vector<float> x0_, y0_, x1_, y1_;
};

}  // namespace machi
