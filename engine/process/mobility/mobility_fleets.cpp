// Fleets of shared vehicles: what they did goes to all ranks, which answer the calls alike; each then sends the
// vehicles that it has.
#include <algorithm>

#include "engine/process/mobility/fleet_operator.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"

namespace machi {

void Mobility::report(const Traveller& traveller, FleetReport report, Notes& notes) {
  const RideVehicle& vehicle = ride_of(traveller);
  const RideOperator& runs = operator_of(vehicle);
  if (!runs.is_dispatched()) return;
  report.vehicle = vehicle.driver - runs.first_driver();
  notes.fleet_notes.push_back({vehicle.operator_, false, report, {}});
}

std::uint32_t Mobility::operator_row(const FleetOperator& fleet) const {
  const auto found = std::find(world_.operators.begin(), world_.operators.end(), &fleet);
  return static_cast<std::uint32_t>(found - world_.operators.begin());
}

void Mobility::dispatch_fleets(const Comm& comm, std::uint32_t step) {
  if (world_.fleets.empty()) return;
  const std::vector<FleetNote> all = exchange_fleet_notes(comm);
  for (FleetOperator* const fleet : world_.fleets) {
    take_reports(*fleet, all);
    std::vector<FleetCall> calls;
    for (const FleetNote& note : all)
      if (note.is_call && note.fleet == operator_row(*fleet)) calls.push_back(note.call);
    std::sort(calls.begin(), calls.end());
    Dispatcher& dispatcher = fleet->dispatcher();
    dispatcher.dispatch(step, calls);
    for (const std::uint32_t v : dispatcher.changed()) send_vehicle(*fleet, v);
    for (const std::uint32_t request : dispatcher.rejected()) send_away(*fleet, request, step);
  }
  gather_notes();
}

// After the last step: what has happened since the last dispatch.
void Mobility::close_fleets(const Comm& comm) {
  if (world_.fleets.empty()) return;
  const std::vector<FleetNote> all = exchange_fleet_notes(comm);
  for (FleetOperator* const fleet : world_.fleets) take_reports(*fleet, all);
}

std::vector<FleetNote> Mobility::exchange_fleet_notes(const Comm& comm) {
  std::vector<FleetNote> mine;
  for (const std::unique_ptr<Notes>& notes : notes_) {
    mine.insert(mine.end(), notes->fleet_notes.begin(), notes->fleet_notes.end());
    notes->fleet_notes.clear();
  }
  for (FleetOperator* const fleet : world_.fleets)
    for (const FleetCall& call : fleet->take_calls()) mine.push_back({operator_row(*fleet), true, {}, call});
  return comm.all_gather_of<FleetNote>(mine);
}

void Mobility::take_reports(FleetOperator& fleet, const std::vector<FleetNote>& all) const {
  std::vector<FleetReport> reports;
  for (const FleetNote& note : all)
    if (!note.is_call && note.fleet == operator_row(fleet)) reports.push_back(note.report);
  std::sort(reports.begin(), reports.end());
  fleet.dispatcher().take(reports);
}

// Where the vehicle is on this rank: it sets off, or turns at the end of its link.
void Mobility::send_vehicle(FleetOperator& fleet, std::uint32_t v) {
  RideVehicle* const vehicle = ride_vehicle(fleet.first_driver() + v);
  if (vehicle == nullptr) return;
  if (travellers_[vehicle->slot].state == TravelState::driving) return turn(fleet, *vehicle);
  send_out(*vehicle, fleet.sent_plan(*vehicle), fleet.dispatcher().vehicles()[v].due);
}

// The rest of its way is another one. It has not come to the end of its link yet, so nobody has asked where it goes.
void Mobility::turn(FleetOperator& fleet, RideVehicle& vehicle) {
  Traveller& traveller = travellers_[vehicle.slot];
  const std::uint32_t here = traveller.plan[traveller.cursor];
  const std::uint32_t last = traveller.plan[traveller.cursor + traveller.links_left - 1];
  std::vector<std::uint32_t> way = fleet.other_way(vehicle, here, last);
  if (way.empty()) return;
  traveller.links_left = static_cast<std::uint32_t>(way.size());
  traveller.next_link = way.size() > 1 ? way[1] : no_index;
  traveller.cursor = 0;
  way.insert(way.end(), {way.back(), no_index, no_index});
  traveller.plan = std::move(way);
}

// A vehicle that was sent elsewhere while it was between two ranks learns it when it comes.
void Mobility::catch_up(std::uint32_t slot) {
  RideVehicle& vehicle = ride_of(travellers_[slot]);
  for (FleetOperator* const fleet : world_.fleets)
    if (fleet == &operator_of(vehicle) && travellers_[slot].state == TravelState::driving) turn(*fleet, vehicle);
}

// Who waits on this rank for a vehicle that cannot come walks, or gives up.
void Mobility::send_away(const FleetOperator& fleet, std::uint32_t request, std::uint32_t step) {
  const RideRequest& rejected = fleet.dispatcher().requests()[request];
  const auto stand = rides_.stands.find(std::uint64_t{operator_row(fleet)} << 32U | rejected.from);
  if (stand == rides_.stands.end()) return;
  std::vector<std::uint32_t>& waiting = stand->second;
  const auto found = std::find_if(waiting.begin(), waiting.end(),
                                  [&](std::uint32_t slot) { return travellers_[slot].person == rejected.person; });
  if (found == waiting.end()) return;
  const std::uint32_t slot = *found;
  waiting.erase(found);
  Notes& notes = *notes_[0];
  --notes.totals.waiting;
  Traveller& person = travellers_[slot];
  if (fleet.dispatcher().rules().if_rejected == RejectionRule::stuck) return give_up(slot, rejected.from, step, notes);
  const std::uint32_t steps = person.leg().steps();
  person.cursor += person.leg().all();
  person.state = TravelState::travelling;
  person.due = step + 1 + steps;
  const int owner = world_.shares->node_rank[world_.network->to[person.activity().link()]];
  if (owner == rank_) return notes.people.push_back({slot, person.due});
  const auto partner = std::lower_bound(neighbours_.begin(), neighbours_.end(), owner) - neighbours_.begin();
  notes.leaving.push_back({slot, no_index, static_cast<std::uint32_t>(partner)});
}

}  // namespace machi
