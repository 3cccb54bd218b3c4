#include "engine/routing/timed_routes.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/routing/dissection.hpp"

namespace machi {
namespace {

std::vector<std::uint32_t> order_of(const RouteGraph& graph, const TrafficNetwork& network) {
  return dissection_order(graph, graph.places(network, network.x_m), graph.places(network, network.y_m));
}

}  // namespace

RoutePlanner::Shape::Shape(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns,
                           const Comm& host) {
  host.agree([&] {
    if (!host.first()) return;
    graph = RouteGraph(network, mode_bits, turns);
    hierarchy = Hierarchy(graph, order_of(graph, network));
    order_edges();
  });
  graph.share(host);
  hierarchy.share(host);
  for (HostArray<std::uint32_t>* const table : {&node_at, &out_begin, &edge}) table->share(host);
}

void RoutePlanner::Shape::order_edges() {
  std::vector<std::uint32_t> nodes(graph.nodes()), begins{0}, edges;
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) nodes[hierarchy.place[node]] = node;
  for (const std::uint32_t node : nodes) {
    for (std::uint32_t e = graph.out_begin[node]; e < graph.out_begin[node + 1]; ++e) edges.push_back(e);
    begins.push_back(static_cast<std::uint32_t>(edges.size()));
  }
  node_at = std::move(nodes);
  out_begin = std::move(begins);
  edge = std::move(edges);
}

RoutePlanner::RoutePlanner(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns,
                           const Comm& host)
    : network_(&network),
      host_(host),
      shape_(std::make_shared<Shape>(network, mode_bits, turns, host)),
      least_(shape_->hierarchy) {}

void RoutePlanner::take(const LinkTimes& times) {
  times_ = &times;
  const HostArray<std::uint32_t>& link = shape_->graph.link;
  double whole_ms = 0;
  double whole_m = 0;
  for (const std::uint32_t l : link) {
    const std::uint32_t from = network_->from[l];
    const std::uint32_t to = network_->to[l];
    whole_ms += times.least(l);
    whole_m += std::hypot(network_->x_m[to] - network_->x_m[from], network_->y_m[to] - network_->y_m[from]);
  }
  pace_ms_m_ = network_->placed && whole_m > 0 ? whole_ms / whole_m : 0;
  edges_ = {};
  host_.agree([&] {
    if (host_.first()) customise(times);
  });
  least_.share(host_);
  edges_.share(host_);
}

void RoutePlanner::customise(const LinkTimes& times) {
  const HostArray<std::uint32_t>& link = shape_->graph.link;
  std::vector<RouteMs> edge_ms(link.size());
  for (std::size_t e = 0; e < edge_ms.size(); ++e) edge_ms[e] = times.least(link[e]);
  least_.customise(edge_ms);
  std::vector<Edge> edges;
  edges.reserve(link.size());
  for (const std::uint32_t e : shape_->edge)
    edges.push_back({shape_->hierarchy.place[shape_->graph.head[e]], link[e], times.row(link[e])});
  edges_ = std::move(edges);
}

RouteMs RoutePlanner::guess_ms(std::uint32_t from, std::uint32_t to) const {
  constexpr double least_ms = 300'000;
  constexpr double longest_ms = 86'400'000;
  const double straight_m =
      std::hypot(network_->x_m[to] - network_->x_m[from], network_->y_m[to] - network_->y_m[from]);
  return static_cast<RouteMs>(std::min(longest_ms, least_ms + straight_m * pace_ms_m_));
}

std::uint64_t RoutePlanner::bytes() const {
  const Hierarchy& h = shape_->hierarchy;
  const std::uint64_t words = h.place.size() + h.up_begin.size() + h.up_head.size() + h.edge_arc.size() +
                              h.down_begin.size() + h.down_arc.size() + h.down_tail.size() + h.by_level.size() +
                              h.parent.size() + shape_->node_at.size() + 2 * least_.up().arcs.size() +
                              2 * least_.down().arcs.size() + shape_->out_begin.size() + shape_->edge.size() +
                              shape_->graph.out_begin.size() + 2 * shape_->graph.link.size();
  return 4 * words + edges_.size() * sizeof(Edge);
}

TimedRoutes::TimedRoutes(const RoutePlanner& planner)
    : planner_(planner), least_(planner.least()), labels_(planner.hierarchy().nodes()) {}

TimedRoute TimedRoutes::route(std::uint32_t first, std::uint32_t last, std::int64_t when_ms) {
  TimedRoute found;
  found.links.push_back(last);
  if (first == last) return found;
  const TrafficNetwork& network = planner_.network();
  const RouteGraph& graph = planner_.graph();
  const HostArray<std::uint32_t>& place = planner_.hierarchy().place;
  const std::uint32_t from = place[graph.start(network, first)];
  const std::uint32_t to = place[graph.goal(network, last)];
  // What takes longer than a bound need not be looked at, whatever the bound; where nothing is found, it rises.
  constexpr RouteMs times = 4;
  RouteMs most_ms = planner_.guess_ms(network.to[first], network.from[last]);
  while (!search(from, to, when_ms, most_ms)) {
    if (most_ms >= no_way_ms - 1) return {};
    most_ms = most_ms > no_way_ms / times ? no_way_ms - 1 : most_ms * times;
  }
  found.ms = labels_[to].ms;
  if (graph.by_turns) {
    while (found.links.back() != first) found.links.push_back(labels_[place[found.links.back()]].by);
  } else {
    for (std::uint32_t node = to; node != from; node = place[network.from[found.links.back()]])
      found.links.push_back(labels_[node].by);
    found.links.push_back(first);
    found.ms += planner_.times().at(last, when_ms + found.ms);
  }
  std::reverse(found.links.begin(), found.links.end());
  return found;
}

RouteMs TimedRoutes::time_ms(const LinkTimes& times, std::span<const std::uint32_t> links, std::int64_t when_ms) {
  RouteMs ms = 0;
  for (std::size_t k = 1; k < links.size(); ++k) ms += times.at(links[k], when_ms + ms);
  return ms;
}

// The least times of the whole day bound those of any hour, so the first label of a node that is taken is final.
bool TimedRoutes::search(std::uint32_t from, std::uint32_t to, std::int64_t when_ms, RouteMs most_ms) {
  const LinkTimes& times = planner_.times();
  least_.set_target(to, most_ms);
  const RouteMs straight = least_.from(from);
  if (straight >= no_way_ms) return false;
  ++searches_;
  heap_.clear();
  labels_[from] = {searches_, 0, straight, 0};
  push({straight, straight, from});
  while (!heap_.empty()) {
    const Open open = pop();
    if (open.node == to) return open.whole_ms <= most_ms;
    const RouteMs ms = labels_[open.node].ms;
    if (ms + open.left_ms != open.whole_ms) continue;  // reached earlier since
    ++settled_;
    const bool by_turns = planner_.graph().by_turns;
    const LinkTimes::Moment moment = times.moment(when_ms + ms);
    for (const RoutePlanner::Edge& edge : planner_.out(open.node)) {
      Label& label = labels_[edge.head];
      const bool is_new = label.search != searches_;
      const std::uint32_t by = by_turns ? planner_.link_at(open.node) : edge.link;
      if (is_new) label = {searches_, no_way_ms, least_.from(edge.head), by};
      if (label.left_ms >= no_way_ms) continue;
      const RouteMs then = ms + times.at(edge.times, moment);
      if (then == label.ms) label.by = std::min(label.by, by);
      if (then >= label.ms) continue;
      label.ms = then;
      label.by = by;
      push({then + label.left_ms, label.left_ms, edge.head});
    }
  }
  return false;
}

namespace {

constexpr std::size_t children = 4;

}  // namespace

// Of those as near, who is closer to the target comes first.
void TimedRoutes::push(Open open) {
  const auto before = [](const Open& a, const Open& b) {
    return std::tie(a.whole_ms, a.left_ms, a.node) < std::tie(b.whole_ms, b.left_ms, b.node);
  };
  std::size_t at = heap_.size();
  heap_.push_back(open);
  while (at > 0) {
    const std::size_t parent = (at - 1) / children;
    if (!before(open, heap_[parent])) break;
    heap_[at] = heap_[parent];
    at = parent;
  }
  heap_[at] = open;
}

TimedRoutes::Open TimedRoutes::pop() {
  const auto before = [](const Open& a, const Open& b) {
    return std::tie(a.whole_ms, a.left_ms, a.node) < std::tie(b.whole_ms, b.left_ms, b.node);
  };
  const Open first = heap_.front();
  const Open last = heap_.back();
  heap_.pop_back();
  if (heap_.empty()) return first;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = children * at + 1;
    if (begin >= heap_.size()) break;
    std::size_t least = begin;
    for (std::size_t k = begin + 1; k < std::min(begin + children, heap_.size()); ++k)
      if (before(heap_[k], heap_[least])) least = k;
    if (!before(heap_[least], last)) break;
    heap_[at] = heap_[least];
    at = least;
  }
  heap_[at] = last;
  return first;
}

}  // namespace machi
