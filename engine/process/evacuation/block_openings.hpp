/// \file  How much of each bin of a block is open, and how wide the narrow places between bins are.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/process/evacuation/ground.hpp"

namespace machi {

/// Sides of a bin, as bits.
namespace bin_side {
inline constexpr std::uint8_t west = 1;
inline constexpr std::uint8_t east = 2;
inline constexpr std::uint8_t south = 4;
inline constexpr std::uint8_t north = 8;
}  // namespace bin_side

/// Depends on the cells within one bin's width of the block alone, never on ranks.
class BlockOpenings {
 public:
  BlockOpenings(const Ground& ground, const BlockFrame& frame, LeafXY block);

  /// Open areas in m² of the block's bins and of a rim of one bin around them, rows from the south-west:
  /// [(bins + 2)²].
  const std::vector<float>& open_m2() const { return open_m2_; }
  /// Width in m through which everyone passes who leaves a bin by its west, east, south or north side, where a door or
  /// the mouth of an alley lies between the middles of the two bins; 0 where nothing is narrow.
  const std::array<float, 4>& throat_m(int bin) const { return throat_m_[static_cast<std::size_t>(bin)]; }
  bool any_throat(int bin) const { return any_throat_[static_cast<std::size_t>(bin)] != 0; }

 private:
  std::vector<float> open_m2_;
  std::vector<std::array<float, 4>> throat_m_;
  std::vector<std::uint8_t> any_throat_;
};

}  // namespace machi
