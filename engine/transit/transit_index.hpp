/// \file  A timetable laid out for searches: which routes serve a stop, and departures by stop.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/transit.hpp"

namespace machi {

/// Immutable; any thread. The timetable must outlive it.
class TransitIndex {
 public:
  explicit TransitIndex(const Timetable& timetable);

  struct Call {
    std::uint32_t route{0};
    std::uint32_t at{0};  ///< place among the route's stops
  };
  /// Where routes stop, by route and place.
  std::span<const Call> calls_at(std::uint32_t stop) const {
    return {calls_.data() + begin_[stop], calls_.data() + begin_[stop + 1]};
  }
  static constexpr std::uint32_t no_trip = 0xffffffffU;
  /// The first trip of a route (counted from its first) that departs from its stop `at` not before `time_s`; no_trip:
  /// none.
  std::uint32_t first_trip(std::uint32_t route, std::uint32_t at, std::int64_t time_s) const;
  /// Departures of a route's trips from its stop `at`, rising.
  std::span<const std::int32_t> departures(std::uint32_t route, std::uint32_t at) const {
    const std::size_t trips = trips_of(route);
    return {departures_.data() + timetable_->route_time_begin[route] + at * trips, trips};
  }
  std::uint32_t trips_of(std::uint32_t route) const {
    return static_cast<std::uint32_t>(timetable_->route_trip_begin[route + 1] - timetable_->route_trip_begin[route]);
  }
  const Timetable& timetable() const { return *timetable_; }
  std::uint64_t bytes() const;

 private:
  const Timetable* timetable_;
  std::vector<std::uint64_t> begin_;  ///< [stops + 1] into calls_
  std::vector<Call> calls_;
  std::vector<std::int32_t> departures_;  ///< as the timetable's, but stop after stop, trips of each side by side
};

}  // namespace machi
