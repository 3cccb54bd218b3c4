/// \file  What the picture of a run shows on its map: crowded blocks, ways, who was lost, where people arrived.
#pragma once

#include "io/report/map_frame.hpp"
#include "io/report/run_scene.hpp"

namespace machi {

/// Blocks of ground, coloured by the most persons per m² that any frame shows.
void draw_crowd(Canvas& canvas, const MapFrame& frame, const CrowdedBlocks& crowd);

/// The ways of the sampled persons as thin lines. How many persons they are.
std::int64_t draw_ways(Canvas& canvas, const MapFrame& frame, const H5Input& result, float opacity);

/// Ends of persons: who was lost in red.
void draw_ends(Canvas& canvas, const MapFrame& frame, const RunScene& scene);

/// Shelters and exits as discs, the larger the more arrived, with their number; the arrivals stand beside.
void draw_places(Canvas& canvas, const MapFrame& frame, const RunScene& scene);

}  // namespace machi
