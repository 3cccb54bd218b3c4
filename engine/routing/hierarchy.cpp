#include "engine/routing/hierarchy.hpp"

#include <omp.h>

#include <algorithm>
#include <numeric>

namespace machi {
namespace {

// Nodes above each node in the graph itself, ascending.
std::vector<std::vector<std::uint32_t>> neighbours_above(const RouteGraph& graph,
                                                         const std::vector<std::uint32_t>& place) {
  std::vector<std::vector<std::uint32_t>> above(graph.nodes());
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
    for (std::uint32_t e = graph.out_begin[node]; e < graph.out_begin[node + 1]; ++e) {
      const auto [low, high] = std::minmax(place[node], place[graph.head[e]]);
      above[low].push_back(high);
    }
  }
  for (std::vector<std::uint32_t>& heads : above) {
    std::sort(heads.begin(), heads.end());
    heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  }
  return above;
}

// The tables of a Hierarchy while they grow.
struct HierarchyTables {
  HierarchyTables(const RouteGraph& graph, std::span<const std::uint32_t> order);
  std::uint32_t nodes() const { return static_cast<std::uint32_t>(up_begin.size() - 1); }
  std::vector<std::uint32_t> place, parent, up_begin, up_head, edge_arc;
  std::vector<std::uint32_t> down_begin, down_arc, down_tail, by_level, level_begin;
};

// Contraction of a node joins all above it with one another; it is enough to hand them to the lowest of them.
HierarchyTables::HierarchyTables(const RouteGraph& graph, std::span<const std::uint32_t> order) : place(graph.nodes()) {
  for (std::uint32_t k = 0; k < order.size(); ++k) place[order[k]] = k;
  std::vector<std::vector<std::uint32_t>> above = neighbours_above(graph, place);
  up_begin.push_back(0);
  std::vector<std::uint32_t> joined;
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
    const std::vector<std::uint32_t>& mine = above[node];
    up_head.insert(up_head.end(), mine.begin(), mine.end());
    up_begin.push_back(static_cast<std::uint32_t>(up_head.size()));
    if (mine.size() > 1) {
      std::vector<std::uint32_t>& next = above[mine.front()];
      joined.clear();
      std::set_union(next.begin(), next.end(), mine.begin() + 1, mine.end(), std::back_inserter(joined));
      next.assign(joined.begin(), joined.end());
    }
    above[node] = {};
  }

  edge_arc.resize(graph.head.size());
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
    for (std::uint32_t e = graph.out_begin[node]; e < graph.out_begin[node + 1]; ++e) {
      const auto [low, high] = std::minmax(place[node], place[graph.head[e]]);
      const auto first = up_head.begin() + up_begin[low];
      const auto found = std::lower_bound(first, up_head.begin() + up_begin[low + 1], high);
      const auto arc = static_cast<std::uint32_t>(found - up_head.begin());
      edge_arc[e] = 2 * arc + (place[node] == high ? 1 : 0);
    }
  }

  parent.assign(nodes(), Hierarchy::none);
  for (std::uint32_t node = 0; node < nodes(); ++node)
    if (up_begin[node] < up_begin[node + 1]) parent[node] = up_head[up_begin[node]];

  down_begin.assign(nodes() + 1, 0);
  for (const std::uint32_t head : up_head) ++down_begin[head + 1];
  std::partial_sum(down_begin.begin(), down_begin.end(), down_begin.begin());
  down_arc.resize(up_head.size());
  down_tail.resize(up_head.size());
  std::vector<std::uint32_t> next(down_begin.begin(), down_begin.end() - 1);
  std::vector<std::uint32_t> level(nodes(), 0);
  for (std::uint32_t node = 0; node < nodes(); ++node) {
    for (std::uint32_t arc = up_begin[node]; arc < up_begin[node + 1]; ++arc) {
      const std::uint32_t at = next[up_head[arc]]++;
      down_arc[at] = arc;
      down_tail[at] = node;
      level[up_head[arc]] = std::max(level[up_head[arc]], level[node] + 1);
    }
  }
  const std::uint32_t levels = nodes() == 0 ? 0 : *std::max_element(level.begin(), level.end()) + 1;
  level_begin.assign(levels + 1, 0);
  for (const std::uint32_t l : level) ++level_begin[l + 1];
  std::partial_sum(level_begin.begin(), level_begin.end(), level_begin.begin());
  by_level.resize(nodes());
  std::vector<std::uint32_t> at(level_begin.begin(), level_begin.end() - 1);
  for (std::uint32_t node = 0; node < nodes(); ++node) by_level[at[level[node]]++] = node;
}

}  // namespace

Hierarchy::Hierarchy(const RouteGraph& graph, std::span<const std::uint32_t> order) {
  HierarchyTables tables(graph, order);
  place = std::move(tables.place);
  parent = std::move(tables.parent);
  up_begin = std::move(tables.up_begin);
  up_head = std::move(tables.up_head);
  edge_arc = std::move(tables.edge_arc);
  down_begin = std::move(tables.down_begin);
  down_arc = std::move(tables.down_arc);
  down_tail = std::move(tables.down_tail);
  by_level = std::move(tables.by_level);
  level_begin = std::move(tables.level_begin);
}

void Hierarchy::share(const Comm& host) {
  for (HostArray<std::uint32_t>* const table :
       {&place, &parent, &up_begin, &up_head, &edge_arc, &down_begin, &down_arc, &down_tail, &by_level, &level_begin})
    table->share(host);
}

template <class Work>
void HierarchyTimes::each_node_of(std::size_t level, std::vector<std::vector<std::uint32_t>>& places,
                                  const Work& work) {
  const Hierarchy& h = *hierarchy_;
  constexpr std::uint32_t worth_it = 64;
  const std::int64_t end = h.level_begin[level + 1];
#pragma omp parallel for schedule(dynamic, 16) if (h.level_begin[level + 1] - h.level_begin[level] >= worth_it)
  for (std::int64_t k = h.level_begin[level]; k < end; ++k)
    each_triangle(h.by_level[static_cast<std::size_t>(k)], places[static_cast<std::size_t>(omp_get_thread_num())],
                  work);
}

// Calls relax(low arc, far arc, high arc) for a node, each node below it and each above both: the arcs from below to
// it, from below to above, and from it to above. Nodes of one level share none of them but to read. `place` is scratch.
template <class Relax>
void HierarchyTimes::each_triangle(std::uint32_t node, std::vector<std::uint32_t>& place, const Relax& relax) {
  const Hierarchy& h = *hierarchy_;
  for (std::uint32_t arc = h.up_begin[node]; arc < h.up_begin[node + 1]; ++arc) place[h.up_head[arc]] = arc;
  for (std::uint32_t d = h.down_begin[node]; d < h.down_begin[node + 1]; ++d) {
    const std::uint32_t low = h.down_arc[d];
    const std::uint32_t end = h.up_begin[h.down_tail[d] + 1];
    for (std::uint32_t far = low + 1; far < end; ++far) relax(pairs_[low], pairs_[far], pairs_[place[h.up_head[far]]]);
  }
}

void HierarchyTimes::customise(std::span<const RouteMs> edge_ms) {
  const Hierarchy& h = *hierarchy_;
  pairs_.assign(h.arcs(), {});
  for (std::size_t e = 0; e < edge_ms.size(); ++e) {
    Pair& pair = pairs_[h.edge_arc[e] / 2];
    RouteMs& ms = (h.edge_arc[e] & 1U) != 0 ? pair.down : pair.up;
    ms = std::min(ms, edge_ms[e]);
  }
  std::vector<std::vector<std::uint32_t>> places(static_cast<std::size_t>(omp_get_max_threads()));
  for (std::vector<std::uint32_t>& place : places) place.assign(h.nodes(), 0);
  const std::size_t levels = h.level_begin.size() - 1;
  // Ways over nodes below, from the bottom up.
  for (std::size_t l = 0; l < levels; ++l) {
    each_node_of(l, places, [](const Pair& low, const Pair& far, Pair& high) {
      high.up = std::min(high.up, low.down + far.up);
      high.down = std::min(high.down, far.down + low.up);
    });
  }
  // Then ways over nodes above, from the top down: arcs become least times.
  const std::vector<Pair> before = pairs_;
  for (std::size_t l = levels; l-- > 0;) {
    each_node_of(l, places, [](Pair& low, Pair& far, const Pair& high) {
      const Pair was = low;
      low.up = std::min(low.up, far.up + high.down);
      low.down = std::min(low.down, high.up + far.down);
      far.up = std::min(far.up, was.up + high.up);
      far.down = std::min(far.down, high.down + was.down);
    });
  }
  up_ = down_ = {};
  up_ = kept(before, [](const Pair& pair) { return pair.up; });
  down_ = kept(before, [](const Pair& pair) { return pair.down; });
  pairs_ = {};
}

void HierarchyTimes::share(const Comm& host) {
  for (Arcs* const arcs : {&up_, &down_}) {
    arcs->begin.share(host);
    arcs->arcs.share(host);
  }
}

// Arcs that were least times from the beginning.
template <class Value>
HierarchyTimes::Arcs HierarchyTimes::kept(const std::vector<Pair>& before, const Value& value) const {
  const Hierarchy& h = *hierarchy_;
  std::vector<std::uint32_t> begin{0};
  std::vector<Arc> arcs;
  begin.reserve(h.nodes() + std::size_t{1});
  for (std::uint32_t node = 0; node < h.nodes(); ++node) {
    for (std::uint32_t arc = h.up_begin[node]; arc < h.up_begin[node + 1]; ++arc) {
      const RouteMs ms = value(before[arc]);
      if (ms < no_way_ms && ms == value(pairs_[arc])) arcs.push_back({h.up_head[arc], ms});
    }
    std::sort(arcs.begin() + begin.back(), arcs.end(),
              [](const Arc& a, const Arc& b) { return a.ms != b.ms ? a.ms < b.ms : a.head < b.head; });
    begin.push_back(static_cast<std::uint32_t>(arcs.size()));
  }
  arcs.shrink_to_fit();  // they stay for a day
  return {std::move(begin), std::move(arcs)};
}

LeastTimes::LeastTimes(const HierarchyTimes& times, RouteSense sense)
    : times_(&times),
      near_target_(sense == RouteSense::toward ? &times.down() : &times.up()),
      near_node_(sense == RouteSense::toward ? &times.up() : &times.down()),
      known_(times.hierarchy().nodes()) {}

// Nodes above the target lie on the way from parent to parent.
void LeastTimes::set_target(std::uint32_t target, RouteMs most_ms) {
  most_ms_ = most_ms;
  if (++search_ == 0xffffffffU) {
    std::fill(known_.begin(), known_.end(), Known{});
    search_ = 1;
  }
  known_[target].down_search = search_;
  known_[target].down_ms = 0;
  const HostArray<std::uint32_t>& parent = times_->hierarchy().parent;
  for (std::uint32_t node = target; node != Hierarchy::none; node = parent[node]) {
    if (known_[node].down_search != search_) continue;
    const RouteMs so_far = known_[node].down_ms;
    for (const HierarchyTimes::Arc arc : near_target_->of(node)) {
      if (so_far + arc.ms > most_ms) break;
      Known& above = known_[arc.head];
      if (above.down_search != search_) above.down_ms = no_way_ms;
      above.down_search = search_;
      above.down_ms = std::min(above.down_ms, so_far + arc.ms);
    }
  }
}

// Down to the target, or up an arc and on from there. Who is further away than the least so far need not be asked.
RouteMs LeastTimes::from(std::uint32_t node) {
  Known& known = known_[node];
  if (known.search == search_) return known.ms;
  RouteMs least = known.down_search == search_ ? known.down_ms : most_ms_ + 1;
  for (const HierarchyTimes::Arc arc : near_node_->of(node)) {
    if (arc.ms >= least) break;
    least = std::min(least, arc.ms + from(arc.head));
  }
  known.search = search_;
  known.ms = least > most_ms_ ? no_way_ms : least;
  return known.ms;
}

}  // namespace machi
