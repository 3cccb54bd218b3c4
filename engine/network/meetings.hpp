/// \file  Where the layers of the streets meet.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/network/intersections.hpp"
#include "engine/network/road_layers.hpp"
#include "engine/network/street_index.hpp"

namespace machi {

/// A place where two layers meet, or a sidewalk its street.
struct Meeting {
  CellNumber cell_a{no_cell};
  CellNumber cell_b{no_cell};
  bool kerb{false};  ///< a street and a sidewalk; else a portal and the street that leads to it
  // The order of the meetings of all ranks.
  std::uint32_t cause{0};
  std::uint32_t place{0};
  std::uint32_t number{0};
};

/// How far from a rank's own cells find_meetings looks for those of others, in cells. Collective.
int reach_of_meetings(const Comm& comm, std::span<const StreetCell> cells, const RoadLayers& layers, double cell_m);

/// The portals of bridges, viaducts and tunnels, and the kerbs between sidewalks and streets: at every intersection
/// each piece of sidewalk around it meets it at its nearest point; a sidewalk's dead end meets the street nearest to
/// it; and a sidewalk that would meet nothing meets the street nearest to it anywhere.
/// streets: made with reach_of_meetings.  centres: of this rank's intersections.  Each meeting is on one rank, which
/// owns at least one of its cells. Collective.
std::vector<Meeting> find_meetings(const Comm& comm, const StreetIndex& streets,
                                   std::span<const Intersections::Centre> centres, const RoadLayers& layers,
                                   double cell_m);

}  // namespace machi
