/// \file  What a vehicle of a fleet is to do: stops one after the other, when it will be there, and how much later it
/// may be.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace machi {

/// A party that calls for a vehicle. Times are steps.
struct RideRequest {
  std::uint32_t person{0};  ///< row of the demand
  std::uint32_t from{0};    ///< links
  std::uint32_t to{0};
  std::uint32_t called{0};          ///< when
  std::uint32_t latest_pickup{0};   ///< they are on board by then
  std::uint32_t latest_dropoff{0};  ///< and at their stop by then
  std::uint32_t direct{0};          ///< drive from one link to the other
  std::uint32_t room{1};            ///< places that they take
};

/// A stop lasts a fixed time from the arrival on. People get off and on at its beginning; who is promised the vehicle
/// while it stands there gets on at its end.
struct ScheduleStop {
  std::uint32_t link{0};
  std::uint32_t drive{0};          ///< from the stop before it, or from where the vehicle is
  std::uint32_t arrive{0};         ///< step, expected
  std::uint32_t depart{0};         ///< step, expected
  std::int64_t slack{0};           ///< steps by which it may come later without breaking a promise from here on
  std::uint32_t load{0};           ///< places taken when it leaves
  std::vector<std::uint32_t> on;   ///< requests that are taken up
  std::vector<std::uint32_t> off;  ///< requests that are set down
};

/// The schedule of one vehicle.
struct Schedule {
  std::uint32_t link{0};   ///< where it stands, or can first be sent elsewhere
  std::uint32_t ready{0};  ///< step, from which on it leaves there
  std::uint32_t load{0};   ///< places taken there
  std::uint32_t capacity{1};
  std::uint32_t service_end{0};  ///< the last stop ends by then
  bool committed{false};         ///< it is on its way to its first stop, or stands there; nothing comes before that
  bool stands{false};            ///< at its first stop
  std::vector<ScheduleStop> stops;

  /// Where, when and how full it is once it has left stop k; -1: where it is.
  std::uint32_t link_of(std::int64_t k) const { return k < 0 ? link : stops[static_cast<std::size_t>(k)].link; }
  std::uint32_t leaves(std::int64_t k) const { return k < 0 ? ready : stops[static_cast<std::size_t>(k)].depart; }
  std::uint32_t load_of(std::int64_t k) const { return k < 0 ? load : stops[static_cast<std::size_t>(k)].load; }
  /// When who is taken up at stop k gets on.
  std::uint32_t boards(std::int64_t k) const {
    const ScheduleStop& stop = stops[static_cast<std::size_t>(k)];
    return k == 0 && stands ? stop.depart : stop.arrive;
  }
  /// Steps by which what comes after stop k may be put off.
  std::int64_t slack_after(std::int64_t k) const {
    const auto next = static_cast<std::size_t>(k + 1);
    return next < stops.size() ? stops[next].slack : std::int64_t{service_end} - leaves(k);
  }
  /// Times, loads and slacks anew from `ready`, or from the first stop's arrival where it is committed.
  void update(const std::vector<RideRequest>& requests, std::uint32_t stop_steps);
};

}  // namespace machi
