/// \file  Gives a bush the links that shorten its paths, and takes away those that nobody uses.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/assignment/bush.hpp"

namespace machi {

/// Scratch of one thread; the network must outlive it.
class BushRenewal {
 public:
  explicit BushRenewal(const AssignmentNetwork& network) : network_(&network), place_(network.nodes) {}

  /// Keeps the links with flow and those of the cheapest paths, and adds the links (i, j) with M(i) + t < M(j), M the
  /// most that a path over the kept links costs (Dial 2006). As M does not fall along kept links and rises along new
  /// ones, no cycle can come about. Returns whether the bush changed.
  bool renew(Bush& bush, std::span<const double> cost);

 private:
  struct NewLink {
    std::uint32_t link;
    std::uint32_t tail;
    std::uint32_t head;
  };
  bool keeps(const Bush& bush, std::uint32_t place, std::uint32_t slot) const {
    return bush.flow[slot] > 0 || labels_.least_in[place] == slot;
  }
  void find_most(const Bush& bush, std::span<const double> cost);
  void find_new_links(const Bush& bush, std::span<const double> cost);
  void order(const Bush& bush);
  void rebuild(Bush& bush);

  const AssignmentNetwork* network_;
  BushLabels labels_;
  std::vector<double> most_;          ///< [places] most that a path over the kept links costs
  std::vector<std::uint32_t> place_;  ///< [nodes] where a node stands in the bush
  std::vector<NewLink> new_;
  std::vector<std::pair<double, std::uint32_t>> order_;  ///< [places] most and old place, in the new order
  bool drops_{false};
};

}  // namespace machi
