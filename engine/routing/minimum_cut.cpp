#include "engine/routing/minimum_cut.hpp"

#include <algorithm>

namespace machi {
namespace {

constexpr std::uint32_t unreached = 0xffffffffU;

}  // namespace

bool MinimumCut::part(const SmallGraph& graph, std::span<const std::uint32_t> order, std::uint32_t ends,
                      std::uint32_t limit) {
  room_.assign(graph.head.size(), 1);
  is_end_.assign(graph.nodes(), 0);
  for (std::uint32_t k = 0; k < ends; ++k) is_end_[order[order.size() - 1 - k]] = 1;
  size_ = 0;
  while (layer(graph, order, ends)) {
    next_.assign(graph.begin.begin(), graph.begin.end() - 1);
    for (std::uint32_t k = 0; k < ends; ++k) {
      while (augment(graph, order[k]))
        if (++size_ >= limit) return false;
    }
  }
  side_.resize(graph.nodes());
  for (std::uint32_t n = 0; n < graph.nodes(); ++n) side_[n] = level_[n] != unreached ? 1 : 0;
  return true;
}

// Whether one of the last nodes is reached.
bool MinimumCut::layer(const SmallGraph& graph, std::span<const std::uint32_t> order, std::uint32_t ends) {
  level_.assign(graph.nodes(), unreached);
  queue_.assign(order.begin(), order.begin() + ends);
  for (const std::uint32_t node : queue_) level_[node] = 0;
  bool reached = false;
  for (std::size_t k = 0; k < queue_.size(); ++k) {
    const std::uint32_t node = queue_[k];
    if (is_end_[node] != 0) {
      reached = true;
      continue;
    }
    for (std::uint32_t e = graph.begin[node]; e < graph.begin[node + 1]; ++e) {
      const std::uint32_t head = graph.head[e];
      if (room_[e] == 0 || level_[head] != unreached) continue;
      level_[head] = level_[node] + 1;
      queue_.push_back(head);
    }
  }
  return reached;
}

// One more unit from a source along the layers, if there is a way.
bool MinimumCut::augment(const SmallGraph& graph, std::uint32_t source) {
  path_.clear();
  std::uint32_t node = source;
  while (is_end_[node] == 0) {
    std::uint32_t& e = next_[node];
    while (e < graph.begin[node + 1] && (room_[e] == 0 || level_[graph.head[e]] != level_[node] + 1)) ++e;
    if (e < graph.begin[node + 1]) {
      path_.push_back(e);
      node = graph.head[e];
      continue;
    }
    if (path_.empty()) return false;
    node = graph.head[graph.twin[path_.back()]];
    path_.pop_back();
    ++next_[node];
  }
  for (const std::uint32_t e : path_) {
    --room_[e];
    ++room_[graph.twin[e]];
  }
  return true;
}

}  // namespace machi
