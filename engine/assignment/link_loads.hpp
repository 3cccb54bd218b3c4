/// \file  Flows on all links with the costs that belong to them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/assignment/assignment_network.hpp"

namespace machi {

/// Flow, cost and its derivative of each link, kept together.
class LinkLoads {
 public:
  /// No flow anywhere. The network must outlive this.
  explicit LinkLoads(const AssignmentNetwork& network)
      : network_(&network), flow_(network.links()), cost_(network.links()), slope_(network.links()) {
    price();
  }
  void set(std::vector<double> flow) {
    flow_ = std::move(flow);
    price();
  }
  /// Adds to a link's flow, which rounding does not take below zero.
  void add(std::uint32_t link, double flow) {
    flow_[link] = std::max(flow_[link] + flow, 0.0);
    price(link);
  }

  const std::vector<double>& flow() const { return flow_; }    ///< [links]
  const std::vector<double>& cost() const { return cost_; }    ///< [links]
  const std::vector<double>& slope() const { return slope_; }  ///< [links]
  const AssignmentNetwork& network() const { return *network_; }

  /// Sum over links of flow times cost: total system travel time.
  double total_cost() const {
    double sum = 0;
    for (std::size_t link = 0; link < flow_.size(); ++link) sum += flow_[link] * cost_[link];
    return sum;
  }
  /// Sum over links of the integral of the cost from 0 to the flow (Beckmann, McGuire and Winsten 1956); user
  /// equilibrium is where it is least.
  double beckmann() const {
    double sum = 0;
    for (std::size_t link = 0; link < flow_.size(); ++link) sum += network_->cost[link].integral(flow_[link]);
    return sum;
  }

 private:
  void price(std::uint32_t link) {
    const LinkCost::Value value = network_->cost[link].at(flow_[link]);
    cost_[link] = value.cost;
    slope_[link] = value.slope;
  }
  void price() {
    for (std::uint32_t link = 0; link < flow_.size(); ++link) price(link);
  }

  const AssignmentNetwork* network_;
  std::vector<double> flow_;
  std::vector<double> cost_;
  std::vector<double> slope_;
};

}  // namespace machi
