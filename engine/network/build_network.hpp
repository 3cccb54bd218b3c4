/// \file  From tidied streets to links with shapes, widths, lanes, speeds and modes.
#pragma once

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/network.hpp"
#include "engine/network/road_facts.hpp"
#include "engine/network/street_parts.hpp"

namespace machi {

/// The network in order, on every rank the rows of its leaves. The parts are used up. Collective.
Network build_network(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, StreetParts& parts,
                      const RoadKinds& kinds, const RoadFacts& facts);

}  // namespace machi
