/// \file  Heights of own leaves and of their ghosts, by local index.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/leaf.hpp"

namespace machi {

/// Views the heights of a rank's own leaves and holds those of its ghosts. `own_m` [own leaves * 64] must outlive it.
class LeafHeights {
 public:
  /// Throws RunError where the domain has no ghosts (a radius below 1). Collective.
  LeafHeights(const Comm& comm, const LeafDomain& domain, std::span<const float> own_m);

  /// The 64 heights of own or ghost leaf `index`; all NaN for LeafDomain::none.
  const float* of(std::uint32_t index) const {
    if (index == LeafDomain::none) return unknown_.data();
    const std::size_t own = own_m_.size() / leaf_cells;
    return index < own ? own_m_.data() + std::size_t{index} * leaf_cells : ghosts_[index - own].data();
  }

 private:
  using Heights = std::array<float, leaf_cells>;
  std::span<const float> own_m_;
  std::vector<Heights> ghosts_;
  Heights unknown_;
};

}  // namespace machi
