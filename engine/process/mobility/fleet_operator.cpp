#include "engine/process/mobility/fleet_operator.hpp"

#include <algorithm>

namespace machi {
namespace {

bool has(const std::vector<RideRequest>& requests, const std::vector<std::uint32_t>& rows, std::uint32_t person) {
  return std::any_of(rows.begin(), rows.end(), [&](std::uint32_t row) { return requests[row].person == person; });
}

}  // namespace

FleetOperator::FleetOperator(const FleetPlan& plan)
    : plan_(plan), dispatcher_(plan.rules, *plan.times, plan.vehicles), routes_(plan.times->planner()) {
  doors_.at_once = true;  // the stop has its time
}

// The stop that the vehicle drives to or makes, as all ranks know it; null where there is none, or it only goes to
// wait.
const ScheduleStop* FleetOperator::stop_of(const RideVehicle& vehicle) const {
  if (vehicle.words.empty() || vehicle.words[1] != vehicle.call) return nullptr;
  const FleetVehicle& known = dispatcher_.vehicles()[row_of(vehicle)];
  const std::uint32_t k = vehicle.call - known.done;
  return k < known.schedule.stops.size() ? &known.schedule.stops[k] : nullptr;
}

RideCall FleetOperator::next_call(const RideVehicle& vehicle) const {
  const ScheduleStop* const stop = stop_of(vehicle);
  if (stop == nullptr) return {};
  return {stop->link, static_cast<std::uint16_t>(2 * vehicle.words[0]), stop->link, false};
}

bool FleetOperator::gets_on(const RideVehicle& vehicle, std::uint32_t person, const RideWish&) const {
  const ScheduleStop* const stop = stop_of(vehicle);
  return stop != nullptr && has(dispatcher_.requests(), stop->on, person);
}

bool FleetOperator::gets_off(const RideVehicle& vehicle, std::uint32_t person, const RideWish&) const {
  const ScheduleStop* const stop = stop_of(vehicle);
  return stop != nullptr && has(dispatcher_.requests(), stop->off, person);
}

std::uint32_t FleetOperator::earliest_departure(const RideVehicle& vehicle) const {
  return vehicle.arrived + plan_.rules.stop_steps;
}

void FleetOperator::waits(std::uint32_t person, std::uint32_t step, const RideWish& wish) {
  calls_.push_back({step, person, wish.from, wish.to});
}

RunningPlan FleetOperator::first_plan(std::uint32_t vehicle) const {
  return {plan_.first_driver + vehicle, {plan_.vehicles[vehicle].link, no_index, no_index}};
}

// {link, no end, no duration}, leg, {link, no end, no duration}.
std::vector<std::uint32_t> FleetOperator::drive_plan(RideVehicle& vehicle, std::uint32_t from, std::uint32_t to) {
  const std::vector<std::uint32_t> links =
      from == to ? std::vector<std::uint32_t>{from} : routes_.route(from, to, 0).links;
  ++vehicle.words[0];
  std::vector<std::uint32_t> words{from, no_index, no_index};
  words.push_back(static_cast<std::uint32_t>(plan_.vehicle_class) << 1U | 1U);
  words.push_back(static_cast<std::uint32_t>(links.size()));
  words.insert(words.end(), links.begin(), links.end());
  words.insert(words.end(), {to, no_index, no_index});
  return words;
}

std::vector<std::uint32_t> FleetOperator::sent_plan(RideVehicle& vehicle) {
  const FleetVehicle& known = dispatcher_.vehicles()[row_of(vehicle)];
  if (vehicle.words.empty()) vehicle.words = {0, no_index};
  vehicle.words[1] = known.task == FleetTask::relocates ? no_index : vehicle.call;
  return drive_plan(vehicle, known.position, known.target);
}

// From one stop, or from where it was sent to wait, to the next stop.
std::vector<std::uint32_t> FleetOperator::next_plan(RideVehicle& vehicle, std::uint32_t link) {
  if (vehicle.words.empty()) return {};
  vehicle.words[1] = vehicle.call;
  const ScheduleStop* const stop = stop_of(vehicle);
  if (stop != nullptr) return drive_plan(vehicle, link, stop->link);
  vehicle.words[1] = no_index;
  return {};
}

// Only what goes to a stop is ever sent elsewhere on its way; and who has made a call since the last dispatch goes
// where that dispatch said.
std::vector<std::uint32_t> FleetOperator::other_way(RideVehicle& vehicle, std::uint32_t link, std::uint32_t last) {
  const FleetVehicle& known = dispatcher_.vehicles()[row_of(vehicle)];
  if (vehicle.call != known.done || known.task != FleetTask::drives) return {};
  vehicle.words[1] = vehicle.call;
  if (known.target == last) return {};
  return link == known.target ? std::vector<std::uint32_t>{link} : routes_.route(link, known.target, 0).links;
}

}  // namespace machi
