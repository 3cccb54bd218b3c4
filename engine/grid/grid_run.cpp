#include "engine/grid/grid_run.hpp"

#include <utility>

#include "engine/grid/cover.hpp"
#include "engine/grid/fill_terrain.hpp"
#include "engine/grid/hazard_depth.hpp"
#include "engine/grid/slope.hpp"

namespace machi {
namespace {

std::vector<float> heights_from(const LeafRun& run, std::span<const TriangleMm> triangles) {
  TerrainBuilder builder(run.domain);
  builder.add(triangles);
  return builder.take();
}

// Keeps the rows of the run's own leaves.
template <class T>
void cut(const LeafRun& run, std::vector<T>& column) {
  const auto begin = column.begin() + static_cast<std::ptrdiff_t>(std::size_t{run.begin} * leaf_cells);
  const auto end = begin + static_cast<std::ptrdiff_t>(std::size_t{run.leaves} * leaf_cells);
  column.erase(end, column.end());
  column.erase(column.begin(), begin);
}

}  // namespace

void add_terrain(const LeafRun& run, std::span<const TriangleMm> triangles, TerrainSums& sums) {
  if (triangles.empty()) return;
  const std::vector<float> terrain_m = heights_from(run, triangles);
  for (std::uint32_t leaf = run.begin; leaf < run.begin + run.leaves; ++leaf)
    sums.add(run.domain.leaf(leaf), std::span(terrain_m).subspan(std::size_t{leaf} * leaf_cells, leaf_cells));
}

Grid build_run(const LeafRun& run, const TerrainSurface& surface, const GridRunInput& input, std::uint64_t leaf_total) {
  const LeafDomain& domain = run.domain;
  Grid grid;
  grid.frame = domain.frame();
  const auto keys = domain.keys().subspan(run.begin, run.leaves);
  grid.keys.assign(keys.begin(), keys.end());
  grid.first_leaf = run.first;
  grid.leaf_total = leaf_total;

  paint_cover(domain, input.cover, grid);
  grid.terrain_m = heights_from(run, input.triangles);
  fill_terrain(Comm::null(), domain, surface, grid.terrain_m, grid.terrain_source);
  grid.slope_percent = slope_percent(Comm::null(), domain, grid.terrain_m);
  for (const TaggedPolygons& hazard : input.hazards)
    grid.hazards.push_back({"", "", hazard_depth_cm(domain, hazard, grid.terrain_m)});

  for (Hazard& hazard : grid.hazards) cut(run, hazard.depth_cm);
  cut(run, grid.terrain_m);
  cut(run, grid.terrain_source);
  cut(run, grid.cover);
  cut(run, grid.level);
  cut(run, grid.building);
  cut(run, grid.slope_percent);
  return grid;
}

}  // namespace machi
