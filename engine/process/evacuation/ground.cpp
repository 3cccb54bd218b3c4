#include "engine/process/evacuation/ground.hpp"

#include <cstdlib>

namespace machi {

Ground::Ground(const Comm& comm, const LeafDomain& leaves, const BlockDomain& blocks,
               std::span<const std::uint8_t> open, std::vector<std::uint16_t> pace, LeafWrap wrap)
    : leaves_(&leaves), wrap_(wrap), nest_(blocks.frame().nest), closed_(leaves.size()), pace_(std::move(pace)) {
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf)
    for (std::size_t cell = 0; cell < leaf_cells; ++cell)
      closed_[leaf] |= std::uint64_t{open[std::size_t{leaf} * leaf_cells + cell] == 0} << cell;
  leaves.exchange(comm, std::span(closed_));
  const std::int32_t side = 1 << nest_;
  leaf_of_.resize(std::size_t{blocks.own()} << (2 * nest_));
  LeafDirectory::Cursor cursor = leaves.cursor();
  for (std::uint32_t slot = 0; slot < blocks.own(); ++slot) {
    const LeafXY block = blocks.block(slot);
    for (std::int32_t y = 0; y < side; ++y)
      for (std::int32_t x = 0; x < side; ++x)
        leaf_of_[(std::size_t{slot} << (2 * nest_)) | static_cast<std::uint32_t>((y << nest_) | x)] =
            cursor.find({(block.x << nest_) + x, (block.y << nest_) + y});
  }
}

std::uint32_t Ground::wrapped(std::int64_t at, std::int64_t period_units) const {
  if (period_units != 0) at = ((at % period_units) + period_units) % period_units;
  return static_cast<std::uint32_t>(at);
}

// Walks the line from cell to cell. Where it would pass a corner exactly, it takes the side in x first.
bool Ground::passes(std::int64_t x, std::int64_t y, std::int64_t dx, std::int64_t dy,
                    LeafDirectory::Cursor& cursor) const {
  const auto cell = [](std::int64_t at) { return static_cast<std::int32_t>(at >> position_bits); };
  CellXY at{cell(x), cell(y)};
  const CellXY end{cell(x + dx), cell(y + dy)};
  const std::int32_t step_x = dx > 0 ? 1 : -1;
  const std::int32_t step_y = dy > 0 ? 1 : -1;
  while (at != end) {
    bool along_x = at.y == end.y;
    if (at.x != end.x && at.y != end.y) {
      // Distances to the next side in x and in y, as parts of the whole line: compared without a division.
      const std::int64_t side_x = (static_cast<std::int64_t>(at.x + (dx > 0)) << position_bits) - x;
      const std::int64_t side_y = (static_cast<std::int64_t>(at.y + (dy > 0)) << position_bits) - y;
      along_x = std::abs(side_x) * std::abs(dy) <= std::abs(side_y) * std::abs(dx);
    }
    (along_x ? at.x : at.y) += along_x ? step_x : step_y;
    if (closed(at, cursor)) return false;
  }
  return true;
}

Ground::Step Ground::step(std::uint32_t x, std::uint32_t y, std::int32_t dx, std::int32_t dy,
                          LeafDirectory::Cursor& cursor) const {
  const std::int64_t period_x = static_cast<std::int64_t>(wrap_.x) << leaf_position_bits;
  const std::int64_t period_y = static_cast<std::int64_t>(wrap_.y) << leaf_position_bits;
  const auto ends = [&](std::int64_t by_x, std::int64_t by_y, bool touched) {
    return Step{wrapped(x + by_x, period_x), wrapped(y + by_y, period_y), touched};
  };
  if (passes(x, y, dx, dy, cursor)) return ends(dx, dy, false);
  const bool x_first = std::abs(dx) >= std::abs(dy);
  if (x_first && passes(x, y, dx, 0, cursor)) return ends(dx, 0, true);
  if (passes(x, y, 0, dy, cursor)) return ends(0, dy, true);
  if (!x_first && passes(x, y, dx, 0, cursor)) return ends(dx, 0, true);
  return ends(0, 0, true);
}

}  // namespace machi
