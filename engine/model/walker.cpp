#include "engine/model/walker.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr double smallest_block_m = 8;

int bins_of(const BlockFrame& blocks, double reach_m) {
  return std::max(1, static_cast<int>(std::floor(blocks.side_m() / reach_m + 1e-9)));
}

}  // namespace

BlockFrame block_frame(GridFrame frame, double reach_m) {
  BlockFrame blocks{frame, 0, 1};
  while (blocks.side_m() < std::max(smallest_block_m, reach_m) && blocks.nest < frame.order) ++blocks.nest;
  blocks.bins = bins_of(blocks, reach_m);
  return blocks;
}

BlockFrame periodic_block_frame(GridFrame frame, double reach_m, std::int32_t period_cells) {
  BlockFrame blocks = block_frame(frame, reach_m);
  while (blocks.nest >= 0 && period_cells % (leaf_side << blocks.nest) != 0) --blocks.nest;
  if (blocks.nest >= 0 && blocks.side_m() < reach_m) blocks.nest = -1;
  if (blocks.nest >= 0) blocks.bins = bins_of(blocks, reach_m);
  return blocks;
}

}  // namespace machi
