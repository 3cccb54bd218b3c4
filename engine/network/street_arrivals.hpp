/// \file  What comes from other ranks into a graph of streets that was settled before.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>

#include "engine/comm/packet.hpp"
#include "engine/network/street_parts.hpp"

namespace machi {

/// Nodes and edges are found by key, new ones too. Local.
class StreetArrivals {
 public:
  explicit StreetArrivals(StreetGraph& graph)
      : graph_(graph), settled_nodes_(graph.nodes.size()), settled_edges_(graph.edges.size()) {}

  /// A node that is known, else a new one that lies on another rank.
  std::uint32_t node(NodeKey key, const StreetCell& cell, int home) {
    if (const std::uint32_t known = find_node(key); known != StreetGraph::none) return known;
    StreetGraph::Node remote{key, cell, NodeRole::portal, true, home, {}};
    return new_nodes_[key] = graph_.add_node(std::move(remote));
  }

  std::uint32_t find_node(NodeKey key) const {
    const auto begin = graph_.nodes.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(settled_nodes_);
    const auto it = std::lower_bound(begin, end, key, [](const StreetGraph::Node& n, NodeKey k) { return n.key < k; });
    if (it != end && it->key == key) return static_cast<std::uint32_t>(it - begin);
    const auto found = new_nodes_.find(key);
    return found == new_nodes_.end() ? StreetGraph::none : found->second;
  }

  std::uint32_t find_edge(const EdgeKey& key) const {
    const auto begin = graph_.edges.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(settled_edges_);
    const auto it =
        std::lower_bound(begin, end, key, [](const StreetGraph::Edge& e, const EdgeKey& k) { return e.key < k; });
    if (it != end && it->key == key && !it->gone()) return static_cast<std::uint32_t>(it - begin);
    const auto found = new_edges_.find(key);
    return found == new_edges_.end() ? StreetGraph::none : found->second;
  }

  /// Takes an edge that is not here yet; the lists of its nodes are as they were.
  std::uint32_t add(const TravellingEdge& head, StreetChain chain) {
    StreetGraph::Edge edge{head.key, {StreetGraph::none, StreetGraph::none}, head.tip, std::move(chain), 0, head.kerb};
    for (const std::size_t k : {0U, 1U}) edge.end[k] = node(head.end[k], head.cell[k], head.home[k]);
    edge.length = chain_length(edge.chain);
    graph_.edges.push_back(std::move(edge));
    return static_cast<std::uint32_t>(graph_.edges.size() - 1);
  }

  /// Takes one edge out of a packet, or finds it here.
  std::uint32_t edge(PacketReader& packet) {
    const auto head = packet.take<TravellingEdge>();
    auto chain = packet.take_all<std::uint16_t>();
    if (const std::uint32_t known = find_edge(head.key); known != StreetGraph::none) return known;
    return new_edges_[head.key] = add(head, std::move(chain));
  }

 private:
  StreetGraph& graph_;
  std::size_t settled_nodes_;
  std::size_t settled_edges_;
  std::unordered_map<NodeKey, std::uint32_t> new_nodes_;
  std::map<EdgeKey, std::uint32_t> new_edges_;
};

}  // namespace machi
