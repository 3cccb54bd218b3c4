#include "engine/process/mobility/deal_traffic.hpp"

#include <algorithm>
#include <numeric>

#include "engine/core/disjoint_sets.hpp"
#include "engine/network/node_order.hpp"
#include "engine/process/mobility/queue_rules.hpp"

namespace machi {
namespace {

// Groups follow one another by their first node in `order`, each as one piece.
void gather_groups(std::vector<std::uint32_t>& order, DisjointSets& groups) {
  std::vector<std::uint32_t> first(order.size(), no_index);
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    std::uint32_t& of_group = first[groups.find(order[place])];
    of_group = std::min(of_group, place);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return first[groups.find(a)] < first[groups.find(b)]; });
}

// What a cut before each place of `order` costs: each link across it the more, the more vehicles it lets through and
// the shorter it takes to drive along, since ranks must hear of one another that soon.
std::vector<std::int64_t> cut_costs(const TrafficNetwork& network, const std::vector<std::uint32_t>& order,
                                    std::int64_t steps_per_s) {
  std::vector<std::uint32_t> place_of(order.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) place_of[order[place]] = place;
  std::vector<std::int64_t> costs(order.size() + 1, 0);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const auto [first, last] = std::minmax(place_of[network.from[l]], place_of[network.to[l]]);
    const std::uint32_t steps = std::max(1U, drive_steps(network.length_m[l], network.free_speed_m_s[l], steps_per_s));
    const std::int64_t cost = 1 + static_cast<std::int64_t>(network.flow_capacity_1_s[l] * 1e4) / steps;
    costs[first + 1] += cost;
    costs[last + 1] -= cost;
  }
  std::partial_sum(costs.begin(), costs.end(), costs.begin());
  return costs;
}

// Moves each cut to where it is cheapest within a twentieth of a rank's weight.
void move_cuts(const std::vector<BlockWeight>& blocks, const std::vector<std::int64_t>& costs, LeafCuts& cuts) {
  std::int64_t total = 0;
  for (const BlockWeight& block : blocks) total += block.weight;
  const std::int64_t most = total / (20 * static_cast<std::int64_t>(cuts.cuts.size() - 1));
  const auto by_key = [](const BlockWeight& block, LeafKey key) { return block.key < key; };
  for (std::size_t part = 1; part + 1 < cuts.cuts.size(); ++part) {
    const auto at = std::lower_bound(blocks.begin(), blocks.end(), cuts.cuts[part], by_key);
    const LeafKey least = cuts.cuts[part - 1];
    const LeafKey last = cuts.cuts[part + 1];
    const auto consider = [&](LeafKey key) {
      if (key >= least && key <= last && costs[key] < costs[cuts.cuts[part]]) cuts.cuts[part] = key;
    };
    std::int64_t moved = 0;
    for (auto block = at; block != blocks.end() && moved <= most; moved += (block++)->weight) consider(block->key);
    moved = 0;
    for (auto block = at; block != blocks.begin() && moved + (block - 1)->weight <= most; moved += block->weight)
      consider((--block)->key);
  }
}

}  // namespace

std::vector<std::uint32_t> TrafficShares::nodes_of(int rank) const {
  std::vector<std::uint32_t> nodes;
  for (const std::uint32_t node : node_order)
    if (node_rank[node] == rank) nodes.push_back(node);
  return nodes;
}

TrafficShares deal_traffic(const TrafficNetwork& network, std::int64_t steps_per_s, int ranks, CutRule rule) {
  DisjointSets groups(network.nodes());
  std::vector<std::int64_t> weight(network.nodes(), 1);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    if (drive_steps(network.length_m[l], network.free_speed_m_s[l], steps_per_s) == 0)
      groups.unite(network.from[l], network.to[l]);
    weight[network.to[l]] += 1 + static_cast<std::int64_t>(network.flow_capacity_1_s[l] * 100);
  }
  TrafficShares shares{node_order(network), std::vector<int>(network.nodes(), 0), ranks};
  gather_groups(shares.node_order, groups);
  std::vector<BlockWeight> blocks;
  for (std::uint32_t place = 0; place < shares.node_order.size(); ++place) {
    const std::uint32_t node = shares.node_order[place];
    const bool begins = place == 0 || groups.find(node) != groups.find(shares.node_order[place - 1]);
    if (begins) blocks.push_back({place, 0});
    blocks.back().weight += weight[node];
  }
  LeafCuts cuts = cut_curve(blocks, ranks, rule);
  if (rule == CutRule::weighted) move_cuts(blocks, cut_costs(network, shares.node_order, steps_per_s), cuts);
  for (std::uint32_t place = 0; place < shares.node_order.size(); ++place)
    shares.node_rank[shares.node_order[place]] = std::min(cuts.owner(place), ranks - 1);
  return shares;
}

}  // namespace machi
