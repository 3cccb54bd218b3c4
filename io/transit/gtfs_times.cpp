#include "io/transit/gtfs_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "engine/core/error.hpp"
#include "io/transit/gtfs_table.hpp"

namespace machi {
namespace {

constexpr double degree_m = 111'195;  // of a great circle
constexpr std::int32_t longest_period_days = 40'000;

/// Metres, straight over a sphere; used for shares of a way only.
double apart_m(const GtfsStop& a, const GtfsStop& b) {
  constexpr double degree = 0.017453292519943295;
  const double north = degree_m * (b.lat_deg - a.lat_deg);
  const double east = degree_m * (b.lon_deg - a.lon_deg) * std::cos(degree * 0.5 * (a.lat_deg + b.lat_deg));
  return std::hypot(north, east);
}

/// Of one trip, in its order.
class TripTimes {
 public:
  TripTimes(GtfsFeed& feed, const std::string& table, std::span<GtfsStopTime> times)
      : feed_(feed), table_(table), times_(times) {}

  void complete() {
    const GtfsTrip& trip = feed_.trips[times_.front().trip];
    if (times_.size() < 2) fail(times_.front(), fmt::format("the trip '{}' has one stop only. Give it two", trip.id));
    for (std::size_t k = 1; k < times_.size(); ++k)
      if (times_[k].sequence == times_[k - 1].sequence)
        fail(times_[k],
             fmt::format("the trip '{}' has the stop_sequence {} twice. Correct it", trip.id, times_[k].sequence));
    for (const GtfsStopTime* end : {&times_.front(), &times_.back()})
      if (end->arrival_s == GtfsStopTime::no_time)
        fail(*end, fmt::format("the trip '{}' has no time at its first or last stop. Give one", trip.id));
    std::size_t known = 0;
    for (std::size_t k = 1; k < times_.size(); ++k) {
      if (times_[k].arrival_s == GtfsStopTime::no_time) continue;
      if (times_[k].arrival_s < times_[known].departure_s)
        fail(times_[k], fmt::format("the time of the trip '{}' goes backwards. Correct it", trip.id));
      if (k > known + 1) interpolate(known, k);
      known = k;
    }
  }

 private:
  [[noreturn]] void fail(const GtfsStopTime& time, const std::string& problem) const {
    throw InputError(fmt::format("{}:{}", table_, time.line), problem);
  }

  void interpolate(std::size_t from, std::size_t to) {
    bool shaped = true;
    for (std::size_t k = from; k <= to; ++k)
      shaped = shaped && times_[k].shape_m >= 0 && (k == from || times_[k].shape_m >= times_[k - 1].shape_m);
    std::vector<double> along{0};
    for (std::size_t k = from + 1; k <= to; ++k) {
      const double step = shaped ? static_cast<double>(times_[k].shape_m) - static_cast<double>(times_[k - 1].shape_m)
                                 : apart_m(feed_.stops[times_[k - 1].stop], feed_.stops[times_[k].stop]);
      along.push_back(along.back() + step);
    }
    const double begin_s = times_[from].departure_s;
    const double all_s = times_[to].arrival_s - begin_s;
    for (std::size_t k = from + 1; k < to; ++k) {
      const double share = along.back() > 0 ? along[k - from] / along.back()
                                            : static_cast<double>(k - from) / static_cast<double>(to - from);
      times_[k].arrival_s = times_[k].departure_s = static_cast<std::int32_t>(std::floor(begin_s + share * all_s));
      ++feed_.interpolated;
    }
  }

  GtfsFeed& feed_;
  const std::string& table_;
  std::span<GtfsStopTime> times_;
};

}  // namespace

bool GtfsService::runs_on(std::int32_t day) const {
  const auto holds = [&](const std::vector<std::int32_t>& days) {
    return std::find(days.begin(), days.end(), day) != days.end();
  };
  if (holds(removed)) return false;
  if (holds(added)) return true;
  return day >= first && day <= last && (weekdays >> weekday_of(day) & 1) != 0;
}

ServiceDays::ServiceDays(std::span<const GtfsService> services, std::span<const std::uint32_t> trips_of_service) {
  std::int32_t first = std::numeric_limits<std::int32_t>::max();
  std::int32_t last = std::numeric_limits<std::int32_t>::min();
  const auto widen = [&](std::int32_t day) {
    first = std::min(first, day);
    last = std::max(last, day);
  };
  for (std::size_t k = 0; k < services.size(); ++k) {
    if (trips_of_service[k] == 0) continue;
    const GtfsService& service = services[k];
    if (service.weekdays != 0 && service.last >= service.first) {
      widen(service.first);
      widen(service.last);
    }
    for (const std::int32_t day : service.added) widen(day);
  }
  if (first > last) return;
  last = std::min(last, first + longest_period_days);
  first_ = first;
  trips_.assign(static_cast<std::size_t>(last - first) + 1, 0);
  std::vector<std::uint8_t> runs;
  for (std::size_t k = 0; k < services.size(); ++k) {
    if (trips_of_service[k] == 0) continue;
    days_of(services[k], runs);
    for (std::size_t day = 0; day < trips_.size(); ++day)
      if (runs[day] != 0) trips_[day] += trips_of_service[k];
  }
  while (!trips_.empty() && trips_.back() == 0) trips_.pop_back();
  const auto begins = std::find_if(trips_.begin(), trips_.end(), [](std::uint64_t trips) { return trips > 0; });
  first_ += static_cast<std::int32_t>(begins - trips_.begin());
  trips_.erase(trips_.begin(), begins);
}

// What runs_on() says of each of the days, in one go: services may have an exception for each day.
void ServiceDays::days_of(const GtfsService& service, std::vector<std::uint8_t>& runs) const {
  const auto days = static_cast<std::int32_t>(trips_.size());
  runs.assign(trips_.size(), 0);
  for (std::int32_t day = std::max(service.first - first_, 0); day <= std::min(service.last - first_, days - 1); ++day)
    runs[static_cast<std::size_t>(day)] = service.weekdays >> weekday_of(first_ + day) & 1;
  const auto set = [&](const std::vector<std::int32_t>& exceptions, std::uint8_t value) {
    for (const std::int32_t day : exceptions)
      if (day >= first_ && day < first_ + days) runs[static_cast<std::size_t>(day - first_)] = value;
  };
  set(service.added, 1);
  set(service.removed, 0);
}

std::int32_t ServiceDays::busiest() const {
  return first_ + static_cast<std::int32_t>(std::max_element(trips_.begin(), trips_.end()) - trips_.begin());
}

void complete_stop_times(GtfsFeed& feed, const std::string& table) {
  std::vector<GtfsStopTime>& times = feed.stop_times;
  const auto before = [](const GtfsStopTime& a, const GtfsStopTime& b) {
    return std::tie(a.trip, a.sequence, a.line) < std::tie(b.trip, b.sequence, b.line);
  };
  if (!std::is_sorted(times.begin(), times.end(), before)) std::sort(times.begin(), times.end(), before);
  for (std::size_t begin = 0; begin < times.size();) {
    std::size_t end = begin + 1;
    while (end < times.size() && times[end].trip == times[begin].trip) ++end;
    TripTimes(feed, table, std::span(times).subspan(begin, end - begin)).complete();
    begin = end;
  }
}

}  // namespace machi
