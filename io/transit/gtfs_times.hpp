/// \file  Which days of a feed have service, and the times of its trips where the feed does not say them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/transit/gtfs_feed.hpp"

namespace machi {

/// Trips by day.
class ServiceDays {
 public:
  /// trips_of_service [services].
  ServiceDays(std::span<const GtfsService> services, std::span<const std::uint32_t> trips_of_service);
  bool empty() const { return trips_.empty(); }
  std::int32_t first() const { return first_; }
  std::int32_t last() const { return first_ + static_cast<std::int32_t>(trips_.size()) - 1; }
  std::uint64_t trips(std::int32_t day) const {
    return day < first_ || day > last() ? 0 : trips_[static_cast<std::size_t>(day - first_)];
  }
  /// The first of those on which most trips run.
  std::int32_t busiest() const;

 private:
  void days_of(const GtfsService& service, std::vector<std::uint8_t>& runs) const;

  std::int32_t first_{0};
  std::vector<std::uint64_t> trips_;  ///< [days]
};

/// Sorts the stop times of a feed by trip and sequence and gives times to those that have none: on a straight line over
/// the distance along the shape, else along the stops. Throws InputError, naming the `table` and its line: a
/// sequence that stands twice, times that go backwards or are missing at an end, a trip with fewer than two stops.
void complete_stop_times(GtfsFeed& feed, const std::string& table);

}  // namespace machi
