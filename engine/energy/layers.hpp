/// \file  Layers of a wall as a chain of nodes with heat capacities.
#pragma once

#include <vector>

namespace machi {

/// One layer; no density: a resistance only.
struct WallLayer {
  double thickness_m{0};
  double conductivity_W_mK{1};
  double volumetric_J_m3K{0};  ///< density × specific heat capacity
};

/// Nodes from the outer face to the inner face, for a square metre. The faces are nodes without heat capacity.
struct LayerChain {
  std::vector<double> capacity_J_m2K;  ///< [nodes]
  std::vector<double> link_W_m2K;      ///< [nodes - 1]
};

/// Finite volumes: each layer in cells not thicker than the depth that heat diffuses to within a step, sqrt(a dt), at
/// most `most_cells`; the node of a cell lies in its middle. `layers` from outside to inside, at least one.
LayerChain chain_of(const std::vector<WallLayer>& layers, double step_s, int most_cells = 12);

/// The same seen from the other side.
LayerChain reversed(LayerChain chain);

}  // namespace machi
