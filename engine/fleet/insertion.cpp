#include "engine/fleet/insertion.hpp"

#include <algorithm>

namespace machi {
namespace {

template <class Drives>
class Search {
 public:
  Search(const Schedule& schedule, const RideRequest& request, std::uint32_t stop_steps, Drives& drives)
      : schedule_(schedule),
        request_(request),
        stop_steps_(stop_steps),
        drives_(drives),
        stops_(static_cast<std::int64_t>(schedule.stops.size())) {}

  Insertion run() {
    for (std::int64_t i = schedule_.committed ? 0 : -1; i < stops_; ++i) {
      const std::uint32_t earliest = i < 0 ? schedule_.ready : schedule_.boards(i);
      if (earliest > request_.latest_pickup) break;  // all that follow are later
      try_pickup(i);
    }
    return best_;
  }

 private:
  bool is_stop(std::int64_t k) const { return k >= 0 && k < stops_; }
  const ScheduleStop& stop(std::int64_t k) const { return schedule_.stops[static_cast<std::size_t>(k)]; }

  // A new stop between k and the next one costs at least the stop itself, whatever bounds of drives say.
  std::int64_t detour(std::int64_t k, std::int64_t there, std::int64_t back) const {
    const std::int64_t instead = is_stop(k + 1) ? back - std::int64_t{stop(k + 1).drive} : 0;
    return std::max<std::int64_t>(there + instead, 0) + stop_steps_;
  }

  void try_pickup(std::int64_t i) {
    const bool joins = is_stop(i) && stop(i).link == request_.from;
    if (schedule_.load_of(i) + request_.room > schedule_.capacity) return;
    std::uint32_t there = 0;
    if (!joins) {
      there = drives_.to_pickup(schedule_.link_of(i));
      if (there == no_drive) return;
    }
    const std::int64_t pickup = joins ? schedule_.boards(i) : std::int64_t{schedule_.leaves(i)} + there;
    if (pickup > request_.latest_pickup) return;
    Insertion found;
    found.pickup_after = i;
    found.joins_pickup = joins;
    found.pickup = static_cast<std::uint32_t>(pickup);
    drop_at_once(i, there, found);
    if (!is_stop(i + 1)) return;
    std::int64_t delay = 0;
    if (!joins) {
      const std::uint32_t back = drives_.from_pickup(stop(i + 1).link);
      if (back == no_drive) return;
      delay = detour(i, there, back);
    }
    if (delay <= schedule_.slack_after(i)) drop_later(i, delay, found);
  }

  // Pick-up and set-down between the same two stops.
  void drop_at_once(std::int64_t i, std::int64_t there, Insertion found) {
    const std::int64_t departs = found.joins_pickup ? std::int64_t{schedule_.leaves(i)} : found.pickup + stop_steps_;
    const std::int64_t dropoff = departs + drives_.direct();
    if (dropoff > request_.latest_dropoff) return;
    std::uint32_t back = 0;
    if (is_stop(i + 1)) {
      if (stop(i + 1).link == request_.to) return;  // which is used instead
      back = drives_.from_dropoff(stop(i + 1).link);
      if (back == no_drive) return;
    }
    const std::int64_t cost = found.joins_pickup ? detour(i, drives_.direct(), back)
                                                 : detour(i, there + drives_.direct(), back) + stop_steps_;
    if (cost > schedule_.slack_after(i)) return;
    found.dropoff_after = i;
    found.dropoff = static_cast<std::uint32_t>(dropoff);
    keep(cost, found);
  }

  // Set-down at stop j or after it.
  void drop_later(std::int64_t i, std::int64_t delay, Insertion found) {
    for (std::int64_t j = i + 1; j < stops_; ++j) {
      const ScheduleStop& at = stop(j);
      if (at.arrive + delay > request_.latest_dropoff) return;
      found.dropoff_after = j;
      found.joins_dropoff = at.link == request_.to;
      if (found.joins_dropoff) {
        found.dropoff = static_cast<std::uint32_t>(at.arrive + delay);
        return keep(delay, found);  // nothing later is cheaper or earlier
      }
      if (at.load + request_.room > schedule_.capacity) return;
      drop_after(j, delay, found);
    }
  }

  void drop_after(std::int64_t j, std::int64_t delay, Insertion found) {
    if (is_stop(j + 1) && stop(j + 1).link == request_.to) return;
    const std::uint32_t there = drives_.to_dropoff(stop(j).link);
    if (there == no_drive) return;
    const std::int64_t dropoff = std::int64_t{stop(j).depart} + delay + there;
    if (dropoff > request_.latest_dropoff) return;
    std::uint32_t back = 0;
    if (is_stop(j + 1)) {
      back = drives_.from_dropoff(stop(j + 1).link);
      if (back == no_drive) return;
    }
    const std::int64_t cost = delay + detour(j, there, back);
    if (cost > schedule_.slack_after(j)) return;
    found.dropoff = static_cast<std::uint32_t>(dropoff);
    keep(cost, found);
  }

  void keep(std::int64_t cost, Insertion found) {
    if (cost >= best_.cost) return;
    best_ = found;
    best_.cost = cost;
  }

  const Schedule& schedule_;
  const RideRequest& request_;
  std::int64_t stop_steps_;
  Drives& drives_;
  std::int64_t stops_;
  Insertion best_;
};

}  // namespace

template <class Drives>
Insertion best_insertion(const Schedule& schedule, const RideRequest& request, std::uint32_t stop_steps,
                         Drives& drives) {
  return Search<Drives>(schedule, request, stop_steps, drives).run();
}

template Insertion best_insertion(const Schedule&, const RideRequest&, std::uint32_t, ExactDrives&);
template Insertion best_insertion(const Schedule&, const RideRequest&, std::uint32_t, LeastDrives&);

void insert(Schedule& schedule, const std::vector<RideRequest>& requests, std::uint32_t row, const Insertion& insertion,
            std::uint32_t stop_steps, ExactDrives& drives) {
  const RideRequest& request = requests[row];
  std::vector<ScheduleStop>& stops = schedule.stops;
  const auto place = [&](std::int64_t after) { return stops.begin() + static_cast<std::ptrdiff_t>(after + 1); };
  const auto new_stop = [](std::uint32_t link, std::uint32_t drive) {
    ScheduleStop stop;
    stop.link = link;
    stop.drive = drive;
    return stop;
  };
  const std::int64_t i = insertion.pickup_after;
  const std::int64_t j = insertion.dropoff_after;
  // The later one first, so that places stay what they are.
  if (insertion.joins_dropoff) {
    stops[static_cast<std::size_t>(j)].off.push_back(row);
  } else {
    if (place(j) != stops.end()) place(j)->drive = drives.from_dropoff(place(j)->link);
    const std::uint32_t drive = i == j ? request.direct : drives.to_dropoff(schedule.link_of(j));
    stops.insert(place(j), new_stop(request.to, drive))->off.push_back(row);
  }
  if (insertion.joins_pickup) {
    stops[static_cast<std::size_t>(i)].on.push_back(row);
  } else {
    if (i != j) place(i)->drive = drives.from_pickup(place(i)->link);
    stops.insert(place(i), new_stop(request.from, drives.to_pickup(schedule.link_of(i))))->on.push_back(row);
  }
  schedule.update(requests, stop_steps);
}

}  // namespace machi
