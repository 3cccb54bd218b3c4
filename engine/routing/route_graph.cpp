#include "engine/routing/route_graph.hpp"

#include <numeric>

namespace machi {

RouteGraph::RouteGraph(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns)
    : by_turns(turns.given()) {
  if (by_turns) join_turns(network, mode_bits, turns);
  if (!by_turns) join_nodes(network, mode_bits);
}

void RouteGraph::join_turns(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns) {
  out_begin.push_back(0);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    for (std::uint32_t t = turns.begin[l]; t < turns.begin[l + 1]; ++t) {
      const std::uint32_t next = turns.to[t];
      if (next == l || (network.link_modes[l] & network.link_modes[next] & mode_bits) == 0) continue;
      link.push_back(next);
      head.push_back(next);
    }
    out_begin.push_back(static_cast<std::uint32_t>(head.size()));
  }
}

std::vector<double> RouteGraph::places(const TrafficNetwork& network, const std::vector<double>& coordinate) const {
  if (!network.placed) return {};
  if (!by_turns) return coordinate;
  std::vector<double> ends;
  for (std::uint32_t l = 0; l < network.links(); ++l) ends.push_back(coordinate[network.to[l]]);
  return ends;
}

void RouteGraph::join_nodes(const TrafficNetwork& network, std::uint32_t mode_bits) {
  out_begin.assign(network.nodes() + 1, 0);
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
