#include "engine/grid/leaf_heights.hpp"

#include "engine/core/error.hpp"

namespace machi {

LeafHeights::LeafHeights(const Comm& comm, const LeafDomain& domain, std::span<const float> own_m) : own_m_(own_m) {
  if (domain.radius() < 1)
    throw RunError("heights of ghost leaves are needed. Make the leaf domain with a radius of 1");
  unknown_.fill(std::numeric_limits<float>::quiet_NaN());
  const auto* const own = reinterpret_cast<const Heights*>(own_m.data());
  ghosts_ = domain.ghost_values(comm, std::span(own, domain.own()));
}

}  // namespace machi
