/// \file  A customisable contraction hierarchy: what shortest ways need of a network's shape, made once, and of its
/// times, made anew for each set of times.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/host.hpp"
#include "engine/routing/route_graph.hpp"

namespace machi {

/// The shape (Dibbelt, Strasser and Wagner 2016, Customizable Contraction Hierarchies). Nodes are renamed by their
/// place in the order of contraction. Immutable; any thread.
class Hierarchy {
 public:
  Hierarchy() = default;  ///< to become that of another rank
  /// `order`: nodes of the graph in the order in which they are contracted. The graph is not kept.
  Hierarchy(const RouteGraph& graph, std::span<const std::uint32_t> order);
  /// Becomes that of the first rank of a host. Collective over `host`.
  void share(const Comm& host);

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(up_begin.size() - 1); }
  std::uint64_t arcs() const { return up_head.size(); }
  static constexpr std::uint32_t none = 0xffffffffU;
  HostArray<std::uint32_t> place;     ///< [nodes of the graph] in the order
  HostArray<std::uint32_t> parent;    ///< [nodes] the lowest node above; none for a root
  HostArray<std::uint32_t> up_begin;  ///< [nodes + 1] into up_head
  HostArray<std::uint32_t> up_head;   ///< nodes above with which a node shares an arc, ascending
  HostArray<std::uint32_t> edge_arc;  ///< [edges of the graph] arc that it runs along · 2 + 1 where it runs downward

  // For customisation: the same arcs by their upper node, and nodes by how many stand below one another.
  HostArray<std::uint32_t> down_begin;   ///< [nodes + 1]
  HostArray<std::uint32_t> down_arc;     ///< place in up_head
  HostArray<std::uint32_t> down_tail;    ///< lower node
  HostArray<std::uint32_t> by_level;     ///< nodes, those of one level next to one another
  HostArray<std::uint32_t> level_begin;  ///< [levels + 1] into by_level
};

/// Least times along the arcs of a hierarchy, for one set of times of edges.
class HierarchyTimes {
 public:
  explicit HierarchyTimes(const Hierarchy& hierarchy) : hierarchy_(&hierarchy) {}
  /// Customises: afterwards the least time between any two nodes is that of a way up and then down the arcs. Arcs that
  /// are no shortest ways themselves are not needed for that and are left out (perfect customisation).
  /// edge_ms [edges of the graph] at most longest_link_ms. Uses all threads.
  void customise(std::span<const RouteMs> edge_ms);
  /// Become those of the first rank of a host. Collective over `host`.
  void share(const Comm& host);

  const Hierarchy& hierarchy() const { return *hierarchy_; }
  struct Arc {
    std::uint32_t head{0};  ///< the node above
    RouteMs ms{0};
  };
  /// From nodes to those above them, or back from there: by the lower node, the shortest first.
  struct Arcs {
    HostArray<std::uint32_t> begin;  ///< [nodes + 1]
    HostArray<Arc> arcs;
    std::span<const Arc> of(std::uint32_t node) const {
      return {arcs.data() + begin[node], arcs.data() + begin[node + 1]};
    }
  };
  const Arcs& up() const { return up_; }
  const Arcs& down() const { return down_; }

 private:
  struct Pair {
    RouteMs up{no_way_ms};    ///< from the lower node to the upper one
    RouteMs down{no_way_ms};  ///< and back
  };
  template <class Relax>
  void each_triangle(std::uint32_t node, std::vector<std::uint32_t>& place, const Relax& relax);
  template <class Work>
  void each_node_of(std::size_t level, std::vector<std::vector<std::uint32_t>>& places, const Work& work);
  template <class Value>
  Arcs kept(const std::vector<Pair>& before, const Value& value) const;

  const Hierarchy* hierarchy_;
  std::vector<Pair> pairs_;  ///< [arcs of the hierarchy]
  Arcs up_;
  Arcs down_;
};

/// Which way least times lead.
enum class RouteSense : std::uint8_t {
  toward,  ///< from all nodes to the target
  away,    ///< from the target to all nodes
};

/// Exact least times to one node from all others, or from it to them, one by one as they are asked for (Strasser and
/// Zeitz 2021, CH-Potentials). One for each thread; the times must outlive it.
class LeastTimes {
 public:
  explicit LeastTimes(const HierarchyTimes& times, RouteSense sense = RouteSense::toward);
  /// The node to go to, by its place; nothing that takes longer than `most_ms` is looked for. To be called again once
  /// times were customised.
  void set_target(std::uint32_t target, RouteMs most_ms = no_way_ms - 1);
  /// From a node, by its place (RouteSense::away: to it); no_way_ms where no way of at most `most_ms` leads there.
  RouteMs from(std::uint32_t node);

 private:
  struct Known {
    std::uint32_t down_search{0};  ///< for which down_ms holds
    RouteMs down_ms{no_way_ms};    ///< by arcs that lead down to the target alone
    std::uint32_t search{0};       ///< for which ms holds
    RouteMs ms{no_way_ms};         ///< the least
  };
  const HierarchyTimes* times_;
  const HierarchyTimes::Arcs* near_target_;  ///< arcs between the target and nodes above it
  const HierarchyTimes::Arcs* near_node_;    ///< arcs between those who ask and nodes above them
  std::vector<Known> known_;                 ///< [nodes]
  std::uint32_t search_{0};
  RouteMs most_ms_{0};
};

}  // namespace machi
