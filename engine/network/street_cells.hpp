/// \file  The cells on the centre lines of the streets, thinned on all ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/network/road_areas.hpp"
#include "engine/network/road_layers.hpp"
#include "engine/network/street_chain.hpp"

namespace machi {

/// A cell on a centre line.
struct StreetCell : ChainCell {
  std::uint16_t squared_clearance{0};  ///< to the nearest cell outside the street, in cells
  std::uint8_t layer{0};
};

/// Thins every layer: the centre lines on this rank's leaves, in order of (leaf key, layer, bit). Collective.
std::vector<StreetCell> find_street_cells(const Comm& comm, const LeafCuts& cuts, const AreaCovers& covers,
                                          const RoadLayers& layers);

}  // namespace machi
