/// \file  The way to go at any point of a travel-time field, in one look-up.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/field/travel_time.hpp"

namespace machi {

/// The way out of one cell, packed: the side to leave by, how far the way leans to one hand, and whether the cell on
/// that hand may be entered too.
using Way = std::uint16_t;
inline constexpr Way way_none = 0xffff;  ///< blocked, or no source can be reached
inline constexpr Way way_here = 0xfffe;  ///< a source lies in the cell

/// A unit vector, or (0, 0) where there is no way to go.
struct Heading {
  float x{0};
  float y{0};
};

/// Bits of a Way.
namespace way_bits {
inline constexpr Way towards_positive = 1;  ///< east or north rather than west or south
inline constexpr Way along_x = 2;           ///< leaves by the west or east side rather than south or north
inline constexpr Way leans_positive = 4;    ///< leans to the east or north
inline constexpr Way hand_is_open = 8;      ///< the cell on the hand it leans to is earlier, too
inline constexpr int lean_shift = 4;
inline constexpr float lean_unit = 1.0F / 2048;  ///< lean 0 … 1: tangent of the angle from the side's normal
}  // namespace way_bits

/// Part of a cell by which a way stays short of a corner, so that positions may be rounded to a hundredth of a cell.
inline constexpr float corner_margin = 0.02F;

/// Where to head from the point (x, y), 0 … 1 in each direction, of a cell with this way. Straight steps of up to one
/// cell along it lead into cells that are earlier and never into a blocked one: it leaves the cell by the side of an
/// earlier neighbour, and leans no further than the corner where the cell on that hand is not earlier.
inline Heading heading(Way way, float x, float y) {
  if (way >= way_here) return {};
  // Agents' ways differ at random, so that branches would be guessed wrongly.
  const auto choose = [](bool which, float yes, float no) {
    const std::uint32_t mask = std::uint32_t{which} * 0xffffffffU;
    return std::bit_cast<float>((std::bit_cast<std::uint32_t>(yes) & mask) |
                                (std::bit_cast<std::uint32_t>(no) & ~mask));
  };
  const bool along_x = (way & way_bits::along_x) != 0;
  const bool forward = (way & way_bits::towards_positive) != 0;
  const bool to_positive = (way & way_bits::leans_positive) != 0;
  const float ahead = choose(along_x, x, y);
  const float across = choose(along_x, y, x);
  const float to_side = choose(forward, 1.0F - ahead, ahead);
  const float to_hand = choose(to_positive, 1.0F - across, across);
  const float to_corner = std::max(to_hand - corner_margin, 0.0F) / (to_side + 1e-6F);
  const float most = choose((way & way_bits::hand_is_open) != 0, 2.0F, to_corner);
  const float lean = std::min(static_cast<float>(way >> way_bits::lean_shift) * way_bits::lean_unit, most);
  const float length = 1.0F / std::sqrt(1.0F + lean * lean);
  const float straight = choose(forward, length, -length);
  const float aside = choose(to_positive, lean * length, -lean * length);
  return {choose(along_x, straight, aside), choose(along_x, aside, straight)};
}

/// The ways of all own cells of a field.
class WayField {
 public:
  /// `slowness` as the field was solved with. Local, uses all threads. The field's leaves must outlive this.
  WayField(const TravelTimes& field, std::span<const std::uint16_t> slowness);

  Way way(std::uint32_t own_leaf, int cell) const { return ways_[std::size_t{own_leaf} * leaf_cells + cell]; }
  /// Where to head from a point in own leaf `own_leaf`. Any thread.
  Heading at(std::uint32_t own_leaf, std::int32_t x_mm, std::int32_t y_mm) const {
    const LeafXY leaf = leaves_->leaf(own_leaf);
    const float x = static_cast<float>(x_mm - leaf.x * leaf_mm_) * cells_per_mm_;
    const float y = static_cast<float>(y_mm - leaf.y * leaf_mm_) * cells_per_mm_;
    const int column = static_cast<int>(x);
    const int row = static_cast<int>(y);
    return heading(way(own_leaf, row * leaf_side + column), x - static_cast<float>(column),
                   y - static_cast<float>(row));
  }

 private:
  const LeafDomain* leaves_;
  std::int32_t leaf_mm_;
  float cells_per_mm_;
  std::vector<Way> ways_;  ///< [own * 64]
};

}  // namespace machi
