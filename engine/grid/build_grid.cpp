#include "engine/grid/build_grid.hpp"

#include <utility>

#include "engine/grid/fill_terrain.hpp"
#include "engine/grid/slope.hpp"

namespace machi {

Grid build_grid(const Comm& comm, const LeafDomain& domain, GridInput& input) {
  Grid grid;
  grid.frame = domain.frame();
  grid.keys.assign(domain.keys().begin(), domain.keys().end());
  grid.first_leaf = domain.first();
  grid.leaf_total = domain.total();

  const auto on_my_leaves = [&](TaggedPolygons& mine) {
    return spread_polygons(comm, domain.frame(), domain.cuts(), std::move(mine), 0);
  };
  paint_cover(domain, on_my_leaves(input.cover), grid);

  input.dem.exchange(comm);
  grid.terrain_m = input.dem.take();
  fill_terrain(comm, domain, input.samples, grid.terrain_m, grid.terrain_source);
  input.samples = {};
  grid.slope_percent = slope_percent(comm, domain, grid.terrain_m);

  for (HazardInput& hazard : input.hazards)
    grid.hazards.push_back({std::move(hazard.name), std::move(hazard.description),
                            hazard_depth_cm(domain, on_my_leaves(hazard.polygons), grid.terrain_m)});
  input.hazards = {};
  return grid;
}

}  // namespace machi
