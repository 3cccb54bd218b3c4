/// \file  Points of a rectangular lattice on a source, as wide as its persons need.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/area/standing_room.hpp"

namespace machi {

/// Points for `persons` bodies of one radius on the cells of a source: the lattice over their bounding box whose
/// smaller spacing is the largest, left in rows from the south-west; where it has more points than persons they are
/// taken evenly. Fewer points than persons: more do not fit, and these are as many as do.
std::vector<PointMm> lattice_points(const AreaGrid& grid, const CellSet& cells, const StandingRoom& room,
                                    std::int32_t radius_mm, std::uint64_t persons);

}  // namespace machi
