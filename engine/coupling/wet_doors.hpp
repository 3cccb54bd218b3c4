/// \file  When the water stands at the doors of buildings: the field that a hazard leaves for energy.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/wet_cells.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

/// Milliseconds of the water's clock from which at least `least_cm` (1 … 65535) stand in the cell of each door [doors];
/// never_wet_ms where they never do, or where nobody owns the cell. The same on all ranks. Collective.
std::vector<std::int64_t> wet_doors_ms(const Comm& comm, const LeafDomain& leaves, const Water& water,
                                       const std::vector<PointMm>& door, std::uint16_t least_cm);

}  // namespace machi
