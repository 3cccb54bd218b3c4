#include "engine/network/tidy_streets.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace machi {
namespace {

using Queue = std::priority_queue<std::pair<double, std::uint32_t>, std::vector<std::pair<double, std::uint32_t>>,
                                  std::greater<>>;

double width_at(const StreetGraph& graph, std::uint32_t node) {
  return 2.0 * graph.clearance(node) - 1.0;
}

// A loop that a merge left behind is no street where it stays inside the intersection or goes around a pole.
void remove_small_loops(StreetGraph& graph, std::uint32_t node, AreaId inside, TidyCounts& counts) {
  const std::vector<std::uint32_t> around = graph.nodes[node].edges;
  for (const std::uint32_t e : around) {
    const StreetGraph::Edge& edge = graph.edges[e];
    if (edge.gone() || !edge.loop() || edge.kerb) continue;
    std::size_t within = 0;
    std::size_t cells = 0;
    for_cells(edge.chain, [&](const ChainCell& cell) {
      within += cell.area == inside ? 1 : 0;
      ++cells;
    });
    if (2 * within < cells && edge.length >= 3.0 * width_at(graph, node)) continue;
    graph.remove_edge(e);
    ++counts.loops_removed;
  }
}

// The node of a group that is nearest the middle of the area; junctions before others, then the first.
std::uint32_t nearest_node(const StreetGraph& graph, std::span<const std::pair<AreaId, std::uint32_t>> group,
                           const IntersectionPlace& place) {
  const auto rank = [&](std::uint32_t node) {
    const StreetCell& cell = graph.cell_of(node);
    return std::tuple(graph.degree(node) < 3, place.square_to(cell.x, cell.y), node);
  };
  return std::min_element(group.begin(), group.end(),
                          [&](const auto& a, const auto& b) { return rank(a.second) < rank(b.second); })
      ->second;
}

bool is_junction(const StreetGraph& graph, std::uint32_t node) {
  const auto role = graph.nodes[node].role;
  return graph.degree(node) >= 3 || role == NodeRole::intersection || role == NodeRole::kerb;
}

// Merging must not creep: the node that goes lies within the width of the one that stays, or beside its intersection.
bool is_beside(const StreetGraph& graph, const StreetGraph::Edge& edge, std::uint32_t kept, std::uint32_t gone) {
  const StreetCell& end = graph.cell_of(edge.end[0] == kept ? edge.tip[0] : edge.tip[1]);
  const StreetCell& stays = graph.cell_of(kept);
  if (graph.nodes[kept].role == NodeRole::intersection && end.area == stays.area) return true;
  const double dx = stays.x - graph.cell_of(gone).x;
  const double dy = stays.y - graph.cell_of(gone).y;
  const double width = 0.5 * (width_at(graph, kept) + width_at(graph, gone));
  return dx * dx + dy * dy <= width * width;
}

// Whether two ends of an edge may become one node, and which of them stays.
bool may_merge(const StreetGraph& graph, const StreetGraph::Edge& edge, std::uint32_t& kept, std::uint32_t& gone) {
  if (edge.gone() || edge.loop() || edge.kerb) return false;
  std::tie(kept, gone) = std::pair(edge.end[0], edge.end[1]);
  const auto weight = [&](std::uint32_t node) {
    return std::tuple(graph.nodes[node].role, graph.degree(node) >= 3, graph.cell_of(node).squared_clearance, ~node);
  };
  if (weight(kept) < weight(gone)) std::swap(kept, gone);
  const NodeRole role = graph.nodes[gone].role;
  if (role > NodeRole::level_change || graph.nodes[kept].role == NodeRole::portal || !is_junction(graph, kept))
    return false;
  return (role == NodeRole::level_change || graph.degree(gone) >= 3) && is_beside(graph, edge, kept, gone);
}

}  // namespace

void contract_intersections(StreetGraph& graph, std::span<const IntersectionPlace> places, TidyCounts& counts) {
  std::vector<std::pair<AreaId, std::uint32_t>> inside;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n)
    if (!graph.nodes[n].edges.empty() && graph.nodes[n].role != NodeRole::portal &&
        use_of(graph.cell_of(n).area) == AreaUse::intersection)
      inside.emplace_back(graph.cell_of(n).area, n);
  std::sort(inside.begin(), inside.end());
  auto place = places.begin();
  for (std::size_t begin = 0, end = 0; begin < inside.size(); begin = end) {
    while (end < inside.size() && inside[end].first == inside[begin].first) ++end;
    while (place->area != inside[begin].first) ++place;
    const auto group = std::span(inside).subspan(begin, end - begin);
    const std::uint32_t kept = nearest_node(graph, group, *place);
    graph.nodes[kept].role = NodeRole::intersection;
    for (const auto& [area, node] : group) {
      if (node == kept) continue;
      graph.merge_nodes(kept, node);
      ++counts.nodes_merged;
    }
    remove_small_loops(graph, kept, place->area, counts);
  }
}

void merge_junctions(StreetGraph& graph, TidyCounts& counts) {
  Queue queue;
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
    const StreetGraph::Edge& edge = graph.edges[e];
    if (edge.gone() || edge.kerb) continue;
    const double width = 0.5 * (width_at(graph, edge.tip[0]) + width_at(graph, edge.tip[1]));
    if (edge.length < width) queue.emplace(edge.length, e);
  }
  for (; !queue.empty(); queue.pop()) {
    const std::uint32_t e = queue.top().second;
    std::uint32_t kept = 0;
    std::uint32_t gone = 0;
    if (!may_merge(graph, graph.edges[e], kept, gone)) continue;
    graph.remove_edge(e);
    graph.merge_nodes(kept, gone);
    remove_small_loops(graph, kept, graph.cell_of(kept).area, counts);
    ++counts.nodes_merged;
  }
}

void remove_spurs(StreetGraph& graph, TidyCounts& counts) {
  Queue queue;
  // The end of a dead end that leaves its street, or none where the edge is no spur.
  const auto spur_root = [&](const StreetGraph::Edge& edge) {
    if (edge.gone() || edge.loop() || edge.kerb) return StreetGraph::none;
    for (const std::size_t tip : {std::size_t{0}, std::size_t{1}}) {
      const std::uint32_t root = edge.end[1 - tip];
      if (graph.degree(edge.end[tip]) != 1 || graph.degree(root) < 3) continue;
      const NodeRole role = graph.nodes[edge.end[tip]].role;
      if (role != NodeRole::plain && role != NodeRole::level_change) continue;
      if (edge.length < width_at(graph, edge.tip[1 - tip])) return root;
    }
    return StreetGraph::none;
  };
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e)
    if (spur_root(graph.edges[e]) != StreetGraph::none) queue.emplace(graph.edges[e].length, e);
  while (!queue.empty()) {
    const std::uint32_t e = queue.top().second;
    queue.pop();
    const std::uint32_t root = spur_root(graph.edges[e]);
    if (root == StreetGraph::none) continue;
    graph.remove_edge(e);
    ++counts.spurs_removed;
    if (graph.degree(root) != 2 || graph.nodes[root].role != NodeRole::plain) continue;
    const std::uint32_t joined = graph.join_edges(root);
    if (joined != StreetGraph::none && spur_root(graph.edges[joined]) != StreetGraph::none)
      queue.emplace(graph.edges[joined].length, joined);
  }
}

void dissolve_plain_nodes(StreetGraph& graph) {
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    const StreetGraph::Node& node = graph.nodes[n];
    if (node.edges.size() != 2 || node.edges[0] == node.edges[1]) continue;
    const StreetGraph::Edge& a = graph.edges[node.edges[0]];
    const StreetGraph::Edge& b = graph.edges[node.edges[1]];
    if (a.kerb || b.kerb) continue;
    const bool goes = node.role == NodeRole::plain ||
                      (node.role == NodeRole::level_change && StreetGraph::level_of(a) == StreetGraph::level_of(b));
    if (goes) graph.join_edges(n);
  }
}

void tidy_streets(StreetGraph& graph, std::span<const IntersectionPlace> places, TidyCounts& counts) {
  contract_intersections(graph, places, counts);
  for (std::uint64_t before = ~std::uint64_t{0}; before != counts.nodes_merged + counts.spurs_removed;) {
    before = counts.nodes_merged + counts.spurs_removed;
    merge_junctions(graph, counts);
    remove_spurs(graph, counts);
    dissolve_plain_nodes(graph);
  }
}

}  // namespace machi
