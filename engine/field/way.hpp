/// \file  The way to go at any point of a travel-time field, in one look-up.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
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
inline constexpr Way frame = 15;            ///< all of these
inline constexpr int lean_shift = 4;
inline constexpr float lean_unit = 1.0F / 2048;  ///< lean 0 … 1: tangent of the angle from the side's normal
}  // namespace way_bits

/// Part of a cell by which a way stays short of a corner, so that positions may be rounded to a hundredth of a cell.
inline constexpr float corner_margin = 0.02F;

/// What the low bits of a way mean: distances to the side and to the corner on the hand, short of it by the margin (far
/// where the cell on the hand is open), as sums of 1, x and y; and where ahead and aside point.
struct WayFrame {
  float side, side_x, side_y;
  float hand, hand_x, hand_y;
  float x_ahead, x_aside, y_ahead, y_aside;
};
constexpr WayFrame way_frame(Way bits) {
  const bool along_x = (bits & way_bits::along_x) != 0;
  const bool forward = (bits & way_bits::towards_positive) != 0;
  const bool to_positive = (bits & way_bits::leans_positive) != 0;
  const float far = (bits & way_bits::hand_is_open) != 0 ? 4.0F : 0.0F;
  const float ahead = forward ? 1.0F : -1.0F;
  const float aside = to_positive ? 1.0F : -1.0F;
  return {forward ? 1.0F : 0.0F,   along_x ? -ahead : 0.0F,
          along_x ? 0.0F : -ahead, (to_positive ? 1.0F : 0.0F) - corner_margin + far,
          along_x ? 0.0F : -aside, along_x ? -aside : 0.0F,
          along_x ? ahead : 0.0F,  along_x ? 0.0F : aside,
          along_x ? 0.0F : ahead,  along_x ? aside : 0.0F};
}
inline constexpr auto way_frames = [] {
  std::array<WayFrame, 16> frames{};
  for (std::size_t bits = 0; bits < frames.size(); ++bits) frames[bits] = way_frame(static_cast<Way>(bits));
  return frames;
}();

/// Where to head from the point (x, y), 0 … 1 in each direction, of a cell with this way. Straight steps of up to one
/// cell along it lead into cells that are earlier and never into a blocked one: it leaves the cell by the side of an
/// earlier neighbour, and leans no further than the corner where the cell on that hand is not earlier.
inline Heading heading(Way way, float x, float y) {
  if (way >= way_here) return {};
  const WayFrame& frame = way_frames[way & way_bits::frame];
  // Agents' ways differ at random, so sums with factors 0 and 1 take the place of branches that would be guessed
  // wrongly.
  const float to_side = frame.side + frame.side_x * x + frame.side_y * y;
  const float to_corner = frame.hand + frame.hand_x * x + frame.hand_y * y;
  const float ahead = to_side + 1e-6F;
  const float lean = static_cast<float>(way >> way_bits::lean_shift) * way_bits::lean_unit;
  const float aside = std::min(lean * ahead, std::max(to_corner, 0.0F));
  const float scale = 1.0F / std::sqrt(ahead * ahead + aside * aside);
  return {(frame.x_ahead * ahead + frame.x_aside * aside) * scale,
          (frame.y_ahead * ahead + frame.y_aside * aside) * scale};
}

/// Ways and points in their cells; columns.
struct WayPoints {
  const std::int32_t* way;
  const std::int32_t* in_cell_x;  ///< 1/65,536 cell
  const std::int32_t* in_cell_y;
};
/// heading() of each point, to the same bits but for the sign of zeros.
void headings(const WayPoints& points, float* x, float* y, std::size_t size);

/// The ways of the own cells of a field, in pages of leaves that follow each other on the curve; leaves without a page
/// have no ways, so a field that reaches only so far takes little room. Moves, does not copy.
class WayField {
 public:
  /// No ways yet. The leaves must outlive this.
  explicit WayField(const LeafDomain& leaves);
  /// The ways of a whole field. `slowness` as the field was solved with. Local, uses all threads.
  WayField(const TravelTimes& field, std::span<const std::uint16_t> slowness);

  /// Makes the ways of the own leaves among `leaves`, ascending, anew. Local, uses all threads.
  void renew(const TravelTimes& field, std::span<const std::uint16_t> slowness, std::span<const std::uint32_t> leaves);

  Way way(std::uint32_t own_leaf, int cell) const {
    const Page* const page = pages_[own_leaf / page_leaves].get();
    return page == nullptr ? way_none : (*page)[(own_leaf % page_leaves) * leaf_cells + static_cast<std::size_t>(cell)];
  }
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
  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t page_leaves = 64;
  using Page = std::array<Way, std::size_t{page_leaves} * leaf_cells>;

  const LeafDomain* leaves_;
  std::int32_t leaf_mm_;
  float cells_per_mm_;
  std::vector<std::unique_ptr<Page>> pages_;
};

}  // namespace machi
