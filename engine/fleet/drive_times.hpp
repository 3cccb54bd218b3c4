/// \file  How long the vehicles of a fleet take between links: exactly, and at least.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/routing/timed_routes.hpp"

namespace machi {

/// From the end of the last link until it stands.
inline constexpr std::uint32_t stopping_steps = 1;

/// No way leads there.
inline constexpr std::uint32_t no_drive = 0xffffffffU;

/// Times from a stop at the end of one link to a stop at the end of another, in steps, as a vehicle of the fleet has
/// them when nobody is in its way: each link takes whole steps at the lower of its free speed and the vehicle's, and
/// one for the buffer; and it takes one step to leave the traffic. Immutable; any thread.
class DriveTimes {
 public:
  /// The network must outlive this. Links with one of the modes are used.
  DriveTimes(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns, double max_speed_m_s,
             std::int64_t steps_per_s);

  /// Not more than the exact time, by differences of times to and from landmarks (Goldberg and Harrelson 2005), eight
  /// of them. A few nanoseconds.
  std::uint32_t at_least(std::uint32_t from, std::uint32_t to) const;
  std::uint32_t steps_of(RouteMs ms) const {
    return static_cast<std::uint32_t>((std::int64_t{ms} * steps_per_s_ + 999) / 1000);
  }
  RouteMs link_ms(std::uint32_t link) const { return free_ms_[link]; }
  const RoutePlanner& planner() const { return planner_; }
  bool by_turns() const { return planner_.graph().by_turns; }
  /// The place of the node where a drive from a link begins, and that of the node where one to it ends.
  std::uint32_t start(std::uint32_t link) const { return places_[link].start; }
  std::uint32_t goal(std::uint32_t link) const { return places_[link].goal; }

 private:
  static constexpr std::size_t landmarks = 8;
  /// All 0 at a node that some landmark does not reach, or is not reached from: it says nothing.
  struct alignas(64) Bearings {
    std::int32_t to[landmarks];
    std::int32_t from[landmarks];
  };
  struct Place {
    std::uint32_t start{0};
    std::uint32_t goal{0};
  };
  void choose_landmarks();

  std::int64_t steps_per_s_;
  std::vector<RouteMs> free_ms_;  ///< [links]
  LinkTimes times_;
  RoutePlanner planner_;
  std::vector<Place> places_;        ///< [links]
  std::vector<Bearings> bearings_;   ///< [nodes] by place
  std::vector<std::uint8_t> bears_;  ///< [nodes] whether they say anything
};

/// Exact times to one link from others and from it to others. One for each thread.
class DrivesOf {
 public:
  explicit DrivesOf(const DriveTimes& times);
  void set(std::uint32_t link);
  /// Steps; no_drive where no way leads there.
  std::uint32_t from(std::uint32_t link);
  std::uint32_t to(std::uint32_t link);

 private:
  std::uint32_t steps(RouteMs node_ms, std::uint32_t last) const;

  const DriveTimes& times_;
  LeastTimes toward_;
  LeastTimes away_;
  std::uint32_t link_{0};
};

}  // namespace machi
