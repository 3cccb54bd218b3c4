#include "engine/process/evacuation/block_costs.hpp"

#include <omp.h>

#include <algorithm>
#include <numeric>

namespace machi {

std::vector<BlockWeight> BlockCosts::take(const BlockDomain& blocks) {
  std::vector<BlockWeight> costs;
  costs.reserve(blocks.own());
  const GridFrame curve = blocks.frame().blocks();
  const double in_blocks_s = std::accumulate(cost_s_.begin(), cost_s_.end(), 0.0);
  const double all_s = in_blocks_s + arranging_s_ * omp_get_max_threads();
  const double ns =
      1e9 / static_cast<double>(std::max<std::int64_t>(steps_, 1)) * (in_blocks_s > 0 ? all_s / in_blocks_s : 1);
  for (const std::uint32_t slot : blocks.by_key())
    costs.push_back(
        {curve.key(blocks.block(slot)), std::max<std::int64_t>(1, static_cast<std::int64_t>(ns * cost_s_[slot]))});
  std::fill(cost_s_.begin(), cost_s_.end(), 0.0);
  arranging_s_ = 0;
  steps_ = 0;
  return costs;
}

}  // namespace machi
