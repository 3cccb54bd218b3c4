/// \file  Vehicles with fixed calls, for tests of rides.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/process/mobility/deal_plans.hpp"
#include "tests/engine/process/mobility/traffic.hpp"

namespace machi {

/// A call as a test writes it.
struct SketchedCall {
  RideCall call;
  std::uint32_t not_before{0};  ///< it does not depart earlier
};

/// Vehicles that make calls one after the other. People get on where they wait, whatever the service, if their stand is
/// still to come.
class FixedCalls : public RideOperator {
 public:
  FixedCalls(std::uint32_t first_driver, std::vector<std::vector<SketchedCall>> calls, std::uint32_t capacity = 100)
      : first_(first_driver), calls_(std::move(calls)), capacity_(capacity) {}
  std::uint32_t first_driver() const override { return first_; }
  std::uint32_t vehicles() const override { return static_cast<std::uint32_t>(calls_.size()); }
  std::uint32_t capacity(const RideVehicle&) const override { return capacity_; }
  const DoorTimes& door_times(const RideVehicle&) const override { return doors; }
  RideCall next_call(const RideVehicle& vehicle) const override {
    const auto& calls = calls_[vehicle.driver - first_];
    return vehicle.call < calls.size() ? calls[vehicle.call].call : RideCall{};
  }
  bool gets_on(const RideVehicle& vehicle, std::uint32_t, const RideWish& wish) const override {
    const auto& calls = calls_[vehicle.driver - first_];
    return std::any_of(calls.begin() + vehicle.call + 1, calls.end(),
                       [&](const SketchedCall& later) { return later.call.stand == wish.to; });
  }
  bool gets_off(const RideVehicle& vehicle, std::uint32_t, const RideWish& wish) const override {
    return next_call(vehicle).stand == wish.to;
  }
  std::uint32_t earliest_departure(const RideVehicle& vehicle) const override {
    return calls_[vehicle.driver - first_][vehicle.call].not_before;
  }

  DoorTimes doors;

 private:
  std::uint32_t first_;
  std::vector<std::vector<SketchedCall>> calls_;
  std::uint32_t capacity_;
};

/// Someone who comes to the stand `from`, on a link, in a step, and rides to the stand `to` on another link.
inline RunningPlan ride(std::uint32_t person, std::uint32_t step, std::uint32_t from, std::uint32_t from_link,
                        std::uint32_t to, std::uint32_t to_link) {
  return {person, {from_link, step, no_index, ride_bit, 0, from, to, 0, to_link, no_index, no_index}};
}

/// A vehicle that sets off in a step, over the links of a route.
inline RunningPlan service(std::uint32_t driver, std::uint32_t step, const std::vector<std::uint32_t>& route,
                           std::uint8_t vehicle_class = 0) {
  RunningPlan plan{driver, {route.front(), step, no_index}};
  Traffic::add_drive(plan.words, route, vehicle_class);
  plan.words.insert(plan.words.end(), {route.back(), no_index, no_index});
  return plan;
}

/// A run of traffic with rides on all ranks; every rank gets everything, in order.
struct RideTraffic : Traffic {
  RideOperator* runs{nullptr};
  std::vector<TravelEvent> driver_events;
  std::vector<StopVisit> visits;

  void run_rides(const Comm& comm, std::uint64_t steps) {
    const TrafficShares shares = deal_traffic(network, rules.steps_per_s, comm.size(), cut);
    std::vector<RunningPlan> people =
        deal_plans(comm, network, shares, comm.first() ? plans : std::vector<RunningPlan>());
    MobilityWorld world{&network, &shares, rules, classes, true, false, false, bin_steps};
    world.operators = {runs};
    Mobility mobility(comm, std::move(world), std::move(people));
    times = run_steps(
        comm, mobility, 0, steps, [](std::uint64_t) { return true; }, true);
    mobility.give_up_waiting(static_cast<std::uint32_t>(times.steps));
    events = comm.all_gather_of<TravelEvent>(mobility.take_events());
    driver_events = comm.all_gather_of<TravelEvent>(mobility.take_driver_events());
    visits = comm.all_gather_of<StopVisit>(mobility.take_visits());
    std::sort(events.begin(), events.end());
    std::sort(driver_events.begin(), driver_events.end());
    std::sort(visits.begin(), visits.end(), [](const StopVisit& a, const StopVisit& b) {
      return std::make_pair(a.driver, a.call) < std::make_pair(b.driver, b.call);
    });
    totals = mobility.total(comm);
    links = comm.all_gather_of<LinkRecord>(mobility.take_link_records());
    unite_records(links);
  }

  /// Steps of a driver's events of a kind.
  std::vector<std::uint32_t> driver_steps(TravelEventKind kind, std::uint32_t driver) const {
    std::vector<std::uint32_t> steps;
    for (const TravelEvent& event : driver_events)
      if (event.kind == kind && event.person == driver) steps.push_back(event.step);
    return steps;
  }
};

}  // namespace machi
