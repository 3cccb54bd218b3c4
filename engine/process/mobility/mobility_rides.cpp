// People who ride: they wait at stands, vehicles call there, and go on with them. Calls of MATSim's transit drivers
// (AbstractTransitDriverAgent, TransitQLink).
#include <algorithm>
#include <functional>
#include <utility>

#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"

namespace machi {
namespace {

std::uint64_t stand_key(std::uint32_t ride_operator, std::uint32_t stand) {
  return std::uint64_t{ride_operator} << 32U | stand;
}

RideWish wish_of(const Traveller& traveller) {
  const std::uint32_t* const words = traveller.leg().wish();
  return {words[0], words[1], words[2]};
}

}  // namespace

RideVehicle& Mobility::ride_of(const Traveller& traveller) {
  return rides_.vehicles.find(traveller.person)->second;
}

RideVehicle* Mobility::ride_vehicle(std::uint32_t driver) {
  const auto found = rides_.vehicles.find(driver);
  return found == rides_.vehicles.end() ? nullptr : &found->second;
}

void Mobility::add_vehicle(std::uint32_t slot) {
  RideVehicle vehicle;
  vehicle.driver = travellers_[slot].person;
  vehicle.slot = slot;
  while (vehicle.operator_ + 1 < world_.operators.size() &&
         world_.operators[vehicle.operator_ + 1]->first_driver() <= vehicle.driver)
    ++vehicle.operator_;
  rides_.vehicles.emplace(vehicle.driver, std::move(vehicle));
}

void Mobility::send_out(RideVehicle& vehicle, std::vector<std::uint32_t> plan, std::uint32_t step) {
  Traveller& traveller = travellers_[vehicle.slot];
  traveller.plan = std::move(plan);
  traveller.cursor = 0;
  traveller.due = step;
  ++own_.in_service;
  people_wheel_.add(step, vehicle.slot);
}

// Who begins to wait in one step stands in the order of persons.
void Mobility::start_waiting(std::uint32_t step) {
  std::sort(waiting_.begin(), waiting_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return travellers_[a].person < travellers_[b].person; });
  for (const std::uint32_t slot : waiting_) {
    Traveller& traveller = travellers_[slot];
    traveller.state = TravelState::waiting;
    traveller.due = step;
    const RideWish wish = wish_of(traveller);
    const std::uint32_t ride_operator = traveller.leg().ride_operator();
    rides_.stands[stand_key(ride_operator, wish.from)].push_back(slot);
    world_.operators[ride_operator]->waits(traveller.person, step, wish);
    ++own_.waiting;
  }
  waiting_.clear();
}

// Drivers at activities, in their order: they share stands.
void Mobility::act_drivers(std::uint32_t step) {
  std::sort(serving_.begin(), serving_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return travellers_[a].person < travellers_[b].person; });
  const std::vector<std::uint32_t> drivers = std::exchange(serving_, {});
  for (const std::uint32_t slot : drivers) act_driver(slot, step, *notes_[0]);
}

void Mobility::act_driver(std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const std::uint32_t end = traveller.activity().end(step);
  const bool last = traveller.at_last_activity();
  const auto stay_until = [&](std::uint32_t due) {
    traveller.due = due;
    notes.people.push_back({slot, due});
  };
  if (!last && end != no_index && end > step) return stay_until(end);
  const std::uint32_t stays = serve(slot, traveller.activity().link(), step, notes);
  if (stays > 0) return stay_until(step + stays);
  if (!last) return end_activity(slot, step, notes);
  RideVehicle& vehicle = ride_of(traveller);
  if (std::vector<std::uint32_t> plan = operator_of(vehicle).next_plan(vehicle, traveller.activity().link());
      !plan.empty()) {
    traveller.plan = std::move(plan);
    traveller.cursor = 0;
    return end_activity(slot, step, notes);
  }
  --notes.totals.in_service;
  traveller.due = no_index;  // until it is sent out
  if (!operator_of(vehicle).parks(vehicle)) notes.finished.push_back(slot);
}

// Vehicles that stopped beside the link come before those that drive on it, the one with the lowest driver first.
void Mobility::pull_out(std::uint32_t step) {
  std::sort(joining_.begin(), joining_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return travellers_[a].person > travellers_[b].person; });
  for (const std::uint32_t slot : joining_) {
    Traveller& traveller = travellers_[slot];
    traveller.state = TravelState::pulling_out;
    const std::uint32_t link = links_.link_of_row[traveller.plan[traveller.cursor]];
    travellers_.push_front(links_.links[link].queue, slot);
    wake_link(link, step);
  }
  joining_.clear();
}

// Null where nobody ever waited.
std::vector<std::uint32_t>* Mobility::stand(const RideVehicle& vehicle, const RideCall& call) {
  const auto found = rides_.stands.find(stand_key(vehicle.operator_, call.stand));
  return found == rides_.stands.end() ? nullptr : &found->second;
}

// Steps that the vehicle stays for the call that it makes here; 0: all calls here are made.
std::uint32_t Mobility::serve(std::uint32_t slot, std::uint32_t link, std::uint32_t step, Notes& notes) {
  RideVehicle& vehicle = ride_of(travellers_[slot]);
  for (;;) {
    const RideCall call = operator_of(vehicle).next_call(vehicle);
    if (call.link != link || call.element != travellers_[slot].element) return 0;
    if (vehicle.arrived == no_index) {
      vehicle.arrived = step;
      record_call(vehicle, link, TravelEventKind::arrives_at_stop, step, notes);
    }
    const std::uint32_t stays = stay(vehicle, call, step, notes);
    if (stays > 0) return stays;
    depart_from_stop(vehicle, call, step, notes);
  }
}

std::uint32_t Mobility::stay(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes) {
  const RideOperator& runs = operator_of(vehicle);
  DoorCrowd crowd;
  for (const std::uint32_t rider : vehicle.riders)
    crowd.leaving += runs.gets_off(vehicle, travellers_[rider].person, wish_of(travellers_[rider])) ? 1 : 0;
  const auto aboard = static_cast<std::uint32_t>(vehicle.riders.size()) - crowd.leaving;
  const std::uint32_t capacity = runs.capacity(vehicle);
  crowd.entering = wanting(vehicle, call, capacity > aboard ? capacity - aboard : 0);
  crowd.let_off = [&] { return let_off(vehicle, call, step, notes); };
  crowd.let_on = [&] { return let_on(vehicle, call, step, notes); };
  if (vehicle.doors.act(runs.door_times(vehicle), crowd)) return static_cast<std::uint32_t>(steps_per_s());
  const std::uint32_t earliest = runs.earliest_departure(vehicle);
  return earliest > step ? earliest - step : 0;
}

// How many would get on, counted up to `most`.
std::uint32_t Mobility::wanting(const RideVehicle& vehicle, const RideCall& call, std::uint32_t most) {
  const std::vector<std::uint32_t>* const waiting = stand(vehicle, call);
  std::uint32_t count = 0;
  for (std::size_t k = 0; waiting != nullptr && k < waiting->size() && count < most; ++k) {
    const Traveller& person = travellers_[(*waiting)[k]];
    count += operator_of(vehicle).gets_on(vehicle, person.person, wish_of(person)) ? 1 : 0;
  }
  return count;
}

bool Mobility::let_on(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes) {
  std::vector<std::uint32_t>& waiting = *stand(vehicle, call);
  if (vehicle.riders.size() >= operator_of(vehicle).capacity(vehicle)) return false;
  const auto first = std::find_if(waiting.begin(), waiting.end(), [&](std::uint32_t slot) {
    return operator_of(vehicle).gets_on(vehicle, travellers_[slot].person, wish_of(travellers_[slot]));
  });
  if (first == waiting.end()) return false;
  Traveller& person = travellers_[*first];
  vehicle.riders.push_back(*first);
  waiting.erase(first);
  person.state = TravelState::riding;
  ++vehicle.boarded;
  vehicle.waited_steps += step - person.due;
  --notes.totals.waiting;
  record(person, vehicle.driver, TravelEventKind::boards, step, notes);
  return true;
}

bool Mobility::let_off(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes) {
  const auto first = std::find_if(vehicle.riders.begin(), vehicle.riders.end(), [&](std::uint32_t slot) {
    return operator_of(vehicle).gets_off(vehicle, travellers_[slot].person, wish_of(travellers_[slot]));
  });
  if (first == vehicle.riders.end()) return false;
  const std::uint32_t slot = *first;
  vehicle.riders.erase(first);
  ++vehicle.alighted;
  Traveller& person = travellers_[slot];
  const bool elsewhere = world_.stops_close && wish_of(person).to != call.stand;
  person.cursor += person.leg().all();
  if (elsewhere) {
    travel(slot, least_walk_steps() + walk_steps(call.link, person.activity().link()), step, notes);
    return true;
  }
  end_leg(person, call.link, step, notes);
  notes.people.push_back({slot, person.due});
  return true;
}

void Mobility::depart_from_stop(RideVehicle& vehicle, const RideCall& call, std::uint32_t step, Notes& notes) {
  record_call(vehicle, call.link, TravelEventKind::departs_from_stop, step, notes);
  const auto load = static_cast<std::uint32_t>(vehicle.riders.size());
  const bool full = load >= operator_of(vehicle).capacity(vehicle);
  notes.visits.push_back({vehicle.driver, vehicle.call, vehicle.arrived, step, vehicle.boarded, vehicle.alighted, load,
                          full ? wanting(vehicle, call, no_index) : 0, vehicle.waited_steps});
  report(travellers_[vehicle.slot], {step, 0, call.link, 0, FleetReportKind::departs}, notes);
  operator_of(vehicle).departs(vehicle, step);
  ++vehicle.call;
  vehicle.arrived = no_index;
  vehicle.boarded = vehicle.alighted = vehicle.waited_steps = 0;
}

void Mobility::record_call(const RideVehicle& vehicle, std::uint32_t link, TravelEventKind kind, std::uint32_t step,
                           Notes& notes) const {
  if (world_.records)
    notes.driver_events.push_back({step, vehicle.driver, link, static_cast<std::uint16_t>(vehicle.call), kind, 0});
}

// Whether the first of a queue, a vehicle that is through, has no call to make on the link. One that stops keeps its
// place where its call blocks, and else leaves the queue.
bool Mobility::goes_on(std::uint32_t index, Fifo& queue, std::uint32_t step, Notes& notes) {
  const std::uint32_t slot = queue.head;
  Traveller& traveller = travellers_[slot];
  const std::uint32_t due = traveller.due;
  const std::uint32_t stays = serve(slot, links_.places[index].row, step, notes);
  if (stays == 0) return true;
  RideVehicle& vehicle = ride_of(traveller);
  if (recorder_.records() && vehicle.entered == no_index && traveller.driven_mm > 0)
    vehicle.entered = entered_step(links_.places[index], traveller, due);
  traveller.due = step + stays;
  if (operator_of(vehicle).next_call(vehicle).blocks) return false;
  free_room(index, traveller, step, notes);
  travellers_.pop(queue);
  traveller.state = TravelState::at_stop;
  notes.people.push_back({slot, traveller.due});
  return false;
}

// Whether a vehicle that sets off has a call to make before it joins the link.
bool Mobility::stops_first(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const std::uint32_t stays = serve(slot, links_.places[index].row, step, notes);
  if (stays == 0) return false;
  leave_line(index, slot);
  traveller.due = step + stays;
  traveller.state = TravelState::at_stop;
  notes.people.push_back({slot, traveller.due});
  return true;
}

// Its passengers' trips fail with it.
void Mobility::give_up_vehicle(std::uint32_t slot, std::uint32_t link, std::uint32_t step, Notes& notes) {
  record(travellers_[slot], link, TravelEventKind::stuck, step, notes);
  for (const std::uint32_t rider : ride_of(travellers_[slot]).riders) give_up(rider, link, step, notes);
  report(travellers_[slot], {step, 0, link, 0, FleetReportKind::is_lost}, notes);
  --notes.totals.in_service;
  notes.finished.push_back(slot);
}

void Mobility::give_up_waiting(std::uint32_t step) {
  Notes& notes = *notes_[0];
  for (auto& [key, slots] : rides_.stands) {
    for (const std::uint32_t slot : std::exchange(slots, {})) {
      --notes.totals.waiting;
      give_up(slot, travellers_[slot].next_link, step, notes);
    }
  }
  gather_notes();
}

// {call, arrived, entered, boarded, alighted, waited, open, leaving, entering, words, riders}, words, riders.
void Mobility::pack_ride(const Traveller& traveller, std::vector<std::uint32_t>& words) {
  const RideVehicle& vehicle = ride_of(traveller);
  words.insert(words.end(),
               {vehicle.call, vehicle.arrived, vehicle.entered, vehicle.boarded, vehicle.alighted, vehicle.waited_steps,
                vehicle.doors.open ? 1U : 0U, static_cast<std::uint32_t>(vehicle.doors.leaving_ms),
                static_cast<std::uint32_t>(vehicle.doors.entering_ms), static_cast<std::uint32_t>(vehicle.words.size()),
                static_cast<std::uint32_t>(vehicle.riders.size())});
  words.insert(words.end(), vehicle.words.begin(), vehicle.words.end());
  for (const std::uint32_t rider : vehicle.riders) {
    pack_traveller(travellers_[rider], no_index, words);
    travellers_.remove(rider);
  }
  rides_.vehicles.erase(traveller.person);
}

void Mobility::unpack_ride(std::uint32_t slot, const std::uint32_t*& words) {
  add_vehicle(slot);
  RideVehicle& vehicle = ride_of(travellers_[slot]);
  vehicle.call = *words++;
  vehicle.arrived = *words++;
  vehicle.entered = *words++;
  vehicle.boarded = *words++;
  vehicle.alighted = *words++;
  vehicle.waited_steps = *words++;
  vehicle.doors.open = *words++ != 0;
  vehicle.doors.leaving_ms = static_cast<std::int32_t>(*words++);
  vehicle.doors.entering_ms = static_cast<std::int32_t>(*words++);
  const std::uint32_t own_words = *words++;
  const std::uint32_t riders = *words++;
  vehicle.words.assign(words, words + own_words);
  words += own_words;
  for (std::uint32_t k = 0; k < riders; ++k) vehicle.riders.push_back(travellers_.add(unpack_traveller(words).first));
}

// Passes over what pack_ride() wrote.
void Mobility::each_packed_rider(const std::uint32_t*& words, const std::function<void(const Traveller&)>& visit) {
  constexpr std::size_t own_words = 9, riders = 10, header = 11;
  const std::uint32_t count = words[riders];
  words += header + words[own_words];
  for (std::uint32_t k = 0; k < count; ++k) visit(unpack_traveller(words).first);
}

}  // namespace machi
