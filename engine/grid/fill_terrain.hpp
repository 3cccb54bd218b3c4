/// \file  Terrain for the cells that the terrain model leaves out.
#pragma once

#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/terrain_surface.hpp"
#include "engine/model/grid.hpp"

namespace machi {

/// Gives every cell without height (NaN) that of a TerrainSurface through the samples and the known cells. Near the
/// model's edge the surface is bent to meet it: what the nearest known cells to the east, west, north and south, at
/// most 8 cells away, lie above or below the surface is added, weighted by 1 / distance and fading out over 8 cells, so
/// that neither a slit between two tiles nor the end of the model makes a step. terrain_m [own leaves * 64] in and out;
/// source [own leaves * 64] out: dem where the height was there, else the surface's source, none where nothing is known
/// anywhere.  The domain has a radius of at least 1 (RunError). Collective, uses all threads.
void fill_terrain(const Comm& comm, const LeafDomain& domain, std::span<const TerrainSample> samples,
                  std::span<float> terrain_m, std::vector<TerrainSource>& source);

/// The same from a surface that is there already; it is not looked at where no cell is without height. Collective.
void fill_terrain(const Comm& comm, const LeafDomain& domain, const TerrainSurface& surface, std::span<float> terrain_m,
                  std::vector<TerrainSource>& source);

}  // namespace machi
