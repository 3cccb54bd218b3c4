/// \file  Where the curve of blocks is cut, so that every rank has about the same work.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi {

/// A block and what a step costs there, in any unit.
struct BlockWeight {
  LeafKey key{0};
  std::int64_t weight{1};
};

/// How the curve is cut. `skewed` is of no use but to show that the cut does not matter: the first rank gets two thirds
/// of the blocks.
enum class CutRule : std::uint8_t { weighted, even, skewed };

/// Cuts for `parts` ranks; `blocks` ascending by key, all of them on every rank. Local.
LeafCuts cut_curve(std::span<const BlockWeight> blocks, int parts, CutRule rule);

/// Cuts for the ranks of `comm`. `mine`: this rank's blocks, ascending by key; those of later ranks lie further along
/// the curve. The same answer on all ranks. Collective.
LeafCuts cut_curve(const Comm& comm, std::span<const BlockWeight> mine, CutRule rule);

/// What the ranks would have of the whole weight under other cuts. `mine` as above. Collective.
std::vector<std::int64_t> weights_under(const Comm& comm, std::span<const BlockWeight> mine, const LeafCuts& cuts);

/// What one rank of a cut would have.
struct PartFigures {
  std::uint64_t blocks{0};
  std::int64_t weight{0};
  std::uint64_t boundary_blocks{0};  ///< that other ranks hold as ghosts
  std::uint64_t ghost_blocks{0};
  std::int64_t boundary_weight{0};
  std::uint64_t neighbours{0};
};

/// What each rank of a cut would have, counted on one process: a dry run of `parts` ranks. `frame` is the curve of
/// blocks. Local.
std::vector<PartFigures> dry_run(GridFrame frame, std::span<const BlockWeight> blocks, const LeafCuts& cuts);

}  // namespace machi
