/// \file  The closed cells of a rectangle of cells near a block.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/process/evacuation/ground.hpp"

namespace machi {

/// The closed cells of [from.x, to.x) × [from.y, to.y), counted from the cell `corner`.
class ClosedWindow {
 public:
  ClosedWindow(const Ground& ground, CellXY corner, CellXY from, CellXY to)
      : from_(from), width_(to.x - from.x), to_(to) {
    LeafDirectory::Cursor cursor = ground.leaves().cursor();
    closed_.reserve(static_cast<std::size_t>(width_) * static_cast<std::size_t>(to.y - from.y));
    for (std::int32_t y = from.y; y < to.y; ++y)
      for (std::int32_t x = from.x; x < to.x; ++x)
        closed_.push_back(ground.closed({corner.x + x, corner.y + y}, cursor));
  }
  bool closed(std::int32_t x, std::int32_t y) const {
    return closed_[static_cast<std::size_t>(y - from_.y) * static_cast<std::size_t>(width_) +
                   static_cast<std::size_t>(x - from_.x)] != 0;
  }
  const CellXY& from() const { return from_; }
  const CellXY& to() const { return to_; }
  bool all_open() const { return std::find(closed_.begin(), closed_.end(), std::uint8_t{1}) == closed_.end(); }

 private:
  CellXY from_;
  std::int32_t width_;
  CellXY to_;
  std::vector<std::uint8_t> closed_;
};

}  // namespace machi
