#include "engine/network/street_graph.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

double chain_length(std::span<const StreetCell> cells, std::span<const std::uint32_t> chain) {
  std::uint64_t straight = 0;
  std::uint64_t diagonal = 0;
  double gaps = 0;
  for (std::size_t k = 1; k < chain.size(); ++k) {
    const int dx = std::abs(cells[chain[k]].x - cells[chain[k - 1]].x);
    const int dy = std::abs(cells[chain[k]].y - cells[chain[k - 1]].y);
    if (dx + dy == 1)
      ++straight;
    else if (dx == 1 && dy == 1)
      ++diagonal;
    else
      gaps += std::sqrt(static_cast<double>(dx * dx + dy * dy));
  }
  return 0.948 * static_cast<double>(straight) + 1.340 * static_cast<double>(diagonal) + gaps;
}

std::uint32_t StreetGraph::add_node(std::uint32_t cell, NodeRole role) {
  nodes.push_back({cell, role, {}});
  return static_cast<std::uint32_t>(nodes.size() - 1);
}

std::uint32_t StreetGraph::add_edge(std::uint32_t from, std::uint32_t to, std::vector<std::uint32_t> cells, bool kerb) {
  const auto index = static_cast<std::uint32_t>(edges.size());
  const double length = chain_length(cells_, cells);
  cells.shrink_to_fit();
  edges.push_back({{from, to}, std::move(cells), length, kerb});
  nodes[from].edges.push_back(index);
  nodes[to].edges.push_back(index);
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
  it.cells = {};
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
  std::vector<std::uint32_t> cells = std::move(edges[first].cells);
  if (edges[first].end[1] != node) std::reverse(cells.begin(), cells.end());
  std::vector<std::uint32_t> rest = std::move(edges[second].cells);
  if (edges[second].end[0] != node) std::reverse(rest.begin(), rest.end());
  cells.insert(cells.end(), rest.begin() + (cells.back() == rest.front() ? 1 : 0), rest.end());
  remove_edge(first);
  remove_edge(second);
  return add_edge(from, to, std::move(cells), false);
}

double StreetGraph::clearance(std::uint32_t cell) const {
  return std::sqrt(static_cast<double>(cells_[cell].squared_clearance));
}

Level StreetGraph::level_of(const Edge& edge) const {
  std::array<std::size_t, 3> count{};
  for (const std::uint32_t cell : edge.cells) ++count[static_cast<std::size_t>(cells_[cell].level)];
  return static_cast<Level>(std::max_element(count.begin(), count.end()) - count.begin());
}

AreaId StreetGraph::area_of(const Edge& edge) const {
  std::vector<AreaId> areas;
  for (const std::uint32_t cell : edge.cells) areas.push_back(cells_[cell].area);
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
