/// \file  Slope of the terrain, across the leaves of all ranks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi {

/// Steepest slope of each cell in percent (kernels/slope) from terrain heights [own leaves * 64], NaN unknown. The
/// domain must have a radius of at least 1 (RunError). Collective, uses all threads.
std::vector<std::uint8_t> slope_percent(const Comm& comm, const LeafDomain& domain, std::span<const float> terrain_m);

}  // namespace machi
