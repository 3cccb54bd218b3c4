/// \file  Deals a traffic network to the ranks: a link belongs to the rank of its downstream node.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/partition/cut.hpp"

namespace machi {

/// Which rank has which nodes. The same on all ranks.
struct TrafficShares {
  std::vector<std::uint32_t> node_order;  ///< node rows in the order in which they are stored
  std::vector<int> node_rank;             ///< [nodes]

  int ranks{1};
  /// Nodes of a rank, in their order.
  std::vector<std::uint32_t> nodes_of(int rank) const;
};

/// Cuts the order of nodes for `ranks` so that each gets about the same flow capacity into its nodes; `weighted` cuts
/// are moved by up to a twentieth of that to where few and long links are cut. Nodes that a vehicle reaches from one
/// another in less than a step stay together, so that no cut link has to be heard of within a step. Local.
TrafficShares deal_traffic(const TrafficNetwork& network, std::int64_t steps_per_s, int ranks, CutRule rule);

}  // namespace machi
