#include "engine/network/street_graph.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

std::uint32_t StreetGraph::add_node(Node node) {
  nodes.push_back(std::move(node));
  return static_cast<std::uint32_t>(nodes.size() - 1);
}

std::uint32_t StreetGraph::add_edge(Edge edge) {
  const auto index = static_cast<std::uint32_t>(edges.size());
  edge.length = chain_length(edge.chain);
  for (const std::uint32_t node : edge.end) nodes[node].edges.push_back(index);
  edges.push_back(std::move(edge));
  return index;
}

void StreetGraph::detach(std::uint32_t node, std::uint32_t edge) {
  auto& list = nodes[node].edges;
  list.erase(std::find(list.begin(), list.end(), edge));
}

void StreetGraph::remove_edge(std::uint32_t edge) {
  Edge& it = edges[edge];
  detach(it.end[0], edge);
  detach(it.end[1], edge);
  it.end = {none, none};
  it.chain = {};
}

void StreetGraph::merge_nodes(std::uint32_t kept, std::uint32_t gone) {
  for (const std::uint32_t edge : nodes[gone].edges) {
    for (std::uint32_t& end : edges[edge].end)
      if (end == gone) end = kept;
    nodes[kept].edges.push_back(edge);
  }
  nodes[gone].edges.clear();
}

std::uint32_t StreetGraph::join_edges(std::uint32_t node) {
  const std::uint32_t first = nodes[node].edges[0];
  const std::uint32_t second = nodes[node].edges[1];
  if (first == second) return none;
  const std::uint32_t from = edges[first].other(node);
  const std::uint32_t to = edges[second].other(node);
  const std::size_t inner_a = edges[first].end[1] == node ? 1 : 0;
  const std::size_t inner_b = edges[second].end[0] == node ? 0 : 1;
  const bool same_cell = edges[first].tip[inner_a].number == edges[second].tip[inner_b].number;
  const std::array<Tip, 2> outer{edges[first].tip[1 - inner_a], edges[second].tip[1 - inner_b]};
  std::vector<ChainCell> cells = cells_of(edges[first].chain);
  if (inner_a == 0) std::reverse(cells.begin(), cells.end());
  std::vector<ChainCell> rest = cells_of(edges[second].chain);
  if (inner_b == 1) std::reverse(rest.begin(), rest.end());
  cells.insert(cells.end(), rest.begin() + (same_cell ? 1 : 0), rest.end());
  remove_edge(first);
  remove_edge(second);
  return add_edge({joined_key(phase, nodes[node].key), {from, to}, outer, chain_of(cells), 0, false});
}

void StreetGraph::settle() {
  std::vector<std::uint32_t> node_order;
  for (std::uint32_t n = 0; n < nodes.size(); ++n)
    if (!nodes[n].edges.empty()) node_order.push_back(n);
  std::sort(node_order.begin(), node_order.end(), [&](auto a, auto b) { return nodes[a].key < nodes[b].key; });
  std::vector<std::uint32_t> edge_order;
  for (std::uint32_t e = 0; e < edges.size(); ++e)
    if (!edges[e].gone()) edge_order.push_back(e);
  std::sort(edge_order.begin(), edge_order.end(), [&](auto a, auto b) { return edges[a].key < edges[b].key; });
  std::vector<std::uint32_t> place(std::max(nodes.size(), edges.size()), none);
  for (std::uint32_t k = 0; k < node_order.size(); ++k) place[node_order[k]] = k;
  std::vector<Edge> sorted_edges;
  sorted_edges.reserve(edge_order.size());
  for (const std::uint32_t e : edge_order) {
    for (std::uint32_t& end : edges[e].end) end = place[end];
    sorted_edges.push_back(std::move(edges[e]));
  }
  edges = std::move(sorted_edges);
  for (std::uint32_t k = 0; k < edge_order.size(); ++k) place[edge_order[k]] = k;
  std::vector<Node> sorted_nodes;
  sorted_nodes.reserve(node_order.size());
  for (const std::uint32_t n : node_order) {
    for (std::uint32_t& edge : nodes[n].edges) edge = place[edge];
    sorted_nodes.push_back(std::move(nodes[n]));
  }
  nodes = std::move(sorted_nodes);
}

std::uint32_t StreetGraph::find_node(NodeKey key) const {
  const auto it = std::lower_bound(nodes.begin(), nodes.end(), key, [](const Node& n, NodeKey k) { return n.key < k; });
  return it == nodes.end() || it->key != key ? none : static_cast<std::uint32_t>(it - nodes.begin());
}

std::uint32_t StreetGraph::find_edge(const EdgeKey& key) const {
  const auto it =
      std::lower_bound(edges.begin(), edges.end(), key, [](const Edge& e, const EdgeKey& k) { return e.key < k; });
  return it == edges.end() || it->key != key ? none : static_cast<std::uint32_t>(it - edges.begin());
}

double width_at(const StreetCell& cell) {
  return 2.0 * std::sqrt(static_cast<double>(cell.squared_clearance)) - 1.0;
}

Level StreetGraph::level_of(const Edge& edge) {
  std::array<std::size_t, 3> count{};
  for_cells(edge.chain, [&](const ChainCell& cell) { ++count[static_cast<std::size_t>(cell.level)]; });
  return static_cast<Level>(std::max_element(count.begin(), count.end()) - count.begin());
}

AreaId StreetGraph::area_of(const Edge& edge) {
  std::vector<AreaId> areas;
  for_cells(edge.chain, [&](const ChainCell& cell) { areas.push_back(cell.area); });
  std::sort(areas.begin(), areas.end());
  std::size_t most = 0;
  AreaId best = areas.front();
  for (std::size_t begin = 0, end = 0; begin < areas.size(); begin = end) {
    while (end < areas.size() && areas[end] == areas[begin]) ++end;
    if (end - begin <= most) continue;
    most = end - begin;
    best = areas[begin];
  }
  return best;
}

}  // namespace machi
