/// \file  Ways around links that are closed.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/network/link_turns.hpp"
#include "engine/process/mobility/queue_rules.hpp"
#include "engine/routing/timed_routes.hpp"

namespace machi {

/// Routes of least time on the links that are open, at their speed without traffic. The shape of the network is
/// prepared once; every change of links prepares their times anew. The network must outlive this.
class Detours {
 public:
  /// Vehicles of a class use the links of its modes; those whose class says nothing use those of cars, where there are
  /// any. With exits, the turns of the class only.
  Detours(const TrafficNetwork& network, const std::vector<VehicleClass>& classes, std::int64_t steps_per_s);

  /// Which links are closed, and their speed over the free one. [links] each. Local, uses all threads.
  void take(const std::vector<std::uint8_t>& closed, const std::vector<double>& speed_factor);
  /// Links from `first` to `last`, both among them and all but the first of them open; empty where no such way is. Any
  /// thread of a parallel region.
  std::vector<std::uint32_t> route(std::uint32_t first, std::uint32_t last, std::uint8_t vehicle_class);

 private:
  struct Mode {
    std::uint32_t bits{0};
    LinkTurns turns;
    std::unique_ptr<RoutePlanner> planner;
    std::vector<std::unique_ptr<TimedRoutes>> routes;  ///< [threads]
  };
  std::vector<RouteMs> free_ms_;
  std::vector<std::uint8_t> closed_;  ///< [links]
  std::unique_ptr<LinkTimes> times_;
  std::vector<std::unique_ptr<Mode>> modes_;
  std::vector<std::uint32_t> mode_of_;  ///< [classes]
};

}  // namespace machi
