/// \file  Vehicles that run by a timetable: their plans, their calls, and who rides in them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/model/transit.hpp"
#include "engine/process/mobility/rides.hpp"

namespace machi {

/// A call of a vehicle, all that is known of it before the run.
struct TimetableCall {
  std::uint32_t link{0};  ///< row of the network
  std::uint32_t stop{0};
  std::uint32_t trip{0};
  std::uint32_t place{0};           ///< of the route's stops, from 0
  std::uint32_t arrival_step{0};    ///< by the timetable
  std::uint32_t departure_step{0};  ///< as well; the vehicle waits for it where the timetable says so
  std::uint32_t line{0};
  std::uint32_t trip_end{0};  ///< the vehicle's first call behind this trip
  std::uint16_t element{0};   ///< of the plan: a leg on the road, an activity off it
  bool on_road{false};
  bool blocks{false};
  bool awaits{false};
  bool pick_up{true};
  bool drop_off{true};
};

/// No vehicle serves a stop in the steps [begin, end).
struct StopClosure {
  std::uint32_t stop{0};
  std::uint32_t begin_step{0};
  std::uint32_t end_step{no_index};
};

/// What a timetable is run with.
struct TimetableRun {
  std::int64_t steps_per_s{1};
  double start_s{0};                      ///< clock time of step 0
  std::uint32_t first_driver{0};          ///< row behind all persons and other drivers
  std::uint8_t first_class{0};            ///< of MobilityWorld::classes: the first vehicle type's; others follow
  bool off_road{false};                   ///< no vehicle drives on the network
  std::vector<std::uint32_t> stop_place;  ///< [stops] link where people wait and get off: the stop's, where it has one
  std::vector<StopClosure> closures{};
  /// Links of least time from the end of one link to another, both in it; for vehicles whose next trip begins
  /// elsewhere. Called by the constructor alone.
  std::function<std::vector<std::uint32_t>(std::uint32_t from, std::uint32_t to)> way;
};

/// Rules of MATSim: a driver has a vehicle's trips one after the other; each begins at its time or when the one before
/// is over; people get on at their stop if the trip is of their line and still comes to their destination
/// (boardingAcceptance checkLineAndStop). Trips that would begin before the run do not run. Vehicles pass closed stops
/// without a wait; who waits there goes on waiting, and who wanted to get off there gets off at the next stop that is
/// open, or at the trip's end.
class TimetableService : public RideOperator {
 public:
  /// The timetable must outlive it. Throws nothing. Local.
  TimetableService(const Timetable& timetable, TimetableRun run);

  /// Of all drivers; the same on all ranks. To be dealt like those of persons.
  const std::vector<RunningPlan>& plans() const { return plans_; }
  /// Of the drivers' calls, one driver's behind the other's; [drivers + 1] where they begin.
  const std::vector<TimetableCall>& calls() const { return calls_; }
  const std::vector<std::uint64_t>& call_begin() const { return call_begin_; }
  /// Rows of the timetable's vehicles that have a trip.
  const std::vector<std::uint32_t>& vehicle_rows() const { return vehicle_rows_; }
  std::uint32_t route_of(std::uint32_t trip) const { return trip_route_[trip]; }
  std::uint64_t trips_before() const { return trips_before_; }  ///< that would have begun before the run
  const Timetable& timetable() const { return timetable_; }

  // RideOperator
  void begins(std::uint32_t step) override;
  std::uint32_t first_driver() const override { return run_.first_driver; }
  std::uint32_t vehicles() const override { return static_cast<std::uint32_t>(plans_.size()); }
  std::uint32_t capacity(const RideVehicle& vehicle) const override;
  const DoorTimes& door_times(const RideVehicle& vehicle) const override;
  RideCall next_call(const RideVehicle& vehicle) const override;
  bool gets_on(const RideVehicle& vehicle, std::uint32_t person, const RideWish& wish) const override;
  bool gets_off(const RideVehicle& vehicle, std::uint32_t person, const RideWish& wish) const override;
  std::uint32_t earliest_departure(const RideVehicle& vehicle) const override;

 private:
  struct Plan;
  const TimetableCall* call_of(const RideVehicle& vehicle) const;
  std::uint32_t step_of(std::int32_t clock_s) const;
  bool is_closed(std::uint32_t stop) const { return !closed_.empty() && closed_[stop] != 0; }
  void add_vehicle(std::uint32_t vehicle, const std::vector<std::uint32_t>& trips);
  void drive_trip(Plan& plan, std::uint32_t trip, std::uint32_t route);
  void jump_trip(Plan& plan, std::uint32_t trip, std::uint32_t route);
  void add_call(const Plan& plan, std::uint32_t trip, std::uint32_t route, std::uint32_t k);
  void go_to(Plan& plan, std::uint32_t link, std::uint32_t step);

  const Timetable& timetable_;
  TimetableRun run_;
  std::vector<std::uint32_t> trip_route_;  ///< [trips]
  std::vector<DoorTimes> door_times_;      ///< [vehicle types]
  std::vector<std::uint32_t> vehicle_rows_;
  std::vector<RunningPlan> plans_;
  std::vector<TimetableCall> calls_;
  std::vector<std::uint64_t> call_begin_{0};
  std::vector<std::uint8_t> closed_;  ///< [stops] in this step; empty where none ever is
  std::uint64_t trips_before_{0};
};

}  // namespace machi
