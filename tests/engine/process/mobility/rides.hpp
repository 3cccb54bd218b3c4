/// \file  Vehicles with fixed calls, for tests of rides.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

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

}  // namespace machi
