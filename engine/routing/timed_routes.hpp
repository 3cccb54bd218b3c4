/// \file  Routes of least time by the time of departure, exact and fast.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/routing/hierarchy.hpp"
#include "engine/routing/link_times.hpp"

namespace machi {

/// What routes of one mode stand on: made once for a network, made ready anew for each set of travel times. Copies
/// share what depends on the network only.
class RoutePlanner {
 public:
  /// Collects the links that have one of the modes, and the turns between them. The network must outlive this. Ranks of
  /// one `host` (split_by_host) that have the same network hold the tables together, and the first of them makes them.
  /// Collective over `host`.
  RoutePlanner(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns = {},
               const Comm& host = Comm::null());
  /// Takes travel times, the same on all ranks of the host, which must outlive their use, and customises the hierarchy
  /// by the least of each link. Collective over the host.
  void take(const LinkTimes& times);

  struct Edge {
    std::uint32_t head;    ///< by place in the hierarchy
    std::uint32_t link;    ///< row of the network
    LinkTimes::Row times;  ///< of the link
  };
  const TrafficNetwork& network() const { return *network_; }
  const Hierarchy& hierarchy() const { return shape_->hierarchy; }
  const RouteGraph& graph() const { return shape_->graph; }
  /// The link at whose end one is at a place; with turns only.
  std::uint32_t link_at(std::uint32_t place) const { return shape_->node_at[place]; }
  const HierarchyTimes& least() const { return least_; }
  const LinkTimes& times() const { return *times_; }
  /// About how long a way between two nodes takes, for a first guess.
  RouteMs guess_ms(std::uint32_t from, std::uint32_t to) const;
  std::span<const Edge> out(std::uint32_t place) const {
    return {edges_.data() + shape_->out_begin[place], edges_.data() + shape_->out_begin[place + 1]};
  }
  std::uint64_t bytes() const;

 private:
  struct Shape {
    Shape(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns, const Comm& host);
    void order_edges();
    RouteGraph graph;
    Hierarchy hierarchy;
    HostArray<std::uint32_t> node_at;    ///< [nodes] by place
    HostArray<std::uint32_t> out_begin;  ///< [nodes + 1] by place, into edges
    HostArray<std::uint32_t> edge;       ///< of the graph
  };
  void customise(const LinkTimes& times);

  const TrafficNetwork* network_;
  Comm host_;
  std::shared_ptr<const Shape> shape_;
  HierarchyTimes least_;
  const LinkTimes* times_{nullptr};
  HostArray<Edge> edges_;  ///< by the place of their tails
  double pace_ms_m_{0};    ///< of the links of the graph, along straight lines; 0 where nodes have no places
};

struct TimedRoute {
  std::vector<std::uint32_t> links;  ///< from the first to the last, both among them; empty where no way leads there
  RouteMs ms{0};                     ///< from the end of the first link to the end of the last
};

/// Finds routes by A* with time-dependent times and, as potential, the exact least times of a hierarchy (Strasser and
/// Zeitz 2021, A Fast and Tight Heuristic for A* in Road Networks). The time is the least there is; of several routes
/// that take it, the same one is found each time. One for each thread; the planner must outlive it.
class TimedRoutes {
 public:
  explicit TimedRoutes(const RoutePlanner& planner);

  /// For who stands at the end of `first` at `when_ms`. Without turns both links are taken whatever their modes.
  TimedRoute route(std::uint32_t first, std::uint32_t last, std::int64_t when_ms);
  /// The time of a given route, of links that meet.
  static RouteMs time_ms(const LinkTimes& times, std::span<const std::uint32_t> links, std::int64_t when_ms);
  std::uint64_t settled() const { return settled_; }  ///< nodes, of all searches

 private:
  struct Label {
    std::uint32_t search{0};
    RouteMs ms{0};        ///< since departure
    RouteMs left_ms{0};   ///< at least, to the target
    std::uint32_t by{0};  ///< link by which it was reached; with turns that before it
  };
  struct Open {
    RouteMs whole_ms;
    RouteMs left_ms;
    std::uint32_t node;
  };
  bool search(std::uint32_t from, std::uint32_t to, std::int64_t when_ms, RouteMs most_ms);
  void push(Open open);
  Open pop();

  const RoutePlanner& planner_;
  LeastTimes least_;
  std::vector<Label> labels_;  ///< [nodes] by place
  std::vector<Open> heap_;
  std::uint32_t searches_{0};
  std::uint64_t settled_{0};
};

}  // namespace machi
