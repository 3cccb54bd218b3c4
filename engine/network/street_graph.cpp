#include "engine/network/street_graph.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

std::uint32_t StreetGraph::add_node(const StreetCell& cell, NodeRole role) {
  nodes.push_back({cell, role, {}});
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
  const std::array<std::uint32_t, 2> inner{edges[first].tip[inner_a], edges[second].tip[inner_b]};
  const std::array<std::uint32_t, 2> outer{edges[first].tip[1 - inner_a], edges[second].tip[1 - inner_b]};
  std::vector<ChainCell> cells = cells_of(edges[first].chain);
  if (inner_a == 0) std::reverse(cells.begin(), cells.end());
  std::vector<ChainCell> rest = cells_of(edges[second].chain);
  if (inner_b == 1) std::reverse(rest.begin(), rest.end());
  cells.insert(cells.end(), rest.begin() + (inner[0] == inner[1] ? 1 : 0), rest.end());
  remove_edge(first);
  remove_edge(second);
  return add_edge({{from, to}, outer, chain_of(cells), 0, false});
}

double StreetGraph::clearance(std::uint32_t node) const {
  return std::sqrt(static_cast<double>(nodes[node].cell.squared_clearance));
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
