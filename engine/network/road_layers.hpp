/// \file  Layers of the street surfaces: areas that pass over or under each other never share one, so that thinning a
/// layer cannot join them; portals are the places where layers do meet.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/network/road_areas.hpp"

namespace machi {

/// A meeting of two layers: two cells side by side that thinning keeps.
struct Portal {
  std::uint8_t layer_a{0};
  std::uint8_t layer_b{0};
  std::int32_t xa{0};
  std::int32_t ya{0};
  std::int32_t xb{0};
  std::int32_t yb{0};
};

struct RoadLayers {
  int vehicle_layers{0};                                ///< layers [0, vehicle_layers) hold carriageways, 0 the ground
  int sidewalk_layers{0};                               ///< the next ones hold sidewalks
  std::vector<std::pair<AreaId, std::uint8_t>> raised;  ///< areas of a layer above the first of their kind, ascending
  std::vector<Portal> portals;                          ///< the same on all ranks
  std::vector<Pass> passes;                             ///< pairs that share cells on different levels

  int layers() const { return vehicle_layers + sidewalk_layers; }
  int layer_of(AreaId area) const;
};

/// Lays areas on layers: the ground on the first; a bridge, viaduct or tunnel on the lowest layer on which it shares
/// cells with none (so a bridge that passes nothing stays on the ground's layer and simply continues the street). One
/// that passes others meets the areas that it abuts without passing them in portals: the middle of each stretch of
/// contact, unless the stretch runs along its side. Collective.
RoadLayers lay_areas(const Comm& comm, const AreaCovers& covers);

}  // namespace machi
