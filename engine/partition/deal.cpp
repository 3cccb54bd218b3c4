#include "engine/partition/deal.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/comm/joined.hpp"
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

// A block whose leaves lie on several ranks is that of the first of them.
std::vector<BlockWeight> whole_blocks(const Comm& comm, std::vector<BlockWeight> blocks) {
  const LeafKey last = blocks.empty() ? 0 : blocks.back().key;
  std::vector<LeafKey> lasts = comm.all_gather_of(std::span(&last, 1));
  for (std::size_t r = 1; r < lasts.size(); ++r) lasts[r] = std::max(lasts[r], lasts[r - 1]);
  std::vector<std::vector<BlockWeight>> rows(lasts.size());
  if (!blocks.empty()) {
    const auto holder = std::lower_bound(lasts.begin(), lasts.end(), blocks.front().key) - lasts.begin();
    if (holder != comm.rank()) {
      rows[static_cast<std::size_t>(holder)].push_back(blocks.front());
      blocks.erase(blocks.begin());
    }
  }
  for (const BlockWeight& block : all_to_all_joined(comm, std::move(rows))) {
    if (blocks.empty()) blocks.push_back({block.key, 0});  // no leaves here, and a block with the least key
    blocks.back().weight += block.weight;
  }
  return blocks;
}

// From runs to where the curve is cut.
std::vector<LeafKey> leaves_between(const Comm& comm, std::span<const LeafKey> run, const LeafCuts& cuts) {
  if (comm.size() == 1) return {run.begin(), run.end()};
  std::vector<std::vector<std::byte>> rows(static_cast<std::size_t>(comm.size()));
  auto begin = run.begin();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto end = r + 1 < rows.size() ? std::lower_bound(begin, run.end(), cuts.cuts[r + 1]) : run.end();
    const auto bytes = std::as_bytes(std::span(begin, end));
    rows[r].assign(bytes.begin(), bytes.end());
    begin = end;
  }
  return vector_of<LeafKey>(comm.all_to_all(rows).bytes);
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

LeafCuts runs_of(const Comm& comm, std::span<const LeafKey> run) {
  constexpr LeafKey nobody = ~LeafKey{0};
  const LeafKey first = run.empty() ? nobody : run.front();
  LeafCuts runs{comm.all_gather_of(std::span(&first, 1))};
  runs.cuts.push_back(nobody);
  // Ranks without leaves lie before the next one that has any.
  for (std::size_t r = runs.cuts.size() - 1; r-- > 0;) runs.cuts[r] = std::min(runs.cuts[r], runs.cuts[r + 1]);
  return runs;
}

Dealt deal_runs(const Comm& comm, const WalkShape& shape, std::span<const LeafKey> run,
                std::span<const std::int64_t> weight, CutRule rule) {
  const BlockFrame frame = checked_blocks_of(shape);
  std::vector<BlockWeight> blocks;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const LeafKey block = run[i] >> (2 * frame.nest);
    if (blocks.empty() || blocks.back().key != block) blocks.push_back({block, 0});
    blocks.back().weight += weight[i];
  }
  blocks = whole_blocks(comm, std::move(blocks));
  LeafCuts cuts = cut_curve(comm, blocks, rule);
  std::vector<LeafKey> own = leaves_between(comm, run, leaf_cuts_of(cuts, frame));
  Dealt dealt = deal_own(comm, shape, std::move(cuts), std::move(own));
  if (comm.size() == 1) dealt.weights = std::move(blocks);
  return dealt;
}

Dealt deal(const Comm& comm, const WalkShape& shape, std::span<const LeafKey> keys,
           std::span<const std::int64_t> weight, CutRule rule) {
  const auto rank = static_cast<std::size_t>(comm.rank());
  const auto ranks = static_cast<std::size_t>(comm.size());
  const std::size_t first = keys.size() * rank / ranks;
  const std::size_t count = keys.size() * (rank + 1) / ranks - first;
  return deal_runs(comm, shape, keys.subspan(first, count), weight.subspan(first, count), rule);
}

}  // namespace machi
