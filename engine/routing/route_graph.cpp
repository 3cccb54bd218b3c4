#include "engine/routing/route_graph.hpp"

#include <numeric>

namespace machi {

RouteGraph::RouteGraph(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns)
    : by_turns(turns.given()) {
  if (by_turns) join_turns(network, mode_bits, turns);
  if (!by_turns) join_nodes(network, mode_bits);
}

void RouteGraph::join_turns(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns) {
  std::vector<std::uint32_t> begins{0}, links, heads;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    for (std::uint32_t t = turns.begin[l]; t < turns.begin[l + 1]; ++t) {
      const std::uint32_t next = turns.to[t];
      if (next == l || (network.link_modes[l] & network.link_modes[next] & mode_bits) == 0) continue;
      links.push_back(next);
      heads.push_back(next);
    }
    begins.push_back(static_cast<std::uint32_t>(heads.size()));
  }
  out_begin = std::move(begins);
  link = std::move(links);
  head = std::move(heads);
}

void RouteGraph::share(const Comm& host) {
  by_turns = host.any(host.first() && by_turns);
  for (HostArray<std::uint32_t>* const table : {&out_begin, &link, &head}) table->share(host);
}

std::vector<double> RouteGraph::places(const TrafficNetwork& network, const std::vector<double>& coordinate) const {
  if (!network.placed) return {};
  if (!by_turns) return coordinate;
  std::vector<double> ends;
  for (std::uint32_t l = 0; l < network.links(); ++l) ends.push_back(coordinate[network.to[l]]);
  return ends;
}

void RouteGraph::join_nodes(const TrafficNetwork& network, std::uint32_t mode_bits) {
  std::vector<std::uint32_t> begins(network.nodes() + 1, 0);
  const auto usable = [&](std::uint32_t l) {
    return (network.link_modes[l] & mode_bits) != 0 && network.from[l] != network.to[l];
  };
  for (std::uint32_t l = 0; l < network.links(); ++l) begins[network.from[l] + 1] += usable(l) ? 1 : 0;
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::uint32_t> links(begins.back()), heads(begins.back());
  std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (!usable(l)) continue;
    const std::uint32_t at = next[network.from[l]]++;
    links[at] = l;
    heads[at] = network.to[l];
  }
  out_begin = std::move(begins);
  link = std::move(links);
  head = std::move(heads);
}

}  // namespace machi
