#include "engine/fleet/dispatcher.hpp"

#include <algorithm>
#include <cmath>

#include "engine/fleet/least_cost_matching.hpp"

namespace machi {
namespace {

constexpr std::uint32_t nobody = 0xffffffffU;
constexpr std::uint32_t endless_step = 0xfffffff0U;

/// Whether the vehicle has not come to the end of a link yet and can be sent elsewhere from there.
bool can_turn(const FleetVehicle& vehicle, std::uint32_t step) {
  return vehicle.entered && vehicle.due > step;
}

/// What any insertion costs at least, by where the pick-up is put alone: the way by the set-down is no shorter.
std::int64_t least_pickup_cost(const Schedule& schedule, const RideRequest& request, std::int64_t stop_steps,
                               const LeastDrives& least) {
  std::int64_t cost = Insertion::impossible;
  const auto stops = static_cast<std::int64_t>(schedule.stops.size());
  for (std::int64_t i = schedule.committed ? 0 : -1; i < stops; ++i) {
    if ((i < 0 ? schedule.ready : schedule.boards(i)) > request.latest_pickup) break;
    if (schedule.load_of(i) + request.room > schedule.capacity) continue;
    const bool joins = i >= 0 && schedule.link_of(i) == request.from;
    const std::int64_t there = joins ? 0 : std::int64_t{least.to_pickup(schedule.link_of(i))};
    if (!joins && schedule.leaves(i) + there > request.latest_pickup) continue;
    std::int64_t delay = joins ? 0 : there + stop_steps;
    if (i + 1 == stops) {
      delay += std::int64_t{request.direct} + stop_steps;
    } else if (!joins) {
      const ScheduleStop& next = schedule.stops[static_cast<std::size_t>(i + 1)];
      const std::int64_t instead = std::int64_t{least.from_pickup(next.link)} - std::int64_t{next.drive};
      delay = std::max<std::int64_t>(there + instead, 0) + stop_steps;
    }
    if (delay <= schedule.slack_after(i)) cost = std::min(cost, delay);
  }
  return cost;
}

std::uint32_t room_of(const std::vector<RideRequest>& requests, const std::vector<std::uint32_t>& rows) {
  std::uint32_t sum = 0;
  for (const std::uint32_t row : rows) sum += requests[row].room;
  return sum;
}

}  // namespace

Dispatcher::Dispatcher(const FleetRules& rules, const DriveTimes& times, std::span<const FleetVehicleStart> vehicles)
    : rules_(rules), times_(times), pickup_drives_(times), dropoff_drives_(times), least_cost_(vehicles.size()) {
  for (const FleetVehicleStart& start : vehicles) {
    FleetVehicle& vehicle = vehicles_.emplace_back();
    vehicle.position = start.link;
    vehicle.service_from = start.service_from;
    vehicle.schedule.capacity = rules.capacity;
    vehicle.schedule.service_end = start.service_to;
  }
  open_visit_.assign(vehicles_.size(), nobody);
}

DispatcherState Dispatcher::state() const {
  return {vehicles_, requests_, outcomes_, visits_, open_visit_, again_, relocated_, seen_requests_, looked_at_};
}

void Dispatcher::go_on_from(const DispatcherState& state) {
  vehicles_ = state.vehicles;
  requests_ = state.requests;
  outcomes_ = state.outcomes;
  visits_ = state.visits;
  open_visit_ = state.open_visit;
  again_ = state.again;
  relocated_ = state.relocated;
  seen_requests_ = state.seen_requests;
  looked_at_ = state.looked_at;
}

void Dispatcher::take(std::span<const FleetReport> reports) {
  for (const FleetReport& report : reports) take(report);
}

void Dispatcher::take(const FleetReport& report) {
  FleetVehicle& vehicle = vehicles_[report.vehicle];
  switch (report.kind) {
    case FleetReportKind::departs:
      return depart(vehicle, report);
    case FleetReportKind::enters: {
      vehicle.position = report.link;
      vehicle.due = report.value;
      vehicle.entered = true;
      vehicle.left -= std::min(vehicle.left, times_.steps_of(times_.link_ms(report.link)));
      return;
    }
    case FleetReportKind::arrives:
      return arrive(vehicle, report);
    case FleetReportKind::is_lost:
      return lose(vehicle);
  }
}

void Dispatcher::depart(FleetVehicle& vehicle, const FleetReport& report) {
  Schedule& schedule = vehicle.schedule;
  FleetVisit& visit = visits_[open_visit_[report.vehicle]];
  visit.departed = report.step;
  board(vehicle, report.step, visit);
  open_visit_[report.vehicle] = nobody;
  schedule.stops.erase(schedule.stops.begin());
  ++vehicle.done;
  vehicle.task = FleetTask::parks;
  vehicle.entered = false;
  vehicle.due = report.step;
  if (!schedule.stops.empty()) set_off(vehicle);
}

// Who is promised the vehicle at its first stop gets on.
void Dispatcher::board(FleetVehicle& vehicle, std::uint32_t step, FleetVisit& visit) {
  std::vector<std::uint32_t>& on = vehicle.schedule.stops.front().on;
  for (const std::uint32_t row : on) {
    outcomes_[row].state = RideState::on_board;
    outcomes_[row].picked_up = step;
    vehicle.aboard.push_back(row);
  }
  visit.taken_up = static_cast<std::uint16_t>(visit.taken_up + on.size());
  on.clear();
  vehicle.schedule.load = room_of(requests_, vehicle.aboard);
}

// The vehicle goes from where it is to its first stop.
void Dispatcher::set_off(FleetVehicle& vehicle) {
  vehicle.task = FleetTask::drives;
  vehicle.left = vehicle.schedule.stops.front().drive;
  vehicle.target = vehicle.schedule.stops.front().link;
}

void Dispatcher::arrive(FleetVehicle& vehicle, const FleetReport& report) {
  Schedule& schedule = vehicle.schedule;
  const bool relocates = vehicle.task == FleetTask::relocates;
  if (vehicle.aboard.size() > 1)
    for (const std::uint32_t row : vehicle.aboard) outcomes_[row].shared = true;
  FleetVisit visit;
  visit.vehicle = report.vehicle;
  visit.link = report.link;
  visit.arrived = report.step;
  visit.driven_mm = report.value;
  visit.load = static_cast<std::uint16_t>(vehicle.aboard.size());
  visit.relocation = relocates;
  vehicle.position = report.link;
  vehicle.entered = false;
  vehicle.left = 0;
  vehicle.due = report.step;
  if (relocates) {
    visits_.push_back(visit);
    vehicle.task = FleetTask::parks;
    if (!schedule.stops.empty()) set_off(vehicle);
    return;
  }
  ScheduleStop& stop = schedule.stops.front();
  vehicle.task = FleetTask::stands;
  visit.set_down = static_cast<std::uint16_t>(stop.off.size());
  for (const std::uint32_t row : stop.off) {
    outcomes_[row].state = RideState::served;
    outcomes_[row].set_down = report.step;
    std::erase(vehicle.aboard, row);
  }
  stop.off.clear();
  stop.arrive = report.step;
  stop.depart = report.step + rules_.stop_steps;
  board(vehicle, report.step, visit);
  open_visit_[report.vehicle] = static_cast<std::uint32_t>(visits_.size());
  visits_.push_back(visit);
}

void Dispatcher::lose(FleetVehicle& vehicle) {
  for (const std::uint32_t row : vehicle.aboard) outcomes_[row].state = RideState::failed;
  for (const ScheduleStop& stop : vehicle.schedule.stops) again_.insert(again_.end(), stop.on.begin(), stop.on.end());
  vehicle.aboard.clear();
  vehicle.schedule.stops.clear();
  vehicle.schedule.capacity = 0;
  vehicle.schedule.load = 0;
  vehicle.lost = true;
  vehicle.task = FleetTask::parks;
}

// Where the vehicle can be sent from, and when it will be at its stops as far as that is known after `step`.
void Dispatcher::look_ahead(FleetVehicle& vehicle, std::uint32_t step) {
  Schedule& schedule = vehicle.schedule;
  schedule.link = vehicle.position;
  schedule.committed = false;
  schedule.stands = vehicle.task == FleetTask::stands;
  schedule.ready = std::max(vehicle.due, step + 1);
  switch (vehicle.task) {
    case FleetTask::parks:
      schedule.ready = std::max(schedule.ready, vehicle.service_from);
      break;
    case FleetTask::stands:
      schedule.committed = true;
      schedule.stops.front().depart = std::max(schedule.stops.front().depart, step + 1);
      break;
    case FleetTask::drives:
      schedule.committed = !can_turn(vehicle, step);
      schedule.stops.front().drive = vehicle.left;
      schedule.stops.front().arrive = schedule.ready + vehicle.left;
      schedule.stops.front().depart = schedule.stops.front().arrive + rules_.stop_steps;
      break;
    case FleetTask::relocates:
      if (!can_turn(vehicle, step)) {
        schedule.link = vehicle.target;
        schedule.ready += vehicle.left;
      } else if (!schedule.stops.empty()) {
        pickup_drives_.set(schedule.stops.front().link);
        schedule.stops.front().drive = pickup_drives_.from(vehicle.position);
      }
      break;
  }
  schedule.update(requests_, rules_.stop_steps);
}

void Dispatcher::dispatch(std::uint32_t step, std::span<const FleetCall> calls) {
  changed_.clear();
  rejected_.clear();
  for (FleetVehicle& vehicle : vehicles_) look_ahead(vehicle, step);
  std::sort(again_.begin(), again_.end());
  for (const std::uint32_t row : again_) answer(step, row, step);
  again_.clear();
  for (const FleetCall& call : calls) {
    RideRequest request;
    request.person = call.person;
    request.from = call.from;
    request.to = call.to;
    request.called = call.step;
    request.room = rules_.mode == FleetMode::taxi ? rules_.capacity : 1;  // nobody else gets in
    requests_.push_back(request);
    outcomes_.emplace_back();
    answer(step, static_cast<std::uint32_t>(requests_.size() - 1), call.step);
  }
  for (std::uint32_t v = 0; v < vehicles_.size(); ++v) send(v, step);
  if (rules_.relocation == RelocationRule::demand && step + 1 >= relocated_ + rules_.relocation_steps) relocate(step);
}

// A vehicle goes to another first stop than before, or to one at all.
void Dispatcher::send(std::uint32_t v, std::uint32_t step) {
  FleetVehicle& vehicle = vehicles_[v];
  Schedule& schedule = vehicle.schedule;
  if (schedule.stops.empty() || schedule.committed) return;
  const bool under_way = vehicle.task == FleetTask::relocates;
  if (under_way && !can_turn(vehicle, step)) return;  // goes on when it arrives
  if (vehicle.task == FleetTask::drives && vehicle.target == schedule.stops.front().link) {
    vehicle.left = schedule.stops.front().drive;
    return;
  }
  if (vehicle.task == FleetTask::parks) vehicle.due = schedule.ready;
  set_off(vehicle);
  changed_.push_back(v);
}

// Limits count from `from_step`.
void Dispatcher::answer(std::uint32_t step, std::uint32_t row, std::uint32_t from_step) {
  RideRequest& request = requests_[row];
  RideOutcome& outcome = outcomes_[row];
  pickup_drives_.set(request.from);
  dropoff_drives_.set(request.to);
  request.direct = pickup_drives_.to(request.to);
  outcome.answered = step;
  Choice choice;
  if (request.direct != no_drive) {
    const double longest = rules_.detour_factor * request.direct + rules_.detour;
    request.latest_pickup = from_step + rules_.max_wait;
    request.latest_dropoff = from_step + static_cast<std::uint32_t>(std::min(longest, 1e9));
    choice = choose(request);
    if (!choice.insertion.possible() && rules_.if_rejected == RejectionRule::wait) {
      request.latest_pickup = request.latest_dropoff = endless_step;
      choice = choose(request);
    }
  }
  if (!choice.insertion.possible()) {
    outcome.state = RideState::rejected;
    rejected_.push_back(row);
    return;
  }
  ExactDrives drives(pickup_drives_, dropoff_drives_, request.direct);
  insert(vehicles_[choice.vehicle].schedule, requests_, row, choice.insertion, rules_.stop_steps, drives);
  outcome.state = RideState::waiting;
  outcome.vehicle = choice.vehicle;
  outcome.promised_pickup = choice.insertion.pickup;
  outcome.promised_dropoff = choice.insertion.dropoff;
}

// Vehicles are looked at in the order of what they cost at least, first by their pick-up alone, until the next one
// cannot be better: the answer is that of looking at all of them. Of equal ones the first vehicle.
Dispatcher::Choice Dispatcher::choose(const RideRequest& request) {
  constexpr std::size_t worth_threads = 4096;
  const auto count = static_cast<std::int64_t>(vehicles_.size());
#pragma omp parallel for schedule(static) if (vehicles_.size() >= worth_threads)
  for (std::int64_t v = 0; v < count; ++v) {
    LeastDrives least(times_, request);
    const auto row = static_cast<std::size_t>(v);
    least_cost_[row] = least_pickup_cost(vehicles_[row].schedule, request, rules_.stop_steps, least);
  }
  candidates_.clear();
  std::vector<bool> bounded(vehicles_.size(), false);
  for (std::uint32_t v = 0; v < vehicles_.size(); ++v)
    if (least_cost_[v] != Insertion::impossible) candidates_.push_back(v);
  const auto later = [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(least_cost_[a], a) > std::tie(least_cost_[b], b);
  };
  std::make_heap(candidates_.begin(), candidates_.end(), later);
  Choice best;
  ExactDrives exact(pickup_drives_, dropoff_drives_, request.direct);
  LeastDrives least(times_, request);
  while (!candidates_.empty()) {
    std::pop_heap(candidates_.begin(), candidates_.end(), later);
    const std::uint32_t v = candidates_.back();
    candidates_.pop_back();
    if (std::tie(least_cost_[v], v) > std::tie(best.insertion.cost, best.vehicle)) break;
    if (!bounded[v]) {
      bounded[v] = true;
      least_cost_[v] = best_insertion(vehicles_[v].schedule, request, rules_.stop_steps, least).cost;
      if (least_cost_[v] == Insertion::impossible) continue;
      candidates_.push_back(v);
      std::push_heap(candidates_.begin(), candidates_.end(), later);
      continue;
    }
    const Insertion found = best_insertion(vehicles_[v].schedule, request, rules_.stop_steps, exact);
    ++looked_at_;
    if (std::tie(found.cost, v) < std::tie(best.insertion.cost, best.vehicle)) best = {found, v};
  }
  return best;
}

// For each call since the last time one of the vehicles without a task goes to where it came from (the rule "plus one"
// of Ruch, Gächter, Hakenberg and Frazzoli 2020), all together the least way, by bounds of drives. Of more calls than
// vehicles, evenly many of them.
void Dispatcher::relocate(std::uint32_t step) {
  constexpr std::size_t most_targets = 400;
  relocated_ = step + 1;
  std::vector<std::uint32_t> idle;
  for (std::uint32_t v = 0; v < vehicles_.size(); ++v) {
    const FleetVehicle& vehicle = vehicles_[v];
    if (vehicle.task == FleetTask::parks && !vehicle.lost && vehicle.schedule.stops.empty() &&
        vehicle.schedule.ready < vehicle.schedule.service_end)
      idle.push_back(v);
  }
  const std::size_t calls = requests_.size() - seen_requests_;
  const std::size_t count = std::min({calls, idle.size(), most_targets});
  std::vector<std::uint32_t> targets;
  for (std::size_t k = 0; k < count; ++k) targets.push_back(requests_[seen_requests_ + k * calls / count].from);
  seen_requests_ = static_cast<std::uint32_t>(requests_.size());
  const std::vector<std::uint32_t> taken =
      least_cost_matching(static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(idle.size()),
                          [&](std::uint32_t row, std::uint32_t column) {
                            return std::int64_t{times_.at_least(vehicles_[idle[column]].position, targets[row])};
                          });
  for (std::size_t k = 0; k < count; ++k) {
    FleetVehicle& vehicle = vehicles_[idle[taken[k]]];
    if (vehicle.position == targets[k]) continue;
    pickup_drives_.set(targets[k]);
    const std::uint32_t drive = pickup_drives_.from(vehicle.position);
    if (drive == no_drive) continue;
    vehicle.task = FleetTask::relocates;
    vehicle.due = vehicle.schedule.ready;
    vehicle.left = drive;
    vehicle.target = targets[k];
    changed_.push_back(idle[taken[k]]);
  }
}

}  // namespace machi
