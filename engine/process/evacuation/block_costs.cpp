#include "engine/process/evacuation/block_costs.hpp"

#include <algorithm>

namespace machi {

std::vector<BlockWeight> BlockCosts::take(const BlockDomain& blocks) {
  std::vector<BlockWeight> costs;
  costs.reserve(blocks.own());
  const GridFrame curve = blocks.frame().blocks();
  const double ns = 1e9 / static_cast<double>(std::max<std::int64_t>(steps_, 1));
  for (const std::uint32_t slot : blocks.by_key())
    costs.push_back(
        {curve.key(blocks.block(slot)), std::max<std::int64_t>(1, static_cast<std::int64_t>(ns * cost_s_[slot]))});
  std::fill(cost_s_.begin(), cost_s_.end(), 0.0);
  steps_ = 0;
  return costs;
}

}  // namespace machi
