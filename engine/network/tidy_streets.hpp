/// \file  From the raw skeleton to streets: one node an intersection, no slivers, no hairs.
#pragma once

#include <cstdint>
#include <span>

#include "engine/network/intersections.hpp"
#include "engine/network/street_graph.hpp"

namespace machi {

struct TidyCounts {
  std::uint64_t nodes_merged{0};
  std::uint64_t spurs_removed{0};
  std::uint64_t loops_removed{0};
};

/// places: ascending by area. All nodes of one intersection area become one: the junction nearest the area's middle.
void contract_intersections(StreetGraph& graph, std::span<const IntersectionPlace> places, TidyCounts& counts);

/// Two junctions become one where the edge between them is shorter than the street is wide there, shortest first; two
/// intersections stay two.
void merge_junctions(StreetGraph& graph, TidyCounts& counts);

/// Removes dead ends that are shorter than the street is wide where they leave it, shortest first, and joins the edges
/// that meet where one left. Keeps what would cut the last edge of a part and what leads to an intersection or meeting.
void remove_spurs(StreetGraph& graph, TidyCounts& counts);

/// Joins the edges at every node that stands for nothing.
void dissolve_plain_nodes(StreetGraph& graph);

/// All of these, in order, until nothing changes.
void tidy_streets(StreetGraph& graph, std::span<const IntersectionPlace> places, TidyCounts& counts);

}  // namespace machi
