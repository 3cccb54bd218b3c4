#include "engine/partition/deal.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"

namespace machi {
namespace {

BlockFrame checked_blocks_of(const WalkShape& shape) {
  if (shape.frame.order > largest_walk_order)
    throw RunError("the grid has more than 65,536 cells along a side. Use larger cells or a smaller city");
  const BlockFrame frame = blocks_of(shape);
  if (frame.nest < 0)
    throw UsageError(
        "area.cell_m: no block of cells divides the period and is as wide as people look ahead. Choose "
        "another cell or length");
  return frame;
}

}  // namespace

BlockFrame blocks_of(const WalkShape& shape) {
  const std::int32_t period = std::max(shape.period_x_cells, shape.period_y_cells);
  return period == 0 ? block_frame(shape.frame, shape.reach_m)
                     : periodic_block_frame(shape.frame, shape.reach_m, period);
}

LeafCuts leaf_cuts_of(const LeafCuts& blocks, const BlockFrame& frame) {
  LeafCuts leaves = blocks;
  for (LeafKey& cut : leaves.cuts) cut <<= 2 * frame.nest;
  return leaves;
}

Dealt deal_own(const Comm& comm, const WalkShape& shape, LeafCuts cuts, std::vector<LeafKey> own) {
  Dealt dealt;
  dealt.shape = shape;
  dealt.block_frame = checked_blocks_of(shape);
  dealt.cuts = std::move(cuts);
  const int nest = dealt.block_frame.nest;
  std::vector<LeafKey> own_blocks;
  for (const LeafKey leaf : own)
    if (own_blocks.empty() || own_blocks.back() != leaf >> (2 * nest)) own_blocks.push_back(leaf >> (2 * nest));
  const std::int32_t block_cells = leaf_side << nest;
  dealt.leaf_wrap = {shape.period_x_cells / leaf_side, shape.period_y_cells / leaf_side};
  const LeafWrap block_wrap{shape.period_x_cells / block_cells, shape.period_y_cells / block_cells};
  // Walls are looked at within two bins of a block's border, and a step must not lead beyond the ghosts.
  const double far_m = std::max(2 * dealt.block_frame.side_m() / dealt.block_frame.bins, shape.step_m);
  const int radius = 1 + static_cast<int>(std::ceil(far_m / (1e-3 * shape.frame.leaf_mm())));
  dealt.leaves = std::make_unique<LeafDomain>(comm, shape.frame, leaf_cuts_of(dealt.cuts, dealt.block_frame),
                                              std::move(own), radius, dealt.leaf_wrap);
  dealt.blocks = std::make_unique<BlockDomain>(comm, dealt.block_frame, dealt.cuts, std::move(own_blocks), block_wrap);
  dealt.first_row = dealt.leaves->first();
  return dealt;
}

Dealt deal(const Comm& comm, const WalkShape& shape, std::span<const LeafKey> keys,
           std::span<const std::int64_t> weight, CutRule rule) {
  const BlockFrame frame = checked_blocks_of(shape);
  std::vector<BlockWeight> weights;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const LeafKey block = keys[i] >> (2 * frame.nest);
    if (weights.empty() || weights.back().key != block) weights.push_back({block, 0});
    weights.back().weight += weight[i];
  }
  LeafCuts cuts = cut_curve(weights, comm.size(), rule);
  const LeafCuts leaf_cuts = leaf_cuts_of(cuts, frame);
  const auto rank = static_cast<std::size_t>(comm.rank());
  const auto begin = std::lower_bound(keys.begin(), keys.end(), leaf_cuts.cuts[rank]);
  const auto end = std::lower_bound(begin, keys.end(), leaf_cuts.cuts[rank + 1]);
  Dealt dealt = deal_own(comm, shape, std::move(cuts), {begin, end});
  dealt.weights = std::move(weights);
  return dealt;
}

}  // namespace machi
