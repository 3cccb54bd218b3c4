/// \file  Where the layers of the streets meet; on the first rank only.
#pragma once

#include <vector>

#include "engine/network/road_layers.hpp"
#include "engine/network/street_graph.hpp"

namespace machi {

/// The portals of bridges, viaducts and tunnels, and the kerbs between sidewalks and streets: at every intersection
/// each piece of sidewalk around it meets it at its nearest point; a sidewalk's dead end meets the street nearest to
/// it; and a sidewalk that would meet nothing meets the street nearest to it anywhere.
std::vector<Meeting> find_meetings(const StreetCells& streets, const StreetCellIndex& index, const RoadLayers& layers,
                                   double cell_m);

}  // namespace machi
