#include "engine/coupling/ways_out.hpp"

#include <algorithm>

#include "engine/core/disjoint_sets.hpp"

namespace machi {
namespace {

constexpr std::uint32_t least_part_of_largest = 10;

}  // namespace

std::vector<std::uint32_t> ways_out(const TrafficNetwork& network, std::span<const std::uint8_t> in_zone,
                                    std::uint32_t mode_bits) {
  DisjointSets parts(network.nodes());
  std::vector<std::uint8_t> driven(network.nodes(), 0), leads_on(network.nodes(), 0);
  const auto is_driven = [&](std::uint32_t link) { return (network.link_modes[link] & mode_bits) != 0; };
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (!is_driven(l)) continue;
    driven[network.from[l]] = driven[network.to[l]] = 1;
    if (in_zone[network.from[l]] != 0 || in_zone[network.to[l]] != 0) continue;
    leads_on[network.from[l]] = 1;
    parts.unite(network.from[l], network.to[l]);
  }
  std::vector<std::uint32_t> size(network.nodes(), 0);
  for (std::uint32_t n = 0; n < network.nodes(); ++n)
    if (in_zone[n] == 0 && driven[n] != 0) ++size[parts.find(n)];
  const std::uint32_t largest = size.empty() ? 0 : *std::max_element(size.begin(), size.end());
  std::vector<std::uint32_t> links;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const std::uint32_t end = network.to[l];
    if (!is_driven(l) || in_zone[end] != 0 || size[parts.find(end)] * least_part_of_largest < largest) continue;
    if (in_zone[network.from[l]] == 0 || leads_on[end] == 0) links.push_back(l);
  }
  return links;
}

}  // namespace machi
