/// \file  Ways by car to the nearest of several links.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/process/mobility/handover.hpp"

namespace machi {

/// One search back from all goals by Dijkstra's algorithm (1959), in whole microseconds, for all nodes. Of ways that
/// take the same time that over the link of the lowest row. The network must outlive it and have no exits, as those
/// made by drive_network(). Any thread.
class CarGoals {
 public:
  /// Links with a mode of `mode_bits` are driven on, whatever those of the goals are. `closed`: [links] 1: not driven
  /// on; empty: all are open. `slow`: links that take longer than on the empty network.
  CarGoals(const TrafficNetwork& network, std::span<const std::uint32_t> goals, std::uint32_t mode_bits,
           std::span<const std::uint8_t> closed = {}, std::span<const LinkTime> slow = {});

  /// The links from the end of `link` to that of the nearest goal, `link` first, which may be the goal; empty where no
  /// goal can be reached.
  std::vector<std::uint32_t> way(std::uint32_t link) const;

 private:
  const TrafficNetwork& network_;
  std::vector<std::uint8_t> is_goal_;  ///< [links]
  std::vector<std::uint32_t> next_;    ///< [nodes] link that leads on; none
};

}  // namespace machi
