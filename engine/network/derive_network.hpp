/// \file  The street network derived from road surfaces.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/rasterise.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/network.hpp"
#include "engine/network/road_facts.hpp"

namespace machi {

struct NetworkInput {
  /// Road surfaces, spread over the ranks with a margin of at least 1 leaf (spread_polygons). Tags: row of the road in
  /// the whole city, section type (0 unknown), SurfaceKind, place within the road. SurfaceKind::surface is the whole
  /// road; where a road has carriageway or crossing areas they replace it, and sidewalk areas are streets of their own.
  TaggedPolygons surfaces;
  /// Roads with a width or a number of lanes, each on one rank, any order.
  std::vector<RoadFact> facts;
};

/// What the derivation met; the same on all ranks.
struct NetworkReport {
  double length_km{0};
  double largest_share{0};             ///< of the link length, in the largest connected part; 0 without links
  std::uint64_t components{0};         ///< connected parts
  std::uint64_t centre_line_cells{0};  ///< after thinning
  std::uint64_t spurs_removed{0};      ///< dead ends shorter than the street is wide
  std::uint64_t junctions_merged{0};   ///< into an intersection or a junction near by
  std::uint64_t intersections{0};      ///< intersection surfaces that cover a cell
  std::uint64_t intersections_with_one_node{0};
  std::uint64_t intersections_without{0};
  std::uint64_t passes_checked{0};  ///< pairs of a bridge, viaduct or tunnel and a surface that it passes
  std::uint64_t passes_joined{0};   ///< of these, pairs with links that share a node; 0 is right
  std::uint64_t portals{0};         ///< places where a bridge, viaduct or tunnel that passes others meets a street
};

/// Derives the network by thinning the street cells of every layer (docs/models/network.md). Every rank gets the rows
/// of its leaves; from and to count over all ranks. Network and report do not depend on the number of ranks and
/// threads. It lies at height 0 until drape_network(). `input` is used up on the way. Collective.
Network derive_network(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, NetworkInput input,
                       NetworkReport& report);

/// The same on the terrain of `grid`, or at height 0 where that is empty. Collective.
Network derive_network(const Comm& comm, const LeafDomain& leaves, const NetworkInput& input, const Grid& grid,
                       NetworkReport& report);

}  // namespace machi
