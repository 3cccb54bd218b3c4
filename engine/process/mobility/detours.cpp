#include "engine/process/mobility/detours.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

std::uint32_t bits_of(const TrafficNetwork& network, const VehicleClass& vehicle) {
  if (vehicle.modes != VehicleClass{}.modes) return vehicle.modes;
  const auto car = std::find(network.modes.begin(), network.modes.end(), "car");
  return car == network.modes.end() ? vehicle.modes : 1U << static_cast<unsigned>(car - network.modes.begin());
}

}  // namespace

Detours::Detours(const TrafficNetwork& network, const std::vector<VehicleClass>& classes, std::int64_t steps_per_s)
    : free_ms_(free_times(network, steps_per_s)), closed_(network.links(), 0) {
  for (const VehicleClass& vehicle : classes) {
    const std::uint32_t bits = bits_of(network, vehicle);
    const auto same = std::find_if(modes_.begin(), modes_.end(), [&](const auto& mode) { return mode->bits == bits; });
    mode_of_.push_back(static_cast<std::uint32_t>(same - modes_.begin()));
    if (same != modes_.end()) continue;
    auto mode = std::make_unique<Mode>();
    mode->bits = bits;
    if (network.exits.given()) mode->turns = link_turns(network, bits);
    mode->planner = std::make_unique<RoutePlanner>(network, bits, mode->turns);
    modes_.push_back(std::move(mode));
  }
}

void Detours::take(const std::vector<std::uint8_t>& closed, const std::vector<double>& speed_factor) {
  constexpr RouteMs any_bin_ms = 60'000;
  closed_ = closed;
  std::vector<RouteMs> times_ms = free_ms_;
  for (std::size_t l = 0; l < times_ms.size(); ++l) {
    const double ms = static_cast<double>(free_ms_[l]) / speed_factor[l];
    times_ms[l] = closed[l] != 0 ? longest_link_ms : static_cast<RouteMs>(std::min<double>(ms, longest_link_ms));
  }
  times_ = std::make_unique<LinkTimes>(times_ms, any_bin_ms);
  for (const std::unique_ptr<Mode>& mode : modes_) {
    mode->planner->take(*times_);
    mode->routes.clear();
    for (int t = 0; t < omp_get_max_threads(); ++t)
      mode->routes.push_back(std::make_unique<TimedRoutes>(*mode->planner));
  }
}

std::vector<std::uint32_t> Detours::route(std::uint32_t first, std::uint32_t last, std::uint8_t vehicle_class) {
  const Mode& mode = *modes_[mode_of_[vehicle_class]];
  TimedRoute found = mode.routes[static_cast<std::size_t>(omp_get_thread_num())]->route(first, last, 0);
  for (std::size_t k = 1; k < found.links.size(); ++k)
    if (closed_[found.links[k]] != 0) return {};
  return std::move(found.links);
}

}  // namespace machi
