// Another process takes people over: they leave the traffic, and some of them drive on for it. All that neighbours have
// for one another is exchanged before that step, so everyone is on the rank of its place.
#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {
namespace {

// {link, when}, {car, links}, where it ends.
std::vector<std::uint32_t> errand_plan(std::uint32_t link, std::uint32_t from_step, std::uint8_t vehicle_class,
                                       const std::vector<std::uint32_t>& way) {
  std::vector<std::uint32_t> plan{link, from_step, no_index, std::uint32_t{vehicle_class} * 2 + 1,
                                  static_cast<std::uint32_t>(way.size())};
  plan.insert(plan.end(), way.begin(), way.end());
  plan.insert(plan.end(), {way.back(), no_index, no_index});
  return plan;
}

}  // namespace

void Mobility::hand_over(Handover handover) {
  for (const Errand& errand : handover.errands) errands_.emplace(errand.person, errand.way);
  if (next_step_ <= world_.handover_step) handover_ = std::make_unique<Handover>(std::move(handover));
}

std::vector<LeftCar> Mobility::take_left_cars() {
  std::vector<LeftCar> left;
  for (const std::unique_ptr<Notes>& notes : notes_) {
    left.insert(left.end(), notes->left_cars.begin(), notes->left_cars.end());
    notes->left_cars.clear();
  }
  return left;
}

void Mobility::take_changes(std::vector<LinkChange> changes) {
  world_.changes = std::move(changes);
  const auto first = std::lower_bound(world_.changes.begin(), world_.changes.end(), next_step_,
                                      [](const LinkChange& change, std::uint32_t step) { return change.step < step; });
  roads_->next = static_cast<std::size_t>(first - world_.changes.begin());
}

void Mobility::share_roads(std::span<const LinkShare> shares) {
  for (const LinkShare& share : shares) {
    roads_->beside_walkers[share.link] = share.factor;
    const std::uint32_t link = links_.link_of_row[share.link];
    if (link != no_index) change_capacity(link, next_step_);
  }
}

bool Mobility::leaves(std::uint32_t person) const {
  return std::binary_search(handover_->leave.begin(), handover_->leave.end(), person);
}

void Mobility::take_over(std::uint32_t step) {
  lookout_.reset();
  if (!handover_) return;
  Notes& notes = *notes_[0];
  for (std::uint32_t index = 0; index < links_.links.size(); ++index) sift_row(index, step, notes);
  sift_rides();
  sift_others();
  for (const Errand& errand : handover_->errands) add_errand(errand, step);
  gather_notes();
  handover_.reset();
}

// Cars of those who leave stand at the kerb from now on; who waits to get into the traffic has not left it yet.
void Mobility::sift_row(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  const bool in_line = links_.places[index].unit != index;
  const auto take_out = [&](std::uint32_t slot) {
    --own_.active;
    ++own_.taken_over;
    travellers_.remove(slot);
  };
  const auto goes = [&](std::uint32_t slot) {
    return !drives_others(travellers_[slot]) && leaves(travellers_[slot].person);
  };
  sift_fifo(link.queue, [&](std::uint32_t slot) {
    if (!goes(slot) || turn_round(index, slot, in_line, step, notes)) return true;
    roads_->left.push_back({index, travellers_[slot].vehicle_class});
    leave_line(index, slot);
    take_out(slot);
    return false;
  });
  sift_fifo(link.buffer, [&](std::uint32_t slot) {
    if (!goes(slot) || turn_round(index, slot, true, step, notes)) return true;
    link.out_of_buffer(world_.classes[travellers_[slot].vehicle_class].flow, step, links_.flow_clock(index));
    leave_line(index, slot);
    if (link.wants_flow) notes.links.push_back({links_.places[index].unit, step});
    take_out(slot);
    return false;
  });
  sift_fifo(link.waiting, [&](std::uint32_t slot) {
    if (!goes(slot)) return true;
    leave_line(index, slot);
    take_out(slot);
    return false;
  });
}

// Keeps those for whom `keep` says so, in their order. `keep` may remove the others' slots.
void Mobility::sift_fifo(Fifo& fifo, const std::function<bool(std::uint32_t)>& keep) {
  std::uint32_t slot = fifo.head;
  fifo = {};
  while (slot != no_index) {
    const std::uint32_t next = travellers_[slot].next;
    if (keep(slot)) travellers_.push(fifo, slot);
    slot = next;
  }
}

// Whether someone who leaves drives on for the other process, from the link where it is. Who has its turn at the end of
// the link keeps it.
bool Mobility::turn_round(std::uint32_t index, std::uint32_t slot, bool keeps_turn, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const auto errand = std::lower_bound(handover_->errands.begin(), handover_->errands.end(), traveller.person,
                                       [](const Errand& row, std::uint32_t person) { return row.person < person; });
  if (errand == handover_->errands.end() || errand->person != traveller.person || errand->link != no_index)
    return false;
  const std::uint32_t here = links_.places[index].row;
  if (!redirect_driver(traveller, here, keeps_turn, handover_->ways[errand->way])) {
    notes.left_cars.push_back({traveller.person, here, along_link(traveller, here, step), step, LeftCar::Why::no_way});
    return false;
  }
  ++own_.taken_over;
  ++own_.errands;
  return true;
}

// Whether there is a way for a car on link `row` of the network.
bool Mobility::redirect_driver(Traveller& traveller, std::uint32_t row, bool keeps_turn, const WayFrom& way) const {
  const bool turns = keeps_turn && traveller.next_link != no_index;
  std::vector<std::uint32_t> links = way(turns ? traveller.next_link : row);
  if (links.empty()) return false;
  if (turns) links.insert(links.begin(), row);
  traveller.links_left = static_cast<std::uint32_t>(links.size());
  traveller.next_link = links.size() > 1 ? links[1] : no_index;
  traveller.cursor = 0;
  links.insert(links.end(), {links.back(), no_index, no_index});
  traveller.plan = std::move(links);
  return true;
}

// The same for one that has not set off yet.
bool Mobility::redirect_parked(Traveller& traveller, const WayFrom& way) const {
  const std::vector<std::uint32_t> links = way(traveller.activity().link());
  if (links.empty()) return false;
  const std::vector<std::uint32_t> before = std::move(traveller.plan);
  traveller.plan = errand_plan(before[0], before[1], LegWords(&before[ActivityWords::size]).vehicle_class(), links);
  return true;
}

// What is between two ranks arrives first, so everyone is on the rank of its place.
Redirected Mobility::redirect(const Comm& comm, std::uint8_t kind, std::span<const std::uint32_t> goals,
                              const WayFrom& way) {
  settle(comm);
  Redirected redirected;
  const auto count = [&](bool turned) { ++(turned ? redirected.turned : redirected.without_way); };
  const auto goes_to = [&](const Traveller& traveller) {
    return traveller.plan.size() >= 3 && std::binary_search(goals.begin(), goals.end(), traveller.plan.end()[-3]) &&
           is_errand(traveller) && errands_.at(traveller.person) == kind;
  };
  for (std::uint32_t index = 0; index < links_.links.size(); ++index) {
    const LinkPlace& place = links_.places[index];
    const auto look_at = [&](const Fifo& fifo, bool keeps_turn) {
      for (std::uint32_t slot = fifo.head; slot != no_index; slot = travellers_[slot].next)
        if (goes_to(travellers_[slot])) count(redirect_driver(travellers_[slot], place.row, keeps_turn, way));
    };
    look_at(links_.links[index].queue, place.unit != index);
    look_at(links_.links[index].buffer, true);
    look_at(links_.links[index].waiting, place.unit != index);
  }
  for (const std::uint32_t slot : parked())
    if (goes_to(travellers_[slot])) count(redirect_parked(travellers_[slot], way));
  return redirected;
}

void Mobility::redirect_before(std::uint8_t kind, std::uint32_t step, const WayFrom& way) {
  for (const std::uint32_t slot : parked())
    if (travellers_[slot].due < step && errands_.at(travellers_[slot].person) == kind)
      redirect_parked(travellers_[slot], way);
}

// Slots of cars that drive for another process and have not set off yet.
const std::vector<std::uint32_t>& Mobility::parked() {
  const auto is_parked = [&](std::uint32_t slot) {
    const Traveller& traveller = travellers_[slot];
    return !traveller.plan.empty() && traveller.state == TravelState::at_activity && is_errand(traveller);
  };
  if (!roads_->parked) {
    roads_->parked.emplace();
    for (std::uint32_t slot = 0; slot < travellers_.slots(); ++slot)
      if (is_parked(slot)) roads_->parked->push_back(slot);
  }
  std::erase_if(*roads_->parked, [&](std::uint32_t slot) { return !is_parked(slot); });
  return *roads_->parked;
}

// What is between two ranks arrives first. Of a link with several exits all that is on it passes at the flow of all.
std::vector<LinkTime> Mobility::slow_links(const Comm& comm) {
  settle(comm);
  std::vector<LinkTime> slow;
  const auto flow_on = [&](const Fifo& fifo) {
    Pcu flow = 0;
    for (std::uint32_t slot = fifo.head; slot != no_index; slot = travellers_[slot].next)
      flow += world_.classes[travellers_[slot].vehicle_class].flow;
    return flow;
  };
  for (std::uint32_t link = 0; link < links_.links.size(); link = links_.end_of_unit(link)) {
    Pcu flow = 0, here = 0;
    for (std::uint32_t row = link; row < links_.end_of_unit(link); ++row) {
      const QueueLink& one = links_.links[row];
      if (!one.is_approach) flow += one.flow;
      here += flow_on(one.queue) + flow_on(one.buffer);
    }
    const auto free_steps = static_cast<Pcu>(links_.places[link].free_steps);
    if (flow <= 0 || here <= free_steps * flow) continue;
    const double steps = static_cast<double>(here) / static_cast<double>(flow);
    slow.push_back({links_.places[link].row, 0,
                    static_cast<std::uint64_t>(std::llround(1e6 * steps / static_cast<double>(steps_per_s())))});
  }
  slow = comm.all_gather_of(std::span<const LinkTime>(slow));
  std::sort(slow.begin(), slow.end(), [](const LinkTime& a, const LinkTime& b) { return a.link < b.link; });
  return slow;
}

std::span<const std::uint8_t> Mobility::closed_links() const {
  return roads_ ? std::span<const std::uint8_t>(roads_->closed) : std::span<const std::uint8_t>();
}

// Vehicles that others drive go on without those who leave.
void Mobility::sift_rides() {
  const auto goes = [&](std::uint32_t slot) {
    if (!leaves(travellers_[slot].person)) return false;
    own_.waiting -= travellers_[slot].state == TravelState::waiting ? 1 : 0;
    --own_.active;
    ++own_.taken_over;
    travellers_.remove(slot);
    return true;
  };
  for (auto& [key, waiting] : rides_.stands) std::erase_if(waiting, goes);
  for (auto& [driver, vehicle] : rides_.vehicles) std::erase_if(vehicle.riders, goes);
}

// Those at activities and on teleported legs stand in the wheel.
void Mobility::sift_others() {
  for (std::uint32_t slot = 0; slot < travellers_.slots(); ++slot) {
    const Traveller& traveller = travellers_[slot];
    if (traveller.plan.empty() || drives_others(traveller) || traveller.state == TravelState::driving ||
        !leaves(traveller.person))
      continue;
    --own_.active;
    ++own_.taken_over;
    travellers_.bury(slot);
  }
}

void Mobility::add_errand(const Errand& errand, std::uint32_t step) {
  if (errand.link == no_index || links_.link_of_row[errand.link] == no_index) return;
  const std::vector<std::uint32_t> way = handover_->ways[errand.way](errand.link);
  if (way.empty()) throw RunError("a car is to set off where no way leads on. Please report this");
  Traveller traveller;
  traveller.person = errand.person;
  traveller.plan = errand_plan(errand.link, errand.from_step, errand.vehicle_class, way);
  traveller.due = std::max(errand.from_step, step);
  const std::uint32_t due = traveller.due;
  people_wheel_.add(due, travellers_.add(std::move(traveller)));
  ++own_.active;
  ++own_.errands;
}

void Mobility::set_off(std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const std::uint32_t link = traveller.activity().link();
  traveller.cursor += ActivityWords::size;
  start_driving(traveller, step);
  if (roads_->flooded[link] != 0 || !find_way(traveller, notes)) return go_on_foot(slot, link, step, notes);
  departing_.push_back(slot);
}

// The part of a link that lies behind a vehicle which is on it, by its time at free speed.
float Mobility::along_link(const Traveller& traveller, std::uint32_t row, std::uint32_t step) const {
  const std::uint32_t left = traveller.due > step ? traveller.due - step : 0;
  const double left_m =
      static_cast<double>(left) / static_cast<double>(steps_per_s()) * world_.network->free_speed_m_s[row];
  return static_cast<float>(std::clamp(1 - left_m / world_.network->length_m[row], 0.0, 1.0));
}

// Out of the car for good, and out of the traffic.
void Mobility::get_out(std::uint32_t slot, std::uint32_t row, LeftCar::Why why, std::uint32_t step, Notes& notes) {
  const Traveller& traveller = travellers_[slot];
  notes.left_cars.push_back({traveller.person, row, along_link(traveller, row, step), step, why});
  --notes.totals.active;
  --notes.totals.errands;
  notes.finished.push_back(slot);
}

}  // namespace machi
