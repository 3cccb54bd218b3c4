// What ranks tell each other of the edges that cross between them.
#include <algorithm>
#include <map>
#include <optional>

#include "engine/network/street_arrivals.hpp"
#include "engine/network/street_parts.hpp"

namespace machi {

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
  StreetArrivals arrivals(graph);
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
    JoinTime moment;
  };
  const auto ranks = static_cast<std::size_t>(comm_.size());
  std::vector<std::vector<std::byte>> rows(ranks);
  std::map<EdgeKey, JoinTime> born;
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
  StreetArrivals arrivals(graph);
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
      graph.edges[before].end = {StreetGraph::none, StreetGraph::none};
      graph.edges[before].chain = {};
      list.push_back(e);
      touched.push_back(n);
    }
  }
  // Behind what was there before comes what was joined, in that order, on whichever rank.
  const auto moment = [&](std::uint32_t e) {
    const auto it = born.find(graph.edges[e].key);
    return it == born.end() ? std::optional<JoinTime>() : it->second;
  };
  for (const std::uint32_t n : touched)
    std::stable_sort(graph.nodes[n].edges.begin(), graph.nodes[n].edges.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return moment(a) < moment(b); });
  list_remote();
  graph.settle();
}

}  // namespace machi
