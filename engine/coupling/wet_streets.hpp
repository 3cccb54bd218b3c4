/// \file  When the water stands on streets: the field that a hazard leaves for traffic.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/wet_cells.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// Milliseconds of the water's clock from which at least `least_cm` (1 … 65535) stand somewhere on the centre line of
/// each street [streets]; never_wet_ms where they never do, and for bridges and tunnels. The same on all ranks.
/// Collective.
std::vector<std::int64_t> wet_streets_ms(const Comm& comm, const LeafDomain& leaves, const Water& water,
                                         const Network& streets, std::uint16_t least_cm);

}  // namespace machi
