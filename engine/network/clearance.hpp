/// \file  Distance from a cell of a mask to the nearest cell outside.
#pragma once

#include <cstdint>
#include <span>

#include "engine/grid/leaf_domain.hpp"

namespace machi {

/// Square of the Euclidean distance, in cells and between centres, from cell `bit` of own leaf `leaf` to the nearest
/// cell outside `mask` [leaves.size()]; exact up to the radius of the ghosts (eight cells a leaf), and that radius
/// where it is more. Local: any thread.
std::uint32_t squared_clearance(const LeafDomain& leaves, std::span<const std::uint64_t> mask, std::uint32_t leaf,
                                int bit);

}  // namespace machi
