#include "engine/transit/transit_reach.hpp"

#include <algorithm>

namespace machi {

StopWalks::StopWalks(const std::vector<std::vector<PlaceWalk>>& of_stop, std::size_t places) {
  stop_begin_.assign(places + 1, 0);
  place_begin_.assign(1, 0);
  for (const std::vector<PlaceWalk>& walks : of_stop) {
    for (const PlaceWalk& walk : walks) ++stop_begin_[walk.place + 1];
    place_.insert(place_.end(), walks.begin(), walks.end());
    std::sort(place_.begin() + static_cast<std::ptrdiff_t>(place_begin_.back()), place_.end(),
              [](const PlaceWalk& a, const PlaceWalk& b) { return a.walk_s < b.walk_s; });
    place_begin_.push_back(place_.size());
  }
  for (std::size_t place = 0; place < places; ++place) stop_begin_[place + 1] += stop_begin_[place];
  stop_.resize(place_.size());
  std::vector<std::uint64_t> next(stop_begin_.begin(), stop_begin_.end() - 1);
  for (std::uint32_t stop = 0; stop < of_stop.size(); ++stop)
    for (const PlaceWalk& walk : of_stop[stop]) stop_[next[walk.place]++] = {stop, walk.walk_s};
}

TransitReach::TransitReach(const TransitIndex& index, std::uint32_t most_rides, const StopWalks& walks,
                           const DepartureWindow& window)
    : walks_(walks),
      window_(window),
      stops_(index.timetable().stops()),
      raptor_(index, most_rides),
      best_s_(walks.places(), Raptor::never),
      count_(walks.places(), 0),
      times_s_(walks.places() * static_cast<std::size_t>(window.departures)) {}

void TransitReach::arrive(std::uint32_t place, std::int32_t time_s) {
  if (best_s_[place] == Raptor::never) now_.push_back(place);
  best_s_[place] = std::min(best_s_[place], time_s);
}

void TransitReach::end_departure() {
  for (const std::uint32_t place : now_) {
    if (count_[place] == 0) touched_.push_back(place);
    times_s_[place * static_cast<std::size_t>(window_.departures) + static_cast<std::size_t>(count_[place]++)] =
        best_s_[place];
    best_s_[place] = Raptor::never;
  }
  now_.clear();
}

const std::vector<TransitReach::Reached>& TransitReach::from(std::uint32_t place, std::int32_t most_s) {
  reached_.clear();
  const std::span<const StopAccess> access = walks_.stops_near(place);
  if (access.empty()) return reached_;
  for (std::int32_t k = 0; k < window_.departures; ++k) {
    const std::int32_t departure_s = window_.first_s + k * window_.every_s;
    const std::vector<std::int32_t>& arrivals = raptor_.arrivals(access, departure_s);
    for (std::uint32_t stop = 0; stop < stops_; ++stop) {
      if (arrivals[stop] == Raptor::never || arrivals[stop] - departure_s > most_s) continue;
      const std::int32_t ride_s = arrivals[stop] - departure_s;
      for (const PlaceWalk& walk : walks_.places_near(stop)) {
        const std::int64_t time_s = std::int64_t{ride_s} + walk.walk_s;
        if (time_s > most_s) break;
        arrive(walk.place, static_cast<std::int32_t>(time_s));
      }
    }
    end_departure();
  }
  // A median that is not above most_s is among the times that were kept.
  const std::int32_t middle = window_.departures / 2;
  std::sort(touched_.begin(), touched_.end());
  for (const std::uint32_t reached : touched_) {
    const auto times = times_s_.begin() + static_cast<std::ptrdiff_t>(reached) * window_.departures;
    if (count_[reached] > middle) {
      std::nth_element(times, times + middle, times + count_[reached]);
      reached_.push_back({reached, times[middle]});
    }
    count_[reached] = 0;
  }
  touched_.clear();
  return reached_;
}

}  // namespace machi
