/// \file  The grid of a city from its polygons, triangles and known heights.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/cover.hpp"
#include "engine/grid/hazard_depth.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/spread_polygons.hpp"
#include "engine/grid/terrain_builder.hpp"
#include "engine/grid/terrain_surface.hpp"
#include "engine/model/grid.hpp"

namespace machi {

/// One inundation to lay over the terrain.
struct HazardInput {
  std::string name;
  std::string description;
  TaggedPolygons polygons;  ///< tags: HazardTag
};

/// What build_grid() makes a grid of: on each rank the features that it read, wherever they lie.
struct GridInput {
  /// `domain` must outlive the input.
  explicit GridInput(const LeafDomain& domain) : dem(domain) {}
  TaggedPolygons cover;  ///< tags: CoverTag; features dealt out to the ranks in any way
  TerrainBuilder dem;    ///< triangles, added and exchanged in rounds before
  std::vector<TerrainSample> samples;
  std::vector<HazardInput> hazards;  ///< the same names in the same order on all ranks
};

/// Builds all columns but Grid::water. `domain` has a radius of at least 1. The answer is the same for any number of
/// ranks and threads and any way in which features are dealt out to the ranks. `input` is emptied as it is used, so
/// that beside the columns themselves memory holds one kind of input at a time: the polygons of this rank twice while
/// they travel. Collective, uses all threads.
Grid build_grid(const Comm& comm, const LeafDomain& domain, GridInput& input);

}  // namespace machi
