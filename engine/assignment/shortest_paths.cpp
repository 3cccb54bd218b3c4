/// \file  Dijkstra's algorithm, from nothing or from labels that are too high.
#include "engine/assignment/shortest_paths.hpp"

#include <algorithm>
#include <functional>

namespace machi {

ShortestPaths::ShortestPaths(const AssignmentNetwork& network) : network_(&network), in_link_(network.nodes) {}

void ShortestPaths::begin(std::uint32_t origin) {
  label_.assign(network_->nodes, cost_never);
  in_link_.assign(network_->nodes, no_link);
  label_[origin] = 0;
  heap_.assign(1, {0.0, origin});
}

void ShortestPaths::solve(std::uint32_t origin, std::span<const double> cost) {
  begin(origin);
  settle(origin, cost);
}

void ShortestPaths::solve_to(std::uint32_t origin, std::span<const double> cost,
                             std::span<const std::uint32_t> targets) {
  begin(origin);
  wanted_.assign(network_->nodes, false);
  for (const std::uint32_t node : targets) wanted_[node] = true;
  left_ = static_cast<std::size_t>(std::count(wanted_.begin(), wanted_.end(), true));
  settle(origin, cost);
  wanted_.clear();
}

void ShortestPaths::lower(std::uint32_t origin, std::span<const double> cost, std::span<const double> labels) {
  label_.assign(labels.begin(), labels.end());
  heap_.clear();
  for (std::uint32_t node = 0; node < network_->nodes; ++node) {
    if (label_[node] < cost_never && may_pass(node, origin)) relax(node, cost);
  }
  settle(origin, cost);
}

void ShortestPaths::settle(std::uint32_t origin, std::span<const double> cost) {
  settled_.clear();
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const auto [label, node] = heap_.back();
    heap_.pop_back();
    if (label > label_[node]) continue;
    settled_.push_back(node);
    if (!wanted_.empty() && wanted_[node] && --left_ == 0) return;
    if (may_pass(node, origin)) relax(node, cost);
  }
}

void ShortestPaths::relax(std::uint32_t node, std::span<const double> cost) {
  const double label = label_[node];
  for (std::uint32_t k = network_->out_begin[node]; k < network_->out_begin[node + 1]; ++k) {
    const std::uint32_t link = network_->out_link[k];
    const std::uint32_t head = network_->to[link];
    const double longer = label + cost[link];
    if (longer >= label_[head]) continue;
    label_[head] = longer;
    in_link_[head] = link;
    heap_.emplace_back(longer, head);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
}

}  // namespace machi
