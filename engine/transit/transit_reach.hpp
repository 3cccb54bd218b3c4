/// \file  How long it takes from a place to all others by transit, over a window of departures.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/transit/raptor.hpp"

namespace machi {

/// Departures that are tried. Nine of them seven minutes apart meet headways of 5, 10, 12, 15, 20, 30 and 60 minutes at
/// spread out waits, which steps of 5 or 10 minutes do not.
struct DepartureWindow {
  std::int32_t first_s{8 * 3600};
  std::int32_t every_s{420};
  std::int32_t departures{9};  ///< odd: the median is one of them
};

/// A place that is reached on foot from a stop.
struct PlaceWalk {
  std::uint32_t place{0};
  std::uint32_t walk_s{0};
};

/// Walks between places and stops, the same both ways. Immutable; any thread.
class StopWalks {
 public:
  /// of_stop [stops]: places that are reached from each.
  StopWalks(const std::vector<std::vector<PlaceWalk>>& of_stop, std::size_t places);
  std::span<const StopAccess> stops_near(std::uint32_t place) const {
    return {stop_.data() + stop_begin_[place], stop_.data() + stop_begin_[place + 1]};
  }
  /// Nearest first.
  std::span<const PlaceWalk> places_near(std::uint32_t stop) const {
    return {place_.data() + place_begin_[stop], place_.data() + place_begin_[stop + 1]};
  }
  std::size_t places() const { return stop_begin_.size() - 1; }

 private:
  std::vector<std::uint64_t> stop_begin_;  ///< [places + 1]
  std::vector<StopAccess> stop_;
  std::vector<std::uint64_t> place_begin_;  ///< [stops + 1]
  std::vector<PlaceWalk> place_;
};

/// Searches from places. One for each thread; what it is made of must outlive it.
class TransitReach {
 public:
  TransitReach(const TransitIndex& index, std::uint32_t most_rides, const StopWalks& walks,
               const DepartureWindow& window);

  struct Reached {
    std::uint32_t place{0};
    std::int32_t median_s{0};
  };
  /// Places whose median time over the departures is not above `most_s`, by a walk to a stop, one ride or more and a
  /// walk from a stop: earliest arrivals (Raptor), waits at the first stop included. A departure without a journey
  /// counts as endless. By rising place. Valid until the next search.
  ///
  /// The median over a window, and not the time of one departure, is the usual measure of access by transit: Conway,
  /// Byrd and van Eggermond (2018), Accounting for uncertainty and variation in accessibility metrics for public
  /// transport sketch planning, J. Transport and Land Use 11(1).
  const std::vector<Reached>& from(std::uint32_t place, std::int32_t most_s);

 private:
  void arrive(std::uint32_t place, std::int32_t time_s);
  void end_departure();

  const StopWalks& walks_;
  DepartureWindow window_;
  std::size_t stops_;
  Raptor raptor_;
  std::vector<std::int32_t> best_s_;    ///< [places] of one departure
  std::vector<std::uint32_t> now_;      ///< places reached by it
  std::vector<std::int32_t> count_;     ///< [places] departures that reach it
  std::vector<std::int32_t> times_s_;   ///< [places × departures]
  std::vector<std::uint32_t> touched_;  ///< places reached by any departure
  std::vector<Reached> reached_;
};

}  // namespace machi
