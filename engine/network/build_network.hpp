/// \file  From tidied streets to links with shapes, widths, lanes, speeds and modes; on the first rank only.
#pragma once

#include <span>

#include "engine/network/derive_network.hpp"
#include "engine/network/road_areas.hpp"
#include "engine/network/street_graph.hpp"

namespace machi {

/// A network draft for finish_network. `facts` ascending by row; `narrow` ascending by area, the widths of areas that
/// the cells cannot tell.
Network build_network(const GridFrame& frame, const StreetGraph& graph, const RoadKinds& kinds,
                      std::span<const RoadFact> facts, std::span<const NarrowArea> narrow);

}  // namespace machi
