#include "engine/grid/hazard_depth.hpp"

#include <algorithm>
#include <cmath>

#include "engine/grid/paint.hpp"
#include "engine/grid/plane.hpp"

namespace machi {
namespace {

constexpr double deepest_cm = 65535;

PlaneMm water_of(std::span<const PointMm> shell) {
  if (shell.size() == 3) return plane_of({shell[0], shell[1], shell[2]});
  return fitted_plane(shell);
}

// Deepens the cells of one leaf under a water surface. Comparisons with an unknown terrain are false: it stays dry.
void deepen(const kernels::HeightPlane& water, std::uint64_t mask, const float* terrain_m, std::uint16_t* depth_cm) {
  for (std::uint64_t left = mask; left != 0; left &= left - 1) {
    const int cell = __builtin_ctzll(left);
    const int row = cell / leaf_side;
    const int column = cell % leaf_side;
    const double on_plane = water.at_origin + water.per_row * row + water.per_column * column;
    const double level_m = std::clamp(on_plane, water.lowest, water.highest) / 256.0;
    const double depth = std::floor((level_m - static_cast<double>(terrain_m[cell])) * 100.0 + 0.5);
    if (depth > depth_cm[cell]) depth_cm[cell] = static_cast<std::uint16_t>(std::min(depth, deepest_cm));
  }
}

}  // namespace

std::vector<std::uint16_t> hazard_depth_cm(const LeafDomain& domain, const TaggedPolygons& polygons,
                                           std::span<const float> terrain_m) {
  const PolygonTable& table = polygons.polygons;
  std::vector<PlaneMm> water(table.size());
#pragma omp parallel for
  for (std::uint32_t polygon = 0; polygon < table.size(); ++polygon) water[polygon] = water_of(table.shell(polygon));

  std::vector<std::uint16_t> depth_cm(std::size_t{domain.own()} * leaf_cells, 0);
  LeafShares(domain).paint(table, [&](std::uint32_t polygon, std::uint32_t leaf, std::uint64_t mask) {
    const std::size_t first = std::size_t{leaf} * leaf_cells;
    const std::uint32_t said_cm = polygons.tags[polygon][1];
    if (said_cm == HazardTag::level_is_z) {
      if (water[polygon].valid)
        deepen(height_plane(water[polygon], domain.frame(), domain.leaf(leaf)), mask, terrain_m.data() + first,
               depth_cm.data() + first);
      return;
    }
    const auto depth = static_cast<std::uint16_t>(std::min<std::uint32_t>(said_cm, 65535));
    for (std::uint64_t left = mask; left != 0; left &= left - 1) {
      std::uint16_t& cell = depth_cm[first + static_cast<std::size_t>(__builtin_ctzll(left))];
      cell = std::max(cell, depth);
    }
  });
  return depth_cm;
}

}  // namespace machi
