/// \file  When the water stands in some of a rank's cells, for who asks about few of them.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/grid/leaf_domain.hpp"
#include "engine/hazard/water.hpp"

namespace machi {

inline constexpr std::int64_t never_wet_ms = std::numeric_limits<std::int64_t>::max();

/// The same in whole milliseconds.
std::int64_t wet_ms_of(float wet_s);

/// First the cells are named, then looked up once, then asked for. The leaves must outlive it. Local.
class WetCells {
 public:
  explicit WetCells(const LeafDomain& leaves);

  /// Names a cell (y * 8 + x of a leaf); the answer is how to ask for it. Those of other ranks are none.
  std::uint32_t add(LeafXY leaf, int cell);
  /// From when on at least `least_cm` (1 … 65535) stand in the cells that were named.
  void look_up(const Water& water, std::uint16_t least_cm);
  /// Seconds of the water's clock; infinite where the water never stands, or for none. After look_up().
  float wet_s(std::uint32_t place) const {
    return place == none ? std::numeric_limits<float>::infinity() : wet_s_[place];
  }

  static constexpr std::uint32_t none = 0xffffffffU;

 private:
  std::uint32_t own_;
  LeafDirectory::Cursor cursor_;
  std::vector<std::uint32_t> page_of_;   ///< [own] into leaves_; none
  std::vector<Water::LeafMask> leaves_;  ///< with cells that were named
  std::vector<float> wet_s_;             ///< [leaves_ × 64]
};

}  // namespace machi
