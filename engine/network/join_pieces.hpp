/// \file  From the pieces of all ranks to the graph of the streets.
#pragma once

#include <span>

#include "engine/comm/comm.hpp"
#include "engine/network/meetings.hpp"
#include "engine/network/street_graph.hpp"
#include "engine/network/trace_streets.hpp"

namespace machi {

/// The graph on the first rank, empty elsewhere. Nodes ascend by cell, those of rings that have no other node come
/// last; an edge runs from the lower of its (cell, step) and edges ascend by that, rings and then meetings last: so the
/// ranks do not show. meetings: on the first rank. Collective.
StreetGraph join_pieces(const Comm& comm, TracedStreets mine, std::span<const Meeting> meetings);

}  // namespace machi
