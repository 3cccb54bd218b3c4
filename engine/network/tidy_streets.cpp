#include "engine/network/tidy_streets.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "engine/comm/ask.hpp"
#include "engine/network/join_edges.hpp"

namespace machi {
namespace {

// An edge in line: the shortest first, of equals the first by key.
using Turn = std::tuple<double, EdgeKey, std::uint32_t>;
using Queue = std::priority_queue<Turn, std::vector<Turn>, std::greater<>>;

double width_at(const StreetGraph& graph, std::uint32_t node) {
  return width_at(graph.cell_of(node));
}

bool stands_in_intersection(const StreetGraph& graph, std::uint32_t node) {
  return !graph.nodes[node].edges.empty() && graph.nodes[node].role != NodeRole::portal &&
         use_of(graph.cell_of(node).area) == AreaUse::intersection;
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
  const StreetCell& end = edge.tip[edge.end[0] == kept ? 0 : 1].cell;
  const StreetCell& stays = graph.cell_of(kept);
  if (graph.nodes[kept].role == NodeRole::intersection && end.area == stays.area) return true;
  const double dx = stays.x - graph.cell_of(gone).x;
  const double dy = stays.y - graph.cell_of(gone).y;
  const double width = 0.5 * (width_at(graph, kept) + width_at(graph, gone));
  return dx * dx + dy * dy <= width * width;
}

// Whether the two ends of an edge are so near each other that they may be one junction.
bool is_short(const StreetGraph::Edge& edge) {
  const double width = 0.5 * (width_at(edge.tip[0].cell) + width_at(edge.tip[1].cell));
  return !edge.kerb && edge.length < width;
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
    if (stands_in_intersection(graph, n)) inside.emplace_back(graph.cell_of(n).area, n);
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
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e)
    if (const StreetGraph::Edge& edge = graph.edges[e]; !edge.gone() && is_short(edge))
      queue.emplace(edge.length, edge.key, e);
  for (; !queue.empty(); queue.pop()) {
    const std::uint32_t e = std::get<std::uint32_t>(queue.top());
    std::uint32_t kept = 0;
    std::uint32_t gone = 0;
    if (!may_merge(graph, graph.edges[e], kept, gone)) continue;
    graph.remove_edge(e);
    graph.merge_nodes(kept, gone);
    remove_small_loops(graph, kept, graph.cell_of(kept).area, counts);
    ++counts.nodes_merged;
  }
}

namespace {

// All nodes of one intersection area come to one rank.
void gather_intersections(StreetParts& parts) {
  if (parts.comm().size() == 1) return;
  StreetGraph& graph = parts.graph;
  std::vector<AreaId> areas;
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    if (!stands_in_intersection(graph, n)) continue;
    areas.push_back(graph.cell_of(n).area);
    nodes.push_back(n);
  }
  const int ranks = parts.comm().size();
  const auto homes = ask_owners<std::int32_t>(
      parts.comm(), std::span<const AreaId>(areas), [&](AreaId area) { return keeper_of(area, ranks); },
      [](const std::vector<std::vector<AreaId>>& asked) {
        std::unordered_map<AreaId, std::int32_t> lowest;
        std::vector<std::vector<std::int32_t>> replies(asked.size());
        for (std::size_t r = 0; r < asked.size(); ++r)
          for (const AreaId area : asked[r])
            replies[r].push_back(lowest.emplace(area, static_cast<std::int32_t>(r)).first->second);
        return replies;
      });
  std::vector<int> target(graph.nodes.size(), parts.comm().rank());
  for (std::size_t k = 0; k < nodes.size(); ++k) target[nodes[k]] = homes[k];
  parts.move(target);
}

std::vector<IntersectionPlace> places_here(const StreetParts& parts, std::span<const IntersectionPlace> places) {
  std::vector<AreaId> areas;
  for (std::uint32_t n = 0; n < parts.graph.nodes.size(); ++n)
    if (stands_in_intersection(parts.graph, n)) areas.push_back(parts.graph.cell_of(n).area);
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  return places_of(parts.comm(), places, areas);
}

std::vector<std::uint8_t> short_edges(const StreetGraph& graph) {
  std::vector<std::uint8_t> connects;
  for (const StreetGraph::Edge& edge : graph.edges) connects.push_back(is_short(edge) ? 1 : 0);
  return connects;
}

}  // namespace

void tidy_streets(StreetParts& parts, std::span<const IntersectionPlace> places, TidyCounts& counts) {
  StreetGraph& graph = parts.graph;
  gather_intersections(parts);
  contract_intersections(graph, places_here(parts, places), counts);
  graph.settle();
  parts.sync();
  bool changed = true;
  while (changed) {
    const std::uint64_t before = counts.nodes_merged + counts.spurs_removed;
    parts.gather(short_edges, StreetParts::Voices::any);
    ++graph.phase;
    merge_junctions(graph, counts);
    graph.settle();
    parts.sync();
    parts.gather(ways_of_spurs, StreetParts::Voices::any);
    ++graph.phase;
    remove_spurs(graph, counts);
    graph.settle();
    parts.gather(ways_to_join, StreetParts::Voices::both);
    ++graph.phase;
    parts.replace(dissolve_plain_nodes(graph));
    changed = parts.comm().any(counts.nodes_merged + counts.spurs_removed != before);
  }
}

}  // namespace machi
