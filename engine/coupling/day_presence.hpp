/// \file  Who is in which building for how long in each hour of a day: the mean number of persons that the energy of
/// buildings is told (ZonePresence), with the cars that come home.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/coupling/activity_changes.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"
#include "engine/process/energy/zone_presence.hpp"

namespace machi {

/// Somebody in a building from one step to another.
struct Stay {
  std::uint32_t building{0};
  std::uint32_t from_step{0};
  std::uint32_t to_step{0};
};

/// A car that comes home for the last time of the day.
struct CarHome {
  std::uint32_t building{0};
  std::uint32_t step{0};
  std::uint32_t driven_m{0};  ///< since it left home
};

/// How steps become hours of the clock. The day is the 24 hours from step 0 on; what is later is not in it.
struct DayClock {
  std::int64_t start_s{0};  ///< clock time of step 0
  std::int64_t steps_per_s{1};
  std::uint32_t end_step() const { return static_cast<std::uint32_t>(86400 * steps_per_s); }
  std::int64_t steps_per_h() const { return 3600 * steps_per_s; }
  /// Steps since midnight, of any day.
  std::int64_t clock_steps(std::uint32_t step) const { return start_s * steps_per_s + std::int64_t{step}; }
};

/// Sums over a day, in whole numbers, so that their order does not matter: each rank holds a run of the buildings
/// (BuildingRuns).
class DayPresence {
 public:
  DayPresence(const Comm& comm, std::uint64_t buildings, DayClock clock);

  /// Adds what this rank knows of, of any buildings. Collective.
  void add(const Comm& comm, std::vector<Stay> stays);
  void add(const Comm& comm, std::vector<CarHome> cars);

  /// The rows of zones whose buildings are `building` (rows of the city), on the rank that asks for them. Collective.
  ZonePresence zones(const Comm& comm, std::span<const std::uint32_t> building) const;
  /// Person-steps of all buildings in each hour of the clock, [24]. Collective.
  std::vector<std::int64_t> person_steps(const Comm& comm) const;
  const DayClock& clock() const { return clock_; }

 private:
  static constexpr std::size_t hours = 24;
  struct Day {
    float persons[hours];
    float cars[hours];
    float driven_km[hours];
  };
  std::size_t at(std::uint32_t building, std::size_t hour) const { return (building - first_) * hours + hour; }
  void add_own(const Stay& stay);
  Day day_of(std::uint32_t row) const;

  BuildingRuns runs_;
  std::uint64_t rank_;
  std::uint64_t first_;  // building of this rank
  DayClock clock_;
  std::vector<std::int64_t> person_steps_;  // [own buildings × 24]
  std::vector<std::int64_t> cars_;          // [own buildings × 24]
  std::vector<std::int64_t> driven_m_;      // [own buildings × 24]
};

/// The stays of this rank's persons up to step `end`; who is in an activity then stays no longer. Local.
std::vector<Stay> stays_until(const ActivityTrail& trail, const PresencePlan& plan, std::uint32_t end);

/// The last drive home of each person of this rank who drives home before step `end`. `car`: row of demand.modes;
/// `home`: row of its activity types. Local.
std::vector<CarHome> cars_home(const ActivityTrail& trail, const PresencePlan& plan, const TravelDemand& demand,
                               const TrafficNetwork& network, std::uint32_t end);

}  // namespace machi
