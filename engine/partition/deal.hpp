/// \file  Deals the leaves of a grid and the blocks over them to the ranks.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/partition/block_domain.hpp"
#include "engine/partition/cut.hpp"

namespace machi {

/// What a walk looks like to those who deal it.
struct WalkShape {
  GridFrame frame;
  double reach_m{2};               ///< how far a walker looks
  double step_m{0.2};              ///< how far a walker gets in a step, at most
  std::int32_t period_x_cells{0};  ///< 0: the axis has an end
  std::int32_t period_y_cells{0};
};

/// This rank's share. Leaves and blocks are cut at the same places of the curve.
struct Dealt {
  WalkShape shape;
  BlockFrame block_frame;
  LeafWrap leaf_wrap;
  LeafCuts cuts;                     ///< of blocks
  std::vector<BlockWeight> weights;  ///< of all blocks, where one rank has them all
  std::unique_ptr<LeafDomain> leaves;
  std::unique_ptr<BlockDomain> blocks;
  std::uint64_t first_row{0};  ///< of the own leaves among all
};

/// `keys`: all leaves, ascending, the same on all ranks; `weight` [keys] cost of each. Throws RunError where the grid
/// is larger than positions can name, UsageError where a period does not fit. Collective.
Dealt deal(const Comm& comm, const WalkShape& shape, std::span<const LeafKey> keys,
           std::span<const std::int64_t> weight, CutRule rule);

/// Leaves between which each rank's run of them lies. `run`: ascending; those of later ranks lie further along the
/// curve and may be none. Collective.
LeafCuts runs_of(const Comm& comm, std::span<const LeafKey> run);

/// The same from leaves that lie on the ranks in runs (see runs_of), which no rank needs to have whole. `weight` [run].
/// The answer does not depend on how the runs are cut. Throws as above. Collective.
Dealt deal_runs(const Comm& comm, const WalkShape& shape, std::span<const LeafKey> run,
                std::span<const std::int64_t> weight, CutRule rule);

/// The share of a rank that knows its own leaves alone. `cuts`: of blocks; `own`: the leaves between this rank's,
/// ascending. Throws as above. Collective.
Dealt deal_own(const Comm& comm, const WalkShape& shape, LeafCuts cuts, std::vector<LeafKey> own);

/// The cuts of leaves that lie where blocks are cut.
LeafCuts leaf_cuts_of(const LeafCuts& blocks, const BlockFrame& frame);

/// Blocks of the shape, with nest -1 where a period does not fit.
BlockFrame blocks_of(const WalkShape& shape);

}  // namespace machi
