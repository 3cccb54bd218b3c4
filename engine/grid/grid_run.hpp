/// \file  One run of the grid at a time: what build_grid() makes of all leaves at once, with memory for one run.
#pragma once

#include <span>
#include <vector>

#include "engine/grid/leaf_runs.hpp"
#include "engine/grid/spread_polygons.hpp"
#include "engine/grid/terrain_builder.hpp"
#include "engine/grid/terrain_surface.hpp"
#include "engine/model/grid.hpp"

namespace machi {

/// What touches the leaves of one run.
struct GridRunInput {
  TaggedPolygons cover;                 ///< tags: CoverTag
  std::vector<TriangleMm> triangles;    ///< those that touch the leaves within LeafRuns::reach too
  std::vector<TaggedPolygons> hazards;  ///< tags: HazardTag
};

/// Adds the heights that triangles give the run's leaves to the sums, of which a TerrainSurface is made before the
/// first run is built. Local, uses all threads.
void add_terrain(const LeafRun& run, std::span<const TriangleMm> triangles, TerrainSums& sums);

/// The run's rows of all columns of the grid but water; hazards have no names. `leaf_total` is the number of leaves of
/// the whole grid. The same as build_grid() gives. Local, uses all threads.
Grid build_run(const LeafRun& run, const TerrainSurface& surface, const GridRunInput& input, std::uint64_t leaf_total);

}  // namespace machi
