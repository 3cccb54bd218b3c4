/// \file  From the raw skeleton to streets: one node an intersection, no slivers, no hairs.
#pragma once

#include <cstdint>
#include <span>

#include "engine/network/intersections.hpp"
#include "engine/network/join_edges.hpp"
#include "engine/network/street_parts.hpp"

namespace machi {

/// places: ascending by area. All nodes of one intersection area become one: the junction nearest the area's middle.
void contract_intersections(StreetGraph& graph, std::span<const IntersectionPlace> places, TidyCounts& counts);

/// Two junctions become one where the edge between them is shorter than the street is wide there, shortest first; two
/// intersections stay two.
void merge_junctions(StreetGraph& graph, TidyCounts& counts);

/// All of these, spurs and plain nodes, in order, until nothing changes on any rank. Before each step the nodes that it
/// has to judge together come to one rank. places: as find_intersections leaves them. The counts are of this rank.
/// Collective.
void tidy_streets(StreetParts& parts, std::span<const IntersectionPlace> places, TidyCounts& counts);

}  // namespace machi
