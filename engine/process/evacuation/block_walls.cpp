#include "engine/process/evacuation/block_walls.hpp"

#include "engine/process/evacuation/closed_window.hpp"

namespace machi {
namespace {

// Calls wall(begin, end) for runs of [from, to) in which is_wall holds.
template <class IsWall, class Wall>
void for_each_run(std::int32_t from, std::int32_t to, IsWall is_wall, Wall wall) {
  std::int32_t begin = from;
  for (std::int32_t at = from; at <= to; ++at) {
    if (at < to && is_wall(at)) continue;
    if (at > begin) wall(begin, at);
    begin = at + 1;
  }
}

}  // namespace

BlockWalls::BlockWalls(const Ground& ground, const BlockFrame& frame, LeafXY block, WallsAs as) {
  if (as == WallsAs::openings) {
    openings_.emplace(ground, frame, block);
    return;
  }
  add_segments(ground, frame, block);
  for (std::vector<float>* column : {&x0_, &y0_, &x1_, &y1_}) column->shrink_to_fit();
}

void BlockWalls::add_segments(const Ground& ground, const BlockFrame& frame, LeafXY block) {
  begin_.reserve(static_cast<std::size_t>(frame.bins * frame.bins) + 1);
  const std::int32_t cells = leaf_side << frame.nest;
  const CellXY corner{block.x * cells, block.y * cells};
  const auto cell_m = static_cast<float>(ground.cell_m());
  const auto metres = [&](std::int32_t cell) { return static_cast<float>(cell) * cell_m; };
  const auto add = [&](std::int32_t x0, std::int32_t y0, std::int32_t x1, std::int32_t y1) {
    x0_.push_back(metres(x0));
    y0_.push_back(metres(y0));
    x1_.push_back(metres(x1));
    y1_.push_back(metres(y1));
  };
  for (std::int32_t row = 0; row < frame.bins; ++row) {
    for (std::int32_t column = 0; column < frame.bins; ++column) {
      // Cells [first, end) meet the bin; the window reaches one bin's width farther on each side.
      const std::int32_t reach = (cells + frame.bins - 1) / frame.bins;
      const CellXY first{column * cells / frame.bins, row * cells / frame.bins};
      const CellXY end{((column + 1) * cells + frame.bins - 1) / frame.bins,
                       ((row + 1) * cells + frame.bins - 1) / frame.bins};
      const ClosedWindow window(ground, corner, {first.x - reach, first.y - reach}, {end.x + reach, end.y + reach});
      if (!window.all_open()) {
        for (std::int32_t y = window.from().y + 1; y < window.to().y; ++y)
          for_each_run(
              window.from().x, window.to().x,
              [&](std::int32_t x) { return window.closed(x, y - 1) != window.closed(x, y); },
              [&](std::int32_t x0, std::int32_t x1) { add(x0, y, x1, y); });
        for (std::int32_t x = window.from().x + 1; x < window.to().x; ++x)
          for_each_run(
              window.from().y, window.to().y,
              [&](std::int32_t y) { return window.closed(x - 1, y) != window.closed(x, y); },
              [&](std::int32_t y0, std::int32_t y1) { add(x, y0, x, y1); });
      }
      begin_.push_back(static_cast<std::uint32_t>(x0_.size()));
    }
  }
}

}  // namespace machi
