#include "engine/grid/paint.hpp"

#include <omp.h>

#include "engine/grid/spread_polygons.hpp"

namespace machi {

LeafShares::LeafShares(const LeafDomain& domain) : domain_(&domain) {
  const auto threads = static_cast<std::uint64_t>(omp_get_max_threads());
  const std::uint64_t shares = threads == 1 ? 1 : 4 * threads;
  for (std::uint64_t share = 0; share <= shares; ++share) {
    const auto begin = static_cast<std::uint32_t>(domain.own() * share / shares);
    begin_.push_back(begin);
    cuts_.cuts.push_back(begin < domain.own() ? domain.keys()[begin] : ~LeafKey{0});
  }
  boxes_.resize(shares);
  for (std::size_t share = 0; share < shares; ++share)
    for (std::uint32_t leaf = begin_[share]; leaf < begin_[share + 1]; ++leaf) boxes_[share].add(domain.leaf(leaf));
}

void LeafShares::deal(const LeafBox& box, std::uint32_t shape, std::vector<std::vector<std::uint32_t>>& lists) const {
  std::vector<int> touched;
  owners_of(domain_->frame(), cuts_, box, touched);
  for (const int share : touched) lists[static_cast<std::size_t>(share)].push_back(shape);
}

}  // namespace machi
