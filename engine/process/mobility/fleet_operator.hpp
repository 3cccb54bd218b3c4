/// \file  A fleet of shared vehicles as the traffic sees it: which calls a vehicle makes, who gets on, where it goes
/// next.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/fleet/dispatcher.hpp"
#include "engine/process/mobility/rides.hpp"

namespace machi {

/// What a fleet is made of. Times must outlive its operator.
struct FleetPlan {
  FleetRules rules;
  const DriveTimes* times{nullptr};
  std::vector<FleetVehicleStart> vehicles;
  std::uint32_t first_driver{0};  ///< row of its first vehicle's driver, behind all persons
  std::uint8_t vehicle_class{0};
};

/// Stands are links: people wait on the link where they are, and vehicles call there. Every rank has the same
/// dispatcher, and a vehicle finds its next stops on the rank where it is. Of a vehicle's words the first says how many
/// drives it has begun, the second which of its calls it drives to, none where it goes to wait somewhere.
class FleetOperator : public RideOperator {
 public:
  explicit FleetOperator(const FleetPlan& plan);

  // RideOperator
  std::uint32_t first_driver() const override { return plan_.first_driver; }
  std::uint32_t vehicles() const override { return static_cast<std::uint32_t>(plan_.vehicles.size()); }
  std::uint32_t capacity(const RideVehicle&) const override { return plan_.rules.capacity; }
  const DoorTimes& door_times(const RideVehicle&) const override { return doors_; }
  RideCall next_call(const RideVehicle& vehicle) const override;
  bool gets_on(const RideVehicle& vehicle, std::uint32_t person, const RideWish& wish) const override;
  bool gets_off(const RideVehicle& vehicle, std::uint32_t person, const RideWish& wish) const override;
  std::uint32_t earliest_departure(const RideVehicle& vehicle) const override;
  void waits(std::uint32_t person, std::uint32_t step, const RideWish& wish) override;
  bool parks(const RideVehicle&) const override { return true; }
  bool is_dispatched() const override { return true; }
  std::vector<std::uint32_t> next_plan(RideVehicle& vehicle, std::uint32_t link) override;

  /// A plan of one vehicle at the start of the day: it stands there.
  RunningPlan first_plan(std::uint32_t vehicle) const;
  /// The plan that leads from a link, where the vehicle stands, to where the dispatcher sends it.
  std::vector<std::uint32_t> sent_plan(RideVehicle& vehicle);
  /// The links from `link` on by which a vehicle under way shall go; empty where it is on its way there already.
  std::vector<std::uint32_t> other_way(RideVehicle& vehicle, std::uint32_t link, std::uint32_t last);

  /// Calls on this rank since the last time, in no order.
  std::vector<FleetCall> take_calls() { return std::move(calls_); }
  Dispatcher& dispatcher() { return dispatcher_; }
  const Dispatcher& dispatcher() const { return dispatcher_; }
  const FleetPlan& plan() const { return plan_; }
  std::uint32_t row_of(const RideVehicle& vehicle) const { return vehicle.driver - plan_.first_driver; }

 private:
  const ScheduleStop* stop_of(const RideVehicle& vehicle) const;
  std::vector<std::uint32_t> drive_plan(RideVehicle& vehicle, std::uint32_t from, std::uint32_t to);

  FleetPlan plan_;
  Dispatcher dispatcher_;
  TimedRoutes routes_;
  DoorTimes doors_;
  std::vector<FleetCall> calls_;
};

}  // namespace machi
