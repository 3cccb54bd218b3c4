/// \file  Where a request fits best into the schedule of a vehicle: all pairs of places for its two stops are looked at
/// (insertion heuristic of Jaw et al. 1986; exhaustive as in Bischoff, Maciejewski and Nagel 2017).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/fleet/drive_times.hpp"
#include "engine/fleet/schedule.hpp"

namespace machi {

/// The pick-up follows stop `pickup_after` (-1: where the vehicle is), the set-down stop `dropoff_after`, both counted
/// before either is put in; where they are one, the set-down follows the pick-up at once. A stop that is there already
/// on the same link is used.
struct Insertion {
  static constexpr std::int64_t impossible = std::numeric_limits<std::int64_t>::max();
  std::int64_t cost{impossible};  ///< steps by which the schedule becomes longer
  std::int64_t pickup_after{-1};
  std::int64_t dropoff_after{-1};
  bool joins_pickup{false};
  bool joins_dropoff{false};
  std::uint32_t pickup{0};   ///< step, expected: they get on
  std::uint32_t dropoff{0};  ///< step, expected: they get off
  bool possible() const { return cost != impossible; }
};

/// Drives that an insertion needs, exactly.
class ExactDrives {
 public:
  ExactDrives(DrivesOf& pickup, DrivesOf& dropoff, std::uint32_t direct)
      : pickup_(pickup), dropoff_(dropoff), direct_(direct) {}
  std::uint32_t to_pickup(std::uint32_t link) { return pickup_.from(link); }
  std::uint32_t from_pickup(std::uint32_t link) { return pickup_.to(link); }
  std::uint32_t to_dropoff(std::uint32_t link) { return dropoff_.from(link); }
  std::uint32_t from_dropoff(std::uint32_t link) { return dropoff_.to(link); }
  std::uint32_t direct() const { return direct_; }

 private:
  DrivesOf& pickup_;
  DrivesOf& dropoff_;
  std::uint32_t direct_;
};

/// The same, at least. What is impossible with these is impossible, and nothing costs less than they say.
class LeastDrives {
 public:
  LeastDrives(const DriveTimes& times, const RideRequest& request) : times_(times), request_(request) {}
  std::uint32_t to_pickup(std::uint32_t link) const { return times_.at_least(link, request_.from); }
  std::uint32_t from_pickup(std::uint32_t link) const { return times_.at_least(request_.from, link); }
  std::uint32_t to_dropoff(std::uint32_t link) const { return times_.at_least(link, request_.to); }
  std::uint32_t from_dropoff(std::uint32_t link) const { return times_.at_least(request_.to, link); }
  std::uint32_t direct() const { return request_.direct; }

 private:
  const DriveTimes& times_;
  const RideRequest& request_;
};

/// The cheapest insertion that keeps the request's limits, those of all who are on board or were promised a ride, the
/// capacity and the end of service; of equal ones that with the earlier pick-up stop, then the earlier set-down.
/// `Drives`: ExactDrives or LeastDrives. The request's links differ. Local.
template <class Drives>
Insertion best_insertion(const Schedule& schedule, const RideRequest& request, std::uint32_t stop_steps,
                         Drives& drives);
extern template Insertion best_insertion(const Schedule&, const RideRequest&, std::uint32_t, ExactDrives&);
extern template Insertion best_insertion(const Schedule&, const RideRequest&, std::uint32_t, LeastDrives&);

/// Puts request `row` of `requests` into the schedule. `drives`: exact.
void insert(Schedule& schedule, const std::vector<RideRequest>& requests, std::uint32_t row, const Insertion& insertion,
            std::uint32_t stop_steps, ExactDrives& drives);

}  // namespace machi
