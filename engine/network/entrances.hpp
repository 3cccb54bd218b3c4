/// \file  Where each building meets the walk network.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// One row a building; 2^32 - 1 and 0 where the network has no link to walk on.
struct Entrances {
  std::vector<std::uint32_t> node;  ///< the nearer end of the link
  std::vector<std::uint32_t> link;
  std::vector<float> offset_m;  ///< along the link from its first node
};

/// Joins every building to the nearest point of a link on the ground on which people walk (any level where there is
/// none on the ground): exact distance to the links' shapes in plan view, of equals the link with the lowest index.
/// network: this rank's rows.  x_mm, y_mm: this rank's buildings, a point in each footprint.  The answer is for this
/// rank's buildings, in numbers of the whole network, and does not depend on the number of ranks. Links travel only to
/// the ranks with buildings near them; for a building far from all these every rank is asked. Collective.
Entrances attach_buildings(const Comm& comm, const Network& network, std::span<const std::int32_t> x_mm,
                           std::span<const std::int32_t> y_mm);

}  // namespace machi
