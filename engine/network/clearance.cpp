#include "engine/network/clearance.hpp"

#include <algorithm>
#include <bit>

namespace machi {
namespace {

// Cells from (x, y) of `leaf` eastwards to the first one outside the mask, at most `limit`.
int run_east(const LeafDomain& leaves, std::span<const std::uint64_t> mask, std::uint32_t leaf, int x, int y,
             int limit) {
  int run = -x;
  std::uint32_t outside = ~static_cast<std::uint32_t>(mask[leaf] >> (y * 8)) & 0xff & (0xffU << x);
  while (outside == 0) {
    run += leaf_side;
    leaf = leaves.around(leaf)[LeafDomain::east];
    if (run >= limit || leaf == LeafDomain::none) return std::min(run, limit);
    outside = ~static_cast<std::uint32_t>(mask[leaf] >> (y * 8)) & 0xff;
  }
  return std::min(run + std::countr_zero(outside), limit);
}

int run_west(const LeafDomain& leaves, std::span<const std::uint64_t> mask, std::uint32_t leaf, int x, int y,
             int limit) {
  int run = x - (leaf_side - 1);
  std::uint32_t outside = ~static_cast<std::uint32_t>(mask[leaf] >> (y * 8)) & 0xff & (0xffU >> (7 - x));
  while (outside == 0) {
    run += leaf_side;
    leaf = leaves.around(leaf)[LeafDomain::west];
    if (run >= limit || leaf == LeafDomain::none) return std::min(run, limit);
    outside = ~static_cast<std::uint32_t>(mask[leaf] >> (y * 8)) & 0xff;
  }
  return std::min(run + std::countl_zero(outside) - 24, limit);
}

// Looks along the rows from (x, y) to the south or north, as far as a nearer cell can lie.
std::uint32_t look(const LeafDomain& leaves, std::span<const std::uint64_t> mask, std::uint32_t leaf, int x, int y,
                   int step, std::uint32_t best) {
  for (std::uint32_t rows = 1; rows * rows < best; ++rows) {
    y += step;
    if (y < 0 || y >= leaf_side) {
      leaf = leaves.around(leaf)[step < 0 ? LeafDomain::south : LeafDomain::north];
      y -= step * leaf_side;
      if (leaf == LeafDomain::none) return rows * rows;
    }
    int limit = 1;
    while (static_cast<std::uint32_t>(limit * limit) + rows * rows < best) ++limit;
    const int across = std::min(run_east(leaves, mask, leaf, x, y, limit), run_west(leaves, mask, leaf, x, y, limit));
    best = std::min(best, rows * rows + static_cast<std::uint32_t>(across * across));
  }
  return best;
}

}  // namespace

std::uint32_t squared_clearance(const LeafDomain& leaves, std::span<const std::uint64_t> mask, std::uint32_t leaf,
                                int bit) {
  const int x = bit & 7;
  const int y = bit >> 3;
  const int limit = leaves.radius() * leaf_side;
  const int across = std::min(run_east(leaves, mask, leaf, x, y, limit), run_west(leaves, mask, leaf, x, y, limit));
  auto best = static_cast<std::uint32_t>(across * across);
  best = look(leaves, mask, leaf, x, y, 1, best);
  return look(leaves, mask, leaf, x, y, -1, best);
}

}  // namespace machi
