/// \file  The ground of a map: the cells of the grid, brought to the size of the picture and shaded by the terrain.
#pragma once

#include "io/city/city_file_summary.hpp"
#include "io/report/map.hpp"
#include "io/report/map_frame.hpp"

namespace machi {

/// Draws all cells of the grid. Each pixel is the mean of the cells that it covers, lit from the north-west.
void draw_ground(Canvas& canvas, const MapFrame& frame, const H5Input& file, const CityFileSummary& summary,
                 MapLayer layer);

}  // namespace machi
