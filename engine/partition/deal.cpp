#include "engine/partition/deal.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"

namespace machi {

BlockFrame blocks_of(const WalkShape& shape) {
  const std::int32_t period = std::max(shape.period_x_cells, shape.period_y_cells);
  return period == 0 ? block_frame(shape.frame, shape.reach_m)
                     : periodic_block_frame(shape.frame, shape.reach_m, period);
}

Dealt deal(const Comm& comm, const WalkShape& shape, std::span<const LeafKey> keys,
           std::span<const std::int64_t> weight, CutRule rule) {
  if (shape.frame.order > largest_walk_order)
    throw RunError("the grid has more than 65,536 cells along a side. Use larger cells or a smaller city");
  Dealt dealt;
  dealt.block_frame = blocks_of(shape);
  const int nest = dealt.block_frame.nest;
  if (nest < 0)
    throw UsageError(
        "area.cell_m: no block of cells divides the period and is as wide as people look ahead. Choose "
        "another cell or length");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const LeafKey block = keys[i] >> (2 * nest);
    if (dealt.weights.empty() || dealt.weights.back().key != block) dealt.weights.push_back({block, 0});
    dealt.weights.back().weight += weight[i];
  }
  dealt.cuts = cut_curve(dealt.weights, comm.size(), rule);
  const auto rank = static_cast<std::size_t>(comm.rank());
  std::vector<LeafKey> own_blocks;
  for (const BlockWeight& block : dealt.weights)
    if (block.key >= dealt.cuts.cuts[rank] && block.key < dealt.cuts.cuts[rank + 1]) own_blocks.push_back(block.key);
  LeafCuts leaf_cuts = dealt.cuts;
  for (LeafKey& cut : leaf_cuts.cuts) cut <<= 2 * nest;
  const auto begin = std::lower_bound(keys.begin(), keys.end(), leaf_cuts.cuts[rank]);
  const auto end = std::lower_bound(begin, keys.end(), leaf_cuts.cuts[rank + 1]);
  dealt.first_row = static_cast<std::uint64_t>(begin - keys.begin());
  const std::int32_t block_cells = leaf_side << nest;
  dealt.leaf_wrap = {shape.period_x_cells / leaf_side, shape.period_y_cells / leaf_side};
  const LeafWrap block_wrap{shape.period_x_cells / block_cells, shape.period_y_cells / block_cells};
  // Walls are looked at within two bins of a block's border, and a step must not lead beyond the ghosts.
  const double far_m = std::max(2 * dealt.block_frame.side_m() / dealt.block_frame.bins, shape.step_m);
  const int radius = 1 + static_cast<int>(std::ceil(far_m / (1e-3 * shape.frame.leaf_mm())));
  dealt.leaves = std::make_unique<LeafDomain>(comm, shape.frame, leaf_cuts, std::vector<LeafKey>(begin, end), radius,
                                              dealt.leaf_wrap);
  dealt.blocks = std::make_unique<BlockDomain>(comm, dealt.block_frame, dealt.cuts, std::move(own_blocks), block_wrap);
  return dealt;
}

}  // namespace machi
