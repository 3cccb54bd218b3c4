/// \file  From the pieces of all ranks to the graph of the streets.
#pragma once

#include <span>

#include "engine/comm/comm.hpp"
#include "engine/network/meetings.hpp"
#include "engine/network/street_parts.hpp"
#include "engine/network/trace_streets.hpp"

namespace machi {

/// The graph, every node on the rank that owns its cell. An edge runs from the lower of its (cell, step); a ring that
/// has no other node begins at its lowest cell: so the ranks do not show. meetings: as find_meetings leaves them.
/// Chains that cross ranks travel along themselves, as many rounds as the longest crosses borders. Collective.
StreetParts join_pieces(const Comm& comm, const RowOwners& owners, TracedStreets mine,
                        std::span<const Meeting> meetings);

}  // namespace machi
