#include "engine/grid/slope.hpp"

#include <algorithm>
#include <array>

#include "engine/grid/leaf_heights.hpp"
#include "kernels/slope/slope.hpp"

namespace machi {
namespace {

static_assert(kernels::rimmed_side == leaf_side + 2);
constexpr std::size_t rim = kernels::rimmed_side;

// Writes the heights of a leaf and of the cells that border on it.
void copy_with_rim(const LeafDomain& domain, const LeafHeights& heights, std::uint32_t leaf, float* out) {
  const auto& around = domain.around(leaf);
  const float* const south = heights.of(around[1]);
  const float* const west = heights.of(around[3]);
  const float* const here = heights.of(leaf);
  const float* const east = heights.of(around[4]);
  const float* const north = heights.of(around[6]);
  std::copy_n(south + leaf_side * (leaf_side - 1), leaf_side, out + 1);
  std::copy_n(north, leaf_side, out + rim * (rim - 1) + 1);
  for (std::size_t y = 0; y < leaf_side; ++y) {
    float* const row = out + (y + 1) * rim;
    row[0] = west[y * leaf_side + leaf_side - 1];
    std::copy_n(here + y * leaf_side, leaf_side, row + 1);
    row[rim - 1] = east[y * leaf_side];
  }
}

}  // namespace

std::vector<std::uint8_t> slope_percent(const Comm& comm, const LeafDomain& domain, std::span<const float> terrain_m) {
  const LeafHeights heights(comm, domain, terrain_m);
  std::vector<std::uint8_t> slope(terrain_m.size());
  constexpr std::size_t block = 32;  // leaves: with their rims they stay in the first-level cache
  const float cell_m = static_cast<float>(domain.frame().cell_mm) / 1000.0F;
#pragma omp parallel
  {
    std::array<float, block * rim * rim> rimmed{};
#pragma omp for
    for (std::size_t first = 0; first < domain.own(); first += block) {
      const std::size_t leaves = std::min(block, domain.own() - first);
      for (std::size_t i = 0; i < leaves; ++i)
        copy_with_rim(domain, heights, static_cast<std::uint32_t>(first + i), rimmed.data() + i * rim * rim);
      kernels::slope(std::span(rimmed).first(leaves * rim * rim), cell_m,
                     std::span(slope).subspan(first * leaf_cells, leaves * leaf_cells));
    }
  }
  return slope;
}

}  // namespace machi
