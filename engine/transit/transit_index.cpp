#include "engine/transit/transit_index.hpp"

#include <algorithm>

namespace machi {

TransitIndex::TransitIndex(const Timetable& timetable) : timetable_(&timetable) {
  begin_.assign(timetable.stops() + 1, 0);
  for (const std::uint32_t stop : timetable.call_stop) ++begin_[stop + 1];
  for (std::size_t s = 0; s < timetable.stops(); ++s) begin_[s + 1] += begin_[s];
  calls_.resize(timetable.call_stop.size());
  departures_.resize(timetable.departure_s.size());
  std::vector<std::uint64_t> next(begin_.begin(), begin_.end() - 1);
  for (std::uint32_t route = 0; route < timetable.routes(); ++route) {
    const std::uint32_t calls = timetable.calls(route);
    const std::uint32_t trips = trips_of(route);
    std::int32_t* to = departures_.data() + timetable.route_time_begin[route];
    const std::int32_t* const from = timetable.departure_s.data() + timetable.route_time_begin[route];
    for (std::uint32_t at = 0; at < calls; ++at) {
      calls_[next[timetable.call_stop[timetable.call(route, at)]]++] = {route, at};
      for (std::uint32_t trip = 0; trip < trips; ++trip) *to++ = from[std::size_t{trip} * calls + at];
    }
  }
}

std::uint32_t TransitIndex::first_trip(std::uint32_t route, std::uint32_t at, std::int64_t time_s) const {
  const std::span<const std::int32_t> all = departures(route, at);
  const auto found = std::lower_bound(all.begin(), all.end(), time_s);
  return found == all.end() ? no_trip : static_cast<std::uint32_t>(found - all.begin());
}

std::uint64_t TransitIndex::bytes() const {
  return begin_.size() * sizeof(std::uint64_t) + calls_.size() * sizeof(Call) +
         departures_.size() * sizeof(std::int32_t);
}

}  // namespace machi
