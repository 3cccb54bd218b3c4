#include "engine/network/street_parts.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "engine/comm/ask.hpp"

namespace machi {
namespace {

constexpr std::uint32_t none = StreetGraph::none;

// A node as it travels, beside the keys of its edges.
struct TravellingNode {
  NodeKey key{0};
  StreetCell cell;
  NodeRole role{NodeRole::plain};
  bool waits{false};
  Moment moment;
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

// What has come into a graph that was settled before; nodes and edges are found by key, new ones too.
class StreetParts::Arrivals {
 public:
  explicit Arrivals(StreetGraph& graph)
      : graph_(graph), settled_nodes_(graph.nodes.size()), settled_edges_(graph.edges.size()) {}

  std::uint32_t node(NodeKey key, const StreetCell& cell, int home) {
    if (const std::uint32_t known = find_node(key); known != none) return known;
    StreetGraph::Node remote{key, cell, NodeRole::portal, true, home, {}};
    return new_nodes_[key] = graph_.add_node(std::move(remote));
  }

  std::uint32_t find_node(NodeKey key) const {
    const auto begin = graph_.nodes.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(settled_nodes_);
    const auto it = std::lower_bound(begin, end, key, [](const StreetGraph::Node& n, NodeKey k) { return n.key < k; });
    if (it != end && it->key == key) return static_cast<std::uint32_t>(it - begin);
    const auto found = new_nodes_.find(key);
    return found == new_nodes_.end() ? none : found->second;
  }

  std::uint32_t find_edge(const EdgeKey& key) const {
    const auto begin = graph_.edges.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(settled_edges_);
    const auto it =
        std::lower_bound(begin, end, key, [](const StreetGraph::Edge& e, const EdgeKey& k) { return e.key < k; });
    if (it != end && it->key == key && !it->gone()) return static_cast<std::uint32_t>(it - begin);
    const auto found = new_edges_.find(key);
    return found == new_edges_.end() ? none : found->second;
  }

  // Takes an edge that is not here yet; the lists of its nodes are as they were.
  std::uint32_t add(const TravellingEdge& head, StreetChain chain) {
    StreetGraph::Edge edge{head.key, {none, none}, head.tip, std::move(chain), 0, head.kerb};
    for (const std::size_t k : {0U, 1U}) edge.end[k] = node(head.end[k], head.cell[k], head.home[k]);
    edge.length = chain_length(edge.chain);
    graph_.edges.push_back(std::move(edge));
    return static_cast<std::uint32_t>(graph_.edges.size() - 1);
  }

  // Takes one edge out of a packet, or finds it here.
  std::uint32_t edge(PacketReader& packet) {
    const auto head = packet.take<TravellingEdge>();
    auto chain = packet.take_all<std::uint16_t>();
    if (const std::uint32_t known = find_edge(head.key); known != none) return known;
    return new_edges_[head.key] = add(head, std::move(chain));
  }

 private:
  StreetGraph& graph_;
  std::size_t settled_nodes_;
  std::size_t settled_edges_;
  std::unordered_map<NodeKey, std::uint32_t> new_nodes_;
  std::map<EdgeKey, std::uint32_t> new_edges_;
};

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
      edge.end = {none, none};
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
  Arrivals arrivals(graph);
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
  Arrivals arrivals(graph);
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

void StreetParts::sync() {
  if (comm_.size() == 1) return;
  struct End {
    NodeKey key{0};
    StreetCell cell;
  };
  std::vector<End> mine(graph.edges.size());
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
    const StreetGraph::Edge& edge = graph.edges[e];
    if (!graph.crosses(edge)) continue;
    const StreetGraph::Node& node = graph.nodes[edge.end[graph.own_end(edge)]];
    mine[e] = {node.key, node.cell};
  }
  const std::vector<End> theirs = exchange(mine);
  Arrivals arrivals(graph);
  for (std::uint32_t e = 0; e < theirs.size(); ++e) {
    if (!graph.crosses(graph.edges[e])) continue;
    std::uint32_t& there = graph.edges[e].end[1 - graph.own_end(graph.edges[e])];
    const int home = graph.nodes[there].home;
    there = arrivals.node(theirs[e].key, theirs[e].cell, home);
  }
  list_remote();
  graph.settle();
}

void StreetParts::replace(std::span<const Replacement> replacements) {
  if (comm_.size() == 1) return graph.settle();
  struct Head {
    std::array<EdgeKey, 2> was;
    Moment moment;
  };
  const auto ranks = static_cast<std::size_t>(comm_.size());
  std::vector<std::vector<std::byte>> rows(ranks);
  std::map<EdgeKey, Moment> born;
  for (const Replacement& it : replacements) {
    const StreetGraph::Edge& edge = graph.edges[it.edge];
    if (edge.gone()) continue;
    born[edge.key] = it.moment;
    std::array<int, 2> homes{home_of(edge.end[0]), home_of(edge.end[1])};
    for (const std::size_t k : {0U, 1U}) {
      if (homes[k] == comm_.rank() || (k == 1 && homes[0] == homes[1])) continue;
      std::vector<std::byte>& row = rows[static_cast<std::size_t>(homes[k])];
      PacketWriter(row).put(Head{it.was, it.moment});
      pack(it.edge, row);
    }
  }
  list_remote();
  graph.settle();
  struct Arrival {
    Head head;
    EdgeKey edge;
  };
  const ByteRows received = comm_.all_to_all(rows);
  std::vector<Arrival> arrived;
  Arrivals arrivals(graph);
  for (PacketReader packet(received.bytes); !packet.at_end();) {
    const auto head = packet.take<Head>();
    const std::uint32_t e = arrivals.edge(packet);
    born[graph.edges[e].key] = head.moment;
    arrived.push_back({head, graph.edges[e].key});
  }
  std::vector<std::uint32_t> touched;
  for (const Arrival& arrival : arrived) {
    const std::uint32_t e = arrivals.find_edge(arrival.edge);
    for (const std::size_t k : {0U, 1U}) {
      const std::uint32_t n = graph.edges[e].end[k];
      if (graph.is_remote(n)) continue;
      const std::uint32_t before = arrivals.find_edge(arrival.head.was[k]);
      auto& list = graph.nodes[n].edges;
      list.erase(std::find(list.begin(), list.end(), before));
      graph.edges[before].end = {none, none};
      graph.edges[before].chain = {};
      list.push_back(e);
      touched.push_back(n);
    }
  }
  // Behind what was there before comes what was joined, in that order, on whichever rank.
  const auto moment = [&](std::uint32_t e) {
    const auto it = born.find(graph.edges[e].key);
    return it == born.end() ? std::optional<Moment>() : it->second;
  };
  for (const std::uint32_t n : touched)
    std::stable_sort(graph.nodes[n].edges.begin(), graph.nodes[n].edges.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return moment(a) < moment(b); });
  list_remote();
  graph.settle();
}

}  // namespace machi
