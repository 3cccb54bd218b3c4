#include "engine/network/join_edges.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>

namespace machi {
namespace {

// Lengths of chains are sums that may be added up in another order where they are joined.
constexpr double rounding = 1e-6;

using Turn = std::tuple<double, EdgeKey, std::uint32_t>;
using Queue = std::priority_queue<Turn, std::vector<Turn>, std::greater<>>;

// A dead end may be removed; a kerb, an intersection or a portal is no dead end.
bool is_dead_end(const StreetGraph& graph, std::uint32_t node) {
  const NodeRole role = graph.nodes[node].role;
  return graph.degree(node) == 1 && (role == NodeRole::plain || role == NodeRole::level_change);
}

// Where an edge leaves its street if it is a spur, else none.
std::uint32_t spur_root(const StreetGraph& graph, const StreetGraph::Edge& edge) {
  if (edge.gone() || edge.loop() || edge.kerb) return StreetGraph::none;
  for (const std::size_t tip : {std::size_t{0}, std::size_t{1}}) {
    const std::uint32_t root = edge.end[1 - tip];
    if (is_dead_end(graph, edge.end[tip]) && graph.degree(root) >= 3 && edge.length < width_at(edge.tip[1 - tip].cell))
      return root;
  }
  return StreetGraph::none;
}

// From a node by one of its edges through nodes that wait.
struct Way {
  std::uint32_t end{StreetGraph::none};  ///< the first node that does not wait
  double length{0};                      ///< without what lies between the chains
  StreetCell leaves;                     ///< where the last chain ends
  std::vector<std::uint32_t> waits;      ///< the nodes between
};

Way follow(const StreetGraph& graph, std::uint32_t node, std::uint32_t edge) {
  Way way;
  std::uint32_t at = node;
  while (true) {
    const StreetGraph::Edge& it = graph.edges[edge];
    const std::size_t far = it.end[0] == at ? 1 : 0;
    at = it.end[far];
    way.length += it.length;
    way.leaves = it.tip[far].cell;
    if (at == node || !graph.waiting.contains(graph.nodes[at].key)) break;
    way.waits.push_back(at);
    const auto& list = graph.nodes[at].edges;
    edge = list[0] == edge ? list[1] : list[0];
  }
  way.end = at;
  return way;
}

class SpurRemoval {
 public:
  SpurRemoval(StreetGraph& graph, TidyCounts& counts) : graph_(graph), counts_(counts) {}

  void run() {
    for (std::uint32_t e = 0; e < graph_.edges.size(); ++e) offer(e);
    while (!queue_.empty()) {
      const auto [length, key, e] = queue_.top();
      queue_.pop();
      const std::uint32_t root = spur_root(graph_, graph_.edges[e]);
      if (root == StreetGraph::none) continue;
      note(length, key);
      graph_.remove_edge(e);
      ++counts_.spurs_removed;
      if (graph_.degree(root) == 2 && graph_.nodes[root].role == NodeRole::plain) join_or_wait(root);
    }
  }

 private:
  void offer(std::uint32_t e) {
    if (spur_root(graph_, graph_.edges[e]) != StreetGraph::none)
      queue_.emplace(graph_.edges[e].length, graph_.edges[e].key, e);
  }

  // Spurs that appear as others go may be shorter than these: they go at the moment of the longest one.
  void note(double length, const EdgeKey& key) {
    if (std::tie(now_.length, now_.edge) < std::tie(length, key))
      now_ = {length, key, 0};
    else
      ++now_.number;
  }

  bool is_spur(const Way& tip, const Way& root) const {
    return is_dead_end(graph_, tip.end) && graph_.degree(root.end) >= 3 && !graph_.is_remote(root.end) &&
           tip.length + root.length < width_at(root.leaves) + rounding;
  }

  void join_or_wait(std::uint32_t node) {
    const auto& list = graph_.nodes[node].edges;
    if (list[0] == list[1]) return;
    const Way first = follow(graph_, node, list[0]);
    const Way second = follow(graph_, node, list[1]);
    graph_.waiting[graph_.nodes[node].key] = now_;
    if (first.end == node || !(is_spur(first, second) || is_spur(second, first))) return;
    std::vector<std::uint32_t> nodes = first.waits;
    nodes.insert(nodes.end(), second.waits.begin(), second.waits.end());
    nodes.push_back(node);
    std::sort(nodes.begin(), nodes.end(), [&](std::uint32_t a, std::uint32_t b) {
      return graph_.waiting.at(graph_.nodes[a].key) < graph_.waiting.at(graph_.nodes[b].key);
    });
    std::uint32_t joined = StreetGraph::none;
    for (const std::uint32_t n : nodes) {
      graph_.waiting.erase(graph_.nodes[n].key);
      joined = graph_.join_edges(n);
    }
    if (joined != StreetGraph::none) offer(joined);
  }

  StreetGraph& graph_;
  TidyCounts& counts_;
  Queue queue_;
  JoinTime now_{-1, {}, 0};
};

// Whether the edges at a node are joined as far as its role and degree go.
bool may_dissolve(const StreetGraph& graph, std::uint32_t n) {
  const StreetGraph::Node& node = graph.nodes[n];
  if (node.remote || node.edges.size() != 2 || node.edges[0] == node.edges[1]) return false;
  if (node.role != NodeRole::plain && node.role != NodeRole::level_change) return false;
  return !graph.edges[node.edges[0]].kerb && !graph.edges[node.edges[1]].kerb;
}

class Dissolving {
 public:
  explicit Dissolving(StreetGraph& graph) : graph_(graph), before_(graph.edges.size()) {}

  std::vector<Replacement> run() {
    std::vector<std::pair<JoinTime, std::uint32_t>> waiting;
    for (std::uint32_t n = 0; n < graph_.nodes.size(); ++n)
      if (const auto it = graph_.waiting.find(graph_.nodes[n].key); it != graph_.waiting.end())
        waiting.emplace_back(it->second, n);
    graph_.waiting.clear();
    std::sort(waiting.begin(), waiting.end());
    for (const auto& [moment, n] : waiting) join(n, moment);
    for (std::uint32_t n = 0; n < graph_.nodes.size(); ++n) {
      if (!may_dissolve(graph_, n)) continue;
      const StreetGraph::Node& node = graph_.nodes[n];
      if (node.role == NodeRole::plain ||
          StreetGraph::level_of(graph_.edges[node.edges[0]]) == StreetGraph::level_of(graph_.edges[node.edges[1]]))
        join(n, {std::numeric_limits<double>::infinity(), {node.key, 0}, 0});
    }
    return std::move(joined_);
  }

 private:
  // What the far end of an edge had before this phase.
  EdgeKey name_at(std::uint32_t edge, std::size_t end) const {
    return edge < before_ ? graph_.edges[edge].key : joined_[edge - before_].was[end];
  }

  void join(std::uint32_t n, const JoinTime& moment) {
    const auto list = graph_.nodes[n].edges;
    if (list[0] == list[1]) return;
    const std::size_t outer_a = graph_.edges[list[0]].end[1] == n ? 0 : 1;
    const std::size_t outer_b = graph_.edges[list[1]].end[0] == n ? 1 : 0;
    const std::array<EdgeKey, 2> was{name_at(list[0], outer_a), name_at(list[1], outer_b)};
    joined_.push_back({graph_.join_edges(n), was, moment});
  }

  StreetGraph& graph_;
  std::size_t before_;  ///< edges that were there before
  std::vector<Replacement> joined_;
};

}  // namespace

std::vector<std::uint8_t> ways_of_spurs(const StreetGraph& graph) {
  std::vector<std::uint8_t> connects(graph.edges.size(), 0);
  std::vector<double> left(graph.nodes.size(), 0);  // of the width where a way left its street, at the node
  std::vector<std::uint32_t> open;
  const auto pass = [&](std::uint32_t e, std::size_t from) {
    const StreetGraph::Edge& edge = graph.edges[e];
    if (edge.kerb || edge.loop()) return;
    const std::uint32_t node = edge.end[from];
    double most = width_at(edge.tip[from].cell);
    if (!graph.is_remote(node) && graph.nodes[node].role == NodeRole::plain) most = std::max(most, left[node]);
    const double rest = most - edge.length;
    if (rest <= -rounding) return;
    connects[e] = 1;
    const std::uint32_t to = edge.end[1 - from];
    if (rest <= left[to]) return;
    left[to] = rest;
    if (!graph.is_remote(to)) open.push_back(to);
  };
  for (std::uint32_t e = 0; e < graph.edges.size(); ++e)
    for (const std::size_t from : {std::size_t{0}, std::size_t{1}}) pass(e, from);
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    for (const std::uint32_t e : graph.nodes[node].edges) pass(e, graph.edges[e].end[0] == node ? 0 : 1);
  }
  return connects;
}

void remove_spurs(StreetGraph& graph, TidyCounts& counts) {
  SpurRemoval(graph, counts).run();
}

std::vector<std::uint8_t> ways_to_join(const StreetGraph& graph) {
  std::vector<std::uint8_t> connects;
  for (const StreetGraph::Edge& edge : graph.edges) {
    const auto may = [&](std::size_t k) { return graph.is_remote(edge.end[k]) || may_dissolve(graph, edge.end[k]); };
    connects.push_back(may(0) && may(1) ? 1 : 0);
  }
  return connects;
}

std::vector<Replacement> dissolve_plain_nodes(StreetGraph& graph) {
  return Dissolving(graph).run();
}

}  // namespace machi
