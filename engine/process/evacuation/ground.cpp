#include "engine/process/evacuation/ground.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace machi {
namespace {

/// Clearance is told up to this many cells: a walker's second at 3 m/s on cells of 1 m.
constexpr std::uint8_t most_clear_cells = 3;

}  // namespace

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
  measure_clearance(cursor);
}

// The closed cells of 3 × 3 leaves as 24 rows of bits, which grow by a ring of cells at a time.
void Ground::measure_clearance(LeafDirectory::Cursor& cursor) {
  constexpr int rows = 3 * leaf_side;
  constexpr std::uint32_t every = (1U << rows) - 1;
  clear_cells_.assign(std::size_t{leaves_->own()} * leaf_cells, most_clear_cells);
  for (std::uint32_t leaf = 0; leaf < leaves_->own(); ++leaf) {
    std::array<std::uint32_t, rows> closed{};
    std::uint32_t any = 0;
    const LeafXY at = leaves_->leaf(leaf);
    for (int side = 0; side < 9; ++side) {
      const std::uint32_t beside = cursor.find(wrap_({at.x + side % 3 - 1, at.y + side / 3 - 1}));
      const std::uint64_t mask = beside == LeafDomain::none ? ~std::uint64_t{0} : closed_[beside];
      for (int row = 0; row < leaf_side; ++row) {
        const auto bits = static_cast<std::uint32_t>(mask >> (row * leaf_side) & 0xff);
        closed[static_cast<std::size_t>(side / 3 * leaf_side + row)] |= bits << (side % 3 * leaf_side);
        any |= bits;
      }
    }
    if (any == 0) continue;
    std::uint8_t* const clear = clear_cells_.data() + std::size_t{leaf} * leaf_cells;
    std::fill_n(clear, leaf_cells, std::uint8_t{0});
    for (int ring = 1; ring <= most_clear_cells; ++ring) {
      std::array<std::uint32_t, rows> wider{};
      for (std::size_t row = 0; row < rows; ++row) {
        const std::uint32_t upright =
            closed[row] | (row > 0 ? closed[row - 1] : 0) | (row + 1 < rows ? closed[row + 1] : 0);
        wider[row] = (upright | upright << 1 | upright >> 1) & every;
      }
      closed = wider;
      for (int cell = 0; cell < leaf_cells; ++cell) {
        const auto row = static_cast<std::size_t>(leaf_side + cell / leaf_side);
        clear[cell] += (closed[row] >> (leaf_side + cell % leaf_side) & 1) == 0;
      }
    }
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

bool move_to_open_ground(const Ground& ground, Walker& walker) {
  LeafDirectory::Cursor cursor = ground.leaves().cursor();
  const CellXY here{static_cast<std::int32_t>(walker.x >> position_bits),
                    static_cast<std::int32_t>(walker.y >> position_bits)};
  if (!ground.closed(here, cursor)) return true;
  constexpr std::int32_t most = most_cells_to_open_ground;
  std::int32_t nearest = most * most + 1;
  CellXY best;
  for (std::int32_t dy = -most; dy <= most; ++dy) {
    for (std::int32_t dx = -most; dx <= most; ++dx) {
      const std::int32_t distance2 = dx * dx + dy * dy;
      if (distance2 >= nearest || ground.closed({here.x + dx, here.y + dy}, cursor)) continue;
      nearest = distance2;
      best = {here.x + dx, here.y + dy};
    }
  }
  if (nearest > most * most) return false;
  walker.x = static_cast<std::uint32_t>(best.x) << position_bits | cell_units / 2;
  walker.y = static_cast<std::uint32_t>(best.y) << position_bits | cell_units / 2;
  return true;
}

}  // namespace machi
