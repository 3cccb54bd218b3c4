#include "engine/grid/fill_terrain.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/grid/leaf_heights.hpp"

namespace machi {
namespace {

using Surface = std::array<float, leaf_cells>;
constexpr int reach = leaf_side;  // cells over which the surface is bent: those of the leaves around
struct Direction {
  int dx, dy;
  double length;
};
constexpr double diagonal = 1.4142135623730951;
constexpr std::array<Direction, 8> directions{{{1, 0, 1},
                                               {1, 1, diagonal},
                                               {0, 1, 1},
                                               {-1, 1, diagonal},
                                               {-1, 0, 1},
                                               {-1, -1, diagonal},
                                               {0, -1, 1},
                                               {1, -1, diagonal}}};

bool any_known(const float* height_m) {
  return std::any_of(height_m, height_m + leaf_cells, [](float h) { return !std::isnan(h); });
}
bool any_unknown(const float* height_m) {
  return std::any_of(height_m, height_m + leaf_cells, [](float h) { return std::isnan(h); });
}

// What the known cells of a leaf and of the eight around it lie above the surface; NaN where unknown.
constexpr int patch_side = 3 * leaf_side;
using Patch = std::array<float, patch_side * patch_side>;
constexpr std::size_t at(int x, int y) {
  return static_cast<std::size_t>((y + leaf_side) * patch_side + x + leaf_side);
}

void add_residuals(const float* height_m, const Surface& surface_m, int x, int y, Patch& patch) {
  for (int row = 0; row < leaf_side; ++row) {
    for (int column = 0; column < leaf_side; ++column) {
      const auto cell = static_cast<std::size_t>(row * leaf_side + column);
      patch[at(x + column, y + row)] = height_m[cell] - surface_m[cell];
    }
  }
}

Patch residuals_around(const LeafDomain& domain, const LeafHeights& heights, const TerrainSurface& surface,
                       std::uint32_t leaf) {
  Patch patch;
  patch.fill(std::numeric_limits<float>::quiet_NaN());
  std::size_t side = 0;
  for (int y = -1; y <= 1; ++y) {
    for (int x = -1; x <= 1; ++x) {
      const std::uint32_t index = x == 0 && y == 0 ? leaf : domain.around(leaf)[side++];
      if (index != LeafDomain::none && any_known(heights.of(index)))
        add_residuals(heights.of(index), surface.heights_m(domain.leaf(index)), x * leaf_side, y * leaf_side, patch);
    }
  }
  return patch;
}

// By how much the surface is raised at an unknown cell: the mean of the first residuals that it sees in eight
// directions, weighted by 1 / distance, times a fading that is 1 up to two cells from a known one and 0 out of reach.
double correction(const Patch& residual, int x, int y) {
  double weights = 0;
  double sum = 0;
  double nearest = reach + 1;
  for (const auto& [dx, dy, length] : directions) {
    for (int step = 1; step * length <= reach; ++step) {
      const auto seen = static_cast<double>(residual[at(x + step * dx, y + step * dy)]);
      if (std::isnan(seen)) continue;
      const double distance = step * length;
      weights += 1 / distance;
      sum += seen / distance;
      nearest = std::min(nearest, distance);
      break;
    }
  }
  return weights > 0 ? sum / weights * std::min(1.0, (reach + 1 - nearest) / (reach - 1)) : 0;
}

// The surface over a leaf, bent to meet the known cells in it and around it.
Surface bent_surface(const LeafDomain& domain, const LeafHeights& heights, const TerrainSurface& surface,
                     std::uint32_t leaf) {
  const Patch residual = residuals_around(domain, heights, surface, leaf);
  Surface bent_m = surface.heights_m(domain.leaf(leaf));
  for (int y = 0; y < leaf_side; ++y) {
    for (int x = 0; x < leaf_side; ++x) {
      if (!std::isnan(residual[at(x, y)])) continue;
      float& height_m = bent_m[static_cast<std::size_t>(y * leaf_side + x)];
      const double height_256th = (static_cast<double>(height_m) + correction(residual, x, y)) * 256.0;
      height_m = static_cast<float>(std::floor(height_256th + 0.5) / 256.0);
    }
  }
  return bent_m;
}

// Own leaves with unknown cells that have known cells in them or in the leaves around.
std::vector<std::uint32_t> leaves_at_the_edge(const LeafDomain& domain, const LeafHeights& heights) {
  std::vector<std::uint8_t> at_edge(domain.own(), 0);
#pragma omp parallel for
  for (std::uint32_t leaf = 0; leaf < domain.own(); ++leaf) {
    if (!any_unknown(heights.of(leaf))) continue;
    bool known = any_known(heights.of(leaf));
    for (const std::uint32_t near : domain.around(leaf)) known = known || any_known(heights.of(near));
    at_edge[leaf] = known ? 1 : 0;
  }
  std::vector<std::uint32_t> leaves;
  for (std::uint32_t leaf = 0; leaf < domain.own(); ++leaf)
    if (at_edge[leaf] != 0) leaves.push_back(leaf);
  return leaves;
}

void fill_leaf(const Surface& filled_m, TerrainSource kind, float* height_m, TerrainSource* source) {
  for (std::size_t cell = 0; cell < leaf_cells; ++cell) {
    if (!std::isnan(height_m[cell])) continue;
    height_m[cell] = filled_m[cell];
    source[cell] = kind;
  }
}

// Says which cells have a height; how many have none.
std::int64_t mark_known(std::span<const float> terrain_m, std::vector<TerrainSource>& source) {
  source.resize(terrain_m.size());
  std::int64_t unknown = 0;
#pragma omp parallel for reduction(+ : unknown)
  for (std::size_t cell = 0; cell < terrain_m.size(); ++cell) {
    source[cell] = std::isnan(terrain_m[cell]) ? TerrainSource::none : TerrainSource::dem;
    unknown += std::isnan(terrain_m[cell]) ? 1 : 0;
  }
  return unknown;
}

}  // namespace

void fill_terrain(const Comm& comm, const LeafDomain& domain, std::span<const TerrainSample> samples,
                  std::span<float> terrain_m, std::vector<TerrainSource>& source) {
  if (!comm.any(mark_known(terrain_m, source) != 0)) return;
  fill_terrain(comm, domain, TerrainSurface(comm, domain, samples, terrain_m), terrain_m, source);
}

void fill_terrain(const Comm& comm, const LeafDomain& domain, const TerrainSurface& surface, std::span<float> terrain_m,
                  std::vector<TerrainSource>& source) {
  const std::int64_t unknown = mark_known(terrain_m, source);
  if (!comm.any(unknown != 0) || surface.empty()) return;

  // All of the edge is worked out before any of it is filled: what is filled must not count as known.
  std::vector<std::uint32_t> edge;
  std::vector<Surface> bent_m;
  if (comm.any(unknown != static_cast<std::int64_t>(terrain_m.size()))) {
    const LeafHeights heights(comm, domain, terrain_m);
    edge = leaves_at_the_edge(domain, heights);
    bent_m.resize(edge.size());
#pragma omp parallel for
    for (std::size_t i = 0; i < edge.size(); ++i) bent_m[i] = bent_surface(domain, heights, surface, edge[i]);
  }
  const auto fill = [&](std::uint32_t leaf, const Surface& filled_m) {
    const std::size_t first = std::size_t{leaf} * leaf_cells;
    fill_leaf(filled_m, surface.source(domain.leaf(leaf)), terrain_m.data() + first, source.data() + first);
  };
#pragma omp parallel for
  for (std::size_t i = 0; i < edge.size(); ++i) fill(edge[i], bent_m[i]);
#pragma omp parallel for
  for (std::uint32_t leaf = 0; leaf < domain.own(); ++leaf)
    if (any_unknown(terrain_m.data() + std::size_t{leaf} * leaf_cells))
      fill(leaf, surface.heights_m(domain.leaf(leaf)));
}

}  // namespace machi
