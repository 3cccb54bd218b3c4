/// \file  Ways by the traffic as it is, for who looks at it when they depart.
#pragma once

#include <memory>
#include <vector>

#include "engine/choice/choice_world.hpp"
#include "engine/process/mobility/route_guide.hpp"

namespace machi {

/// Knows the mean time of each link over the bin that ended last (free times where nobody was seen) and takes it for
/// the time of the whole way, as a board by the road does. The share of people who ask is drawn once for each person.
class CurrentRoutes : public RouteGuide {
 public:
  /// `share` of the persons ask, for legs by the first driven mode. The network must outlive this.
  CurrentRoutes(const ChoiceWorld& world, double share);

  bool guides(std::uint32_t person, std::uint8_t mode) const override;
  std::vector<std::uint32_t> route(std::uint32_t first, std::uint32_t last, std::uint32_t step) override;
  void look(const Comm& comm, std::vector<LinkRecord> seen) override;
  std::vector<std::uint32_t> learned_ms() const override { return now_ms_; }
  void take_learned(const std::vector<std::uint32_t>& link_ms) override { take(link_ms); }
  /// Forgets what was seen, at the start of a day. Local.
  void begin_day();

 private:
  void take(std::vector<RouteMs> times_ms);

  std::int64_t steps_per_s_;
  std::uint64_t seed_;
  double share_;
  std::uint32_t mode_{0};  ///< row
  std::vector<RouteMs> free_ms_;
  std::vector<RouteMs> now_ms_;
  RoutePlanner planner_;
  std::unique_ptr<LinkTimes> times_;
  std::unique_ptr<TimedRoutes> routes_;
};

}  // namespace machi
