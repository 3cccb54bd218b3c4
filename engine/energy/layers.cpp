#include "engine/energy/layers.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

int cells_of(const WallLayer& layer, double step_s, int most_cells) {
  if (layer.volumetric_J_m3K <= 0) return 0;
  const double depth_m = std::sqrt(layer.conductivity_W_mK / layer.volumetric_J_m3K * step_s);
  return static_cast<int>(std::clamp(std::ceil(layer.thickness_m / depth_m), 1.0, static_cast<double>(most_cells)));
}

}  // namespace

LayerChain chain_of(const std::vector<WallLayer>& layers, double step_s, int most_cells) {
  LayerChain chain;
  chain.capacity_J_m2K.push_back(0);
  double resistance_m2K_W = 0;  // since the last node
  const auto add_node = [&](double capacity_J_m2K) {
    chain.link_W_m2K.push_back(1 / resistance_m2K_W);
    chain.capacity_J_m2K.push_back(capacity_J_m2K);
    resistance_m2K_W = 0;
  };
  for (const WallLayer& layer : layers) {
    const int cells = cells_of(layer, step_s, most_cells);
    const double half_m2K_W = layer.thickness_m / layer.conductivity_W_mK / (2 * std::max(cells, 1));
    for (int cell = 0; cell < cells; ++cell) {
      resistance_m2K_W += half_m2K_W;
      add_node(layer.volumetric_J_m3K * layer.thickness_m / cells);
      resistance_m2K_W += half_m2K_W;
    }
    if (cells == 0) resistance_m2K_W += 2 * half_m2K_W;
  }
  add_node(0);
  return chain;
}

LayerChain reversed(LayerChain chain) {
  std::reverse(chain.capacity_J_m2K.begin(), chain.capacity_J_m2K.end());
  std::reverse(chain.link_W_m2K.begin(), chain.link_W_m2K.end());
  return chain;
}

}  // namespace machi
