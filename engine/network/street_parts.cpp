#include "engine/network/street_parts.hpp"

#include <algorithm>
#include <numeric>

#include "engine/comm/ask.hpp"
#include "engine/network/street_arrivals.hpp"

namespace machi {
namespace {

// A node as it travels, beside the keys of its edges.
struct TravellingNode {
  NodeKey key{0};
  StreetCell cell;
  NodeRole role{NodeRole::plain};
  bool waits{false};
  JoinTime moment;
};

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

}  // namespace

void pack_edge(const TravellingEdge& edge, const StreetChain& chain, std::vector<std::byte>& bytes) {
  PacketWriter writer(bytes);
  writer.put(edge);
  writer.put_all(chain);
}

void StreetParts::pack(std::uint32_t edge, std::vector<std::byte>& bytes) const {
  const StreetGraph::Edge& it = graph.edges[edge];
  TravellingEdge head{it.key, {}, {}, {}, it.tip, it.kerb};
  for (const std::size_t k : {0U, 1U}) {
    const StreetGraph::Node& node = graph.nodes[it.end[k]];
    head.end[k] = node.key;
    head.cell[k] = node.cell;
    head.home[k] = home_of(it.end[k]);
  }
  pack_edge(head, it.chain, bytes);
}

// The lists of remote nodes are the edges to this rank. What leads from nowhere to nowhere here goes.
void StreetParts::list_remote() {
  for (StreetGraph::Node& node : graph.nodes)
    if (node.remote) node.edges.clear();
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
    StreetGraph::Edge& edge = graph.edges[e];
    if (edge.gone()) continue;
    if (graph.is_remote(edge.end[0]) && graph.is_remote(edge.end[1])) {
      edge.end = {StreetGraph::none, StreetGraph::none};
      edge.chain = {};
      continue;
    }
    for (const std::uint32_t end : edge.end)
      if (graph.is_remote(end)) graph.nodes[end].edges.push_back(e);
  }
}

void StreetParts::begin(std::vector<StreetGraph::Node> own, std::vector<OwnEdge> edges, ByteRows arrived) {
  graph.nodes = std::move(own);
  std::sort(graph.nodes.begin(), graph.nodes.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  StreetArrivals arrivals(graph);
  graph.edges.reserve(edges.size());
  for (auto& [edge, chain] : edges) arrivals.add(edge, std::move(chain));
  edges = {};
  for (PacketReader packet(arrived.bytes); !packet.at_end();) {
    const auto edge = packet.take<TravellingEdge>();
    arrivals.add(edge, packet.take_all<std::uint16_t>());
  }
  arrived = {};
  std::sort(graph.edges.begin(), graph.edges.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e)
    for (const std::uint32_t end : graph.edges[e].end) graph.nodes[end].edges.push_back(e);
  graph.settle();
}

void StreetParts::move(const std::vector<int>& target) {
  const auto ranks = static_cast<std::size_t>(comm_.size());
  std::vector<std::vector<std::byte>> node_rows(ranks);
  std::vector<std::vector<std::uint32_t>> leaving(ranks);
  std::vector<std::pair<NodeKey, int>> moved;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    StreetGraph::Node& node = graph.nodes[n];
    if (node.remote || target[n] == comm_.rank()) continue;
    const auto to = static_cast<std::size_t>(target[n]);
    TravellingNode head{node.key, node.cell, node.role, false, {}};
    if (const auto it = graph.waiting.find(node.key); it != graph.waiting.end()) {
      head.waits = true;
      head.moment = it->second;
      graph.waiting.erase(it);
    }
    std::vector<EdgeKey> list;
    for (const std::uint32_t e : node.edges) list.push_back(graph.edges[e].key);
    PacketWriter writer(node_rows[to]);
    writer.put(head);
    writer.put_all(list);
    leaving[to].insert(leaving[to].end(), node.edges.begin(), node.edges.end());
    moved.emplace_back(node.key, target[n]);
  }
  std::vector<std::vector<std::byte>> edge_rows(ranks);
  for (std::size_t r = 0; r < ranks; ++r) {
    std::sort(leaving[r].begin(), leaving[r].end());
    leaving[r].erase(std::unique(leaving[r].begin(), leaving[r].end()), leaving[r].end());
    for (const std::uint32_t e : leaving[r]) pack(e, edge_rows[r]);
  }
  leaving.clear();
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    StreetGraph::Node& node = graph.nodes[n];
    if (node.remote || target[n] == comm_.rank()) continue;
    node.remote = true;
    node.role = NodeRole::portal;
    node.home = target[n];
  }
  const ByteRows nodes = comm_.all_to_all(node_rows);
  const ByteRows edges = comm_.all_to_all(edge_rows);
  StreetArrivals arrivals(graph);
  std::vector<std::pair<std::uint32_t, std::vector<EdgeKey>>> lists;
  for (PacketReader packet(nodes.bytes); !packet.at_end();) {
    const auto head = packet.take<TravellingNode>();
    const std::uint32_t n = arrivals.node(head.key, head.cell, comm_.rank());
    graph.nodes[n].remote = false;
    graph.nodes[n].role = head.role;
    graph.nodes[n].cell = head.cell;
    if (head.waits) graph.waiting[head.key] = head.moment;
    lists.emplace_back(n, packet.take_all<EdgeKey>());
  }
  for (PacketReader packet(edges.bytes); !packet.at_end();) arrivals.edge(packet);
  for (const auto& [n, list] : lists) {
    graph.nodes[n].edges.clear();
    for (const EdgeKey& key : list) graph.nodes[n].edges.push_back(arrivals.find_edge(key));
  }
  list_remote();
  graph.settle();
  refresh_homes(moved);
}

// Who owns a node's cell knows where the node is.
void StreetParts::refresh_homes(const std::vector<std::pair<NodeKey, int>>& moved) {
  struct Moved {
    NodeKey key;
    std::int64_t home;
  };
  const auto keeper = [&](NodeKey key) { return owners_.owner(cell_of_key(key)); };
  std::vector<std::vector<Moved>> rows(static_cast<std::size_t>(comm_.size()));
  for (const auto& [key, home] : moved) rows[static_cast<std::size_t>(keeper(key))].push_back({key, home});
  for (const std::vector<Moved>& row : comm_.all_to_all_of(rows))
    for (const Moved& node : row) directory_[node.key] = static_cast<int>(node.home);
  std::vector<NodeKey> remote;
  for (const StreetGraph::Node& node : graph.nodes)
    if (node.remote) remote.push_back(node.key);
  const auto homes = ask_each<std::int32_t>(comm_, std::span<const NodeKey>(remote), keeper, [&](NodeKey key) {
    const auto it = directory_.find(key);
    return static_cast<std::int32_t>(it == directory_.end() ? comm_.rank() : it->second);
  });
  auto home = homes.begin();
  for (StreetGraph::Node& node : graph.nodes)
    if (node.remote) node.home = *home++;
}

void StreetParts::gather(const Connects& connects, Voices voices) {
  if (comm_.size() == 1) return;
  while (true) {
    const std::vector<std::uint8_t> mine = connects(graph);
    const std::vector<std::uint8_t> theirs = exchange(mine);
    std::vector<std::uint32_t> parent(graph.nodes.size());
    std::iota(parent.begin(), parent.end(), 0U);
    for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
      const StreetGraph::Edge& edge = graph.edges[e];
      if (mine[e] != 0 && !graph.crosses(edge)) parent[root_of(parent, edge.end[0])] = root_of(parent, edge.end[1]);
    }
    std::vector<int> target(graph.nodes.size(), comm_.rank());
    for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
      const StreetGraph::Edge& edge = graph.edges[e];
      if (!graph.crosses(edge)) continue;
      const bool together = voices == Voices::both ? (mine[e] & theirs[e]) != 0 : (mine[e] | theirs[e]) != 0;
      const std::size_t own = graph.own_end(edge);
      int& to = target[root_of(parent, edge.end[own])];
      if (together) to = std::min(to, graph.nodes[edge.end[1 - own]].home);
    }
    bool any = false;
    for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
      target[n] = target[root_of(parent, n)];
      any = any || (!graph.is_remote(n) && target[n] != comm_.rank());
    }
    if (!comm_.any(any)) return;
    move(target);
  }
}

}  // namespace machi
