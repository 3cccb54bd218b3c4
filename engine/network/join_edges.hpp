/// \file  Where streets become one: spurs go, and the edges at a node that stands for nothing are joined.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/network/street_parts.hpp"

namespace machi {

struct TidyCounts {
  std::uint64_t nodes_merged{0};
  std::uint64_t spurs_removed{0};
  std::uint64_t loops_removed{0};
};

/// The edges that may be part of a spur, several joined ones included: those that a way through plain nodes passes
/// before it is as long as the street is wide where it leaves. [edges]
std::vector<std::uint8_t> ways_of_spurs(const StreetGraph& graph);

/// Removes dead ends that are shorter than the street is wide where they leave it, shortest first. Where two edges are
/// left at a plain node, they are joined at once if they are a spur now; else the node waits (StreetGraph::waiting) to
/// be dissolved. Keeps what would cut the last edge of a part and what leads to an intersection or meeting.
/// The nodes along ways_of_spurs must be on this rank.
void remove_spurs(StreetGraph& graph, TidyCounts& counts);

/// The edges both of whose nodes may be dissolved; of one that crosses ranks, whether the own one may. [edges]
std::vector<std::uint8_t> ways_to_join(const StreetGraph& graph);

/// Joins the edges at every node that stands for nothing: first at those that wait, in the order of their spurs, then
/// at the others, in order. The answer tells which edges have taken the place of which.
/// The nodes along ways_to_join must be on this rank.
std::vector<Replacement> dissolve_plain_nodes(StreetGraph& graph);

}  // namespace machi
