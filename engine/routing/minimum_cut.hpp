/// \file  Fewest edges between the first and the last nodes of an undirected graph.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace machi {

/// Nodes 0 … n - 1 with their neighbours; every edge stands at both of its nodes.
struct SmallGraph {
  std::vector<std::uint32_t> begin{0};  ///< [nodes + 1] into the others
  std::vector<std::uint32_t> head;
  std::vector<std::uint32_t> twin;  ///< the place of the same edge at its other node

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(begin.size() - 1); }
};

/// Cuts by the algorithm of Dinic (1970); edges all count one. Scratch for one thread.
class MinimumCut {
 public:
  /// Parts the first `ends` nodes of `order` (all nodes of the graph) from its last `ends`, by fewer than `limit`
  /// edges. Whether it could; then side() and size() are set.
  bool part(const SmallGraph& graph, std::span<const std::uint32_t> order, std::uint32_t ends, std::uint32_t limit);

  const std::vector<std::uint8_t>& side() const { return side_; }  ///< [nodes] 1: with the first ones
  std::uint32_t size() const { return size_; }                     ///< edges between the two

 private:
  bool layer(const SmallGraph& graph, std::span<const std::uint32_t> order, std::uint32_t ends);
  bool augment(const SmallGraph& graph, std::uint32_t source);

  std::vector<std::uint8_t> room_;    ///< [edge places] what may still flow
  std::vector<std::uint8_t> side_;    ///< [nodes]
  std::vector<std::uint8_t> is_end_;  ///< [nodes] 1 of the last ones
  std::vector<std::uint32_t> level_;  ///< [nodes] from the first ones
  std::vector<std::uint32_t> next_;   ///< [nodes] place that was not tried yet
  std::vector<std::uint32_t> queue_;
  std::vector<std::uint32_t> path_;  ///< places
  std::uint32_t size_{0};
};

}  // namespace machi
