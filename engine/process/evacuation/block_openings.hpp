/// \file  How much of each bin of a block is open, and how wide the narrow places between bins are.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/evacuation/ground.hpp"

namespace machi {

/// Depends on the cells within one bin's width of the block alone, never on ranks.
class BlockOpenings {
 public:
  BlockOpenings(const Ground& ground, const BlockFrame& frame, LeafXY block);

  /// Open areas in m² of the block's bins and of a rim of one bin around them, rows from the south-west:
  /// [(bins + 2)²].
  const std::vector<float>& open_m2() const { return open_m2_; }
  /// Width in m through which everyone passes who leaves a bin by its west, east, south or north side, where a door or
  /// the mouth of an alley lies between the middles of the two bins; 0 where nothing is narrow.
  std::array<float, 4> throat_m(int bin) const {
    return any_throat() ? throat_m_[static_cast<std::size_t>(bin)] : std::array<float, 4>{};
  }
  bool any_throat() const { return !throat_m_.empty(); }
  /// 1 for the block's bins with a throat on any side, else 0; as open_m2() is. Empty where there is none.
  const std::vector<float>& at_throat() const { return at_throat_; }
  /// Whether no cell of the bins and the rim is closed.
  bool all_open() const { return all_open_; }

 private:
  std::vector<float> open_m2_;
  std::vector<std::array<float, 4>> throat_m_;  ///< [bins²]; empty: none
  std::vector<float> at_throat_;
  bool all_open_{false};
};

}  // namespace machi
