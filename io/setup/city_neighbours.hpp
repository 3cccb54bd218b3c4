/// \file  What ranks tell each other of their buildings before zones are made: who stands near, and the ground between.
#pragma once

#include <vector>

#include "engine/climate/skyline.hpp"
#include "engine/comm/comm.hpp"
#include "engine/model/city_zone.hpp"
#include "io/hdf5/input.hpp"

namespace machi {

/// `mine`, and the prisms of other ranks that come within Skyline::reach_m of any of mine, by their rows. Collective.
std::vector<BuildingPrism> with_neighbours(const Comm& comm, const std::vector<BuildingPrism>& mine);

/// Means of the terrain of a city file over cells of 64 m, the same on all ranks. Collective.
TerrainRaster terrain_raster(const Comm& comm, const H5Input& file);

}  // namespace machi
