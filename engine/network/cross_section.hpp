/// \file  How wide a street is across its centre line.
#pragma once

#include <cstdint>
#include <span>

#include "engine/grid/leaf_domain.hpp"

namespace machi {

/// Length in cells of the stretch of `street` that lies across the centre line `line` (both [leaves.size()]) at cell
/// `bit` of own leaf `leaf`: at right angles to the main axis of the line's cells within three cells. Right on average
/// for streets of any direction, unlike twice the distance to the nearest cell outside. At most as far as the ghosts
/// reach on either side; a multiple of a sixteenth. squared_clearance: of the cell, as the function of that name gives
/// it. Local: any thread.
double street_width_cells(const LeafDomain& leaves, std::span<const std::uint64_t> street,
                          std::span<const std::uint64_t> line, std::uint32_t leaf, int bit,
                          std::uint32_t squared_clearance);

}  // namespace machi
