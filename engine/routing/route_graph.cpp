#include "engine/routing/route_graph.hpp"

#include <numeric>

namespace machi {

RouteGraph::RouteGraph(const TrafficNetwork& network, std::uint32_t mode_bits) : out_begin(network.nodes() + 1, 0) {
  const auto usable = [&](std::uint32_t l) {
    return (network.link_modes[l] & mode_bits) != 0 && network.from[l] != network.to[l];
  };
  for (std::uint32_t l = 0; l < network.links(); ++l) out_begin[network.from[l] + 1] += usable(l) ? 1 : 0;
  std::partial_sum(out_begin.begin(), out_begin.end(), out_begin.begin());
  link.resize(out_begin.back());
  head.resize(out_begin.back());
  std::vector<std::uint32_t> next(out_begin.begin(), out_begin.end() - 1);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (!usable(l)) continue;
    const std::uint32_t at = next[network.from[l]]++;
    link[at] = l;
    head[at] = network.to[l];
  }
}

}  // namespace machi
