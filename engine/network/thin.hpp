/// \file  Thinning of a mask of cells to lines one cell wide, over all ranks.
#pragma once

#include <cstdint>
#include <span>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi {

/// Peels cells off from the north, south, east and west in turn until none can go (kernels/thin_leaf). What stays is
/// 8-connected, one cell wide, ends in the middle of the mask's ends, and has the mask's number of parts and holes.
/// mask [leaves.size()] one bit a cell: own leaves given, ghosts not; on return own leaves and ghosts hold the result.
/// keep [leaves.size()] cells that must stay, own leaves and ghosts alike.
/// The same bits for any ranks and threads: every step reads the state before it everywhere, and a rank recomputes its
/// ghosts only as deep as they are exact. Collective.
void thin(const Comm& comm, const LeafDomain& leaves, std::span<const std::uint64_t> keep,
          std::span<std::uint64_t> mask);

}  // namespace machi
