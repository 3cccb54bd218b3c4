// Links change while people drive: who meets a closed link takes another way or goes on on foot, who is on one that is
// flooded loses the car. Every rank knows all changes from the start, and all that neighbours have for one another is
// exchanged before a step in which something changes: what is on a link then does not depend on the ranks.
#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {

std::uint32_t Mobility::next_change() const {
  if (!roads_ || roads_->next == world_.changes.size()) return no_index;
  return world_.changes[roads_->next].step;
}

// Before people move.
void Mobility::change_roads(std::uint32_t step) {
  if (next_change() != step) return;
  for (; next_change() == step; ++roads_->next) change_link(world_.changes[roads_->next], step);
  close_or_open();
}

// All that came before a step, for a run that goes on there.
void Mobility::repeat_changes(std::uint32_t next_step) {
  if (!roads_) return;
  for (; next_change() < next_step; ++roads_->next)
    set_link(world_.changes[roads_->next], world_.changes[roads_->next].step);
  close_or_open();
}

void Mobility::close_or_open() {
  roads_->any_closed = std::find(roads_->closed.begin(), roads_->closed.end(), 1) != roads_->closed.end();
  if (roads_->any_closed) world_.detours->take(roads_->closed, roads_->speed);
}

void Mobility::change_link(const LinkChange& change, std::uint32_t step) {
  const bool drowns = change.state.flooded && roads_->flooded[change.link] == 0;
  set_link(change, step);
  const std::uint32_t e = links_.entrance_of_row[change.link];
  if (e != no_index) wake_node(links_.entrances[e].node);  // who waits there for room may find it closed
  const std::uint32_t link = links_.link_of_row[change.link];
  if (link == no_index) return;
  wake_link(link, step);
  if (drowns) roads_->drowned.push_back(link);
}

void Mobility::set_link(const LinkChange& change, std::uint32_t step) {
  const LinkState& state = change.state;
  roads_->closed[change.link] = state.closed ? 1 : 0;
  roads_->flooded[change.link] = state.flooded ? 1 : 0;
  if (roads_->speed[change.link] != state.speed_factor) {
    std::vector<RoadState::Pace>& paces = roads_->paces[change.link];
    if (paces.empty()) paces.push_back({0, roads_->speed[change.link]});
    paces.push_back({step, state.speed_factor});
    roads_->speed[change.link] = state.speed_factor;
  }
  const std::uint32_t e = links_.entrance_of_row[change.link];
  if (e != no_index) change_entrance(links_.entrances[e], state);
  const std::uint32_t link = links_.link_of_row[change.link];
  if (link == no_index) return;
  roads_->capacity[change.link] = state.capacity_factor;
  set_capacity(link, step);
}

void Mobility::change_entrance(Entrance& entrance, const LinkState& state) {
  entrance.closed = state.closed;
  entrance.free_speed_m_s = state.speed_factor * world_.network->free_speed_m_s[entrance.row];
  entrance.free_steps = drive_time(entrance.row, infinity, state.speed_factor);
  if (entrance.inflow > 0)
    entrance.inflow = inflow_per_step(*world_.network, entrance.row, entrance.free_speed_m_s, steps_per_s());
}

// Of all rows of a link: what events and walkers leave of it.
void Mobility::set_capacity(std::uint32_t link, std::uint32_t step) {
  const double factor = roads_->capacity_of(links_.places[link].row);
  for (std::uint32_t row = link; row < links_.end_of_unit(link); ++row) change_flow(row, factor, step);
}

void Mobility::change_capacity(std::uint32_t link, std::uint32_t step) {
  set_capacity(link, step);
  wake_link(link, step);
}

// Of a row, from this step on; what has returned until now has returned at the old rate.
void Mobility::change_flow(std::uint32_t index, double factor, std::uint32_t step) {
  QueueLink& link = links_.links[index];
  if (link.is_approach) return;
  if (link.buffer.empty() || link.wants_flow) link.refill(step, links_.flow_clock(index));
  const std::uint32_t exit = links_.exit[index];
  const double capacity_1_s = exit == no_index ? world_.network->flow_capacity_1_s[links_.places[index].row]
                                               : world_.network->exits.capacity_1_s[exit];
  link.flow = flow_per_step(factor * capacity_1_s, world_.rules);
  link.flow_left = std::min(link.flow_left, link.flow);
}

// Steps from the entry of a link to its end, at a factor of its speed. No factor makes a link shorter than a step that
// is longer without: nodes less than a step apart lie on one rank, others need not.
std::uint32_t Mobility::drive_time(std::uint32_t row, double max_speed_m_s, double factor) const {
  const double length_m = world_.network->length_m[row];
  const double free_m_s = world_.network->free_speed_m_s[row];
  const std::uint32_t steps = drive_steps(length_m, std::min(max_speed_m_s, factor * free_m_s), steps_per_s());
  if (factor <= 1) return steps;
  return std::max(steps, std::min(1U, drive_steps(length_m, free_m_s, steps_per_s())));
}

// When a vehicle that is through in `due` entered: the latest time whose speed leads there.
std::uint32_t Mobility::entered_step(const LinkPlace& place, const Traveller& traveller, std::uint32_t due) const {
  const double max_speed_m_s = world_.classes[traveller.vehicle_class].max_speed_m_s;
  const bool slow = max_speed_m_s < world_.network->free_speed_m_s[place.row];
  if (!roads_ || !roads_->paces.contains(place.row))
    return due - (slow ? drive_time(place.row, max_speed_m_s, 1) : place.free_steps);
  const std::vector<RoadState::Pace>& paces = roads_->paces.at(place.row);
  std::uint32_t end = no_index;
  for (std::size_t k = paces.size(); k-- > 0; end = paces[k].step) {
    const std::uint32_t steps = drive_time(place.row, max_speed_m_s, paces[k].factor);
    if (steps <= due && due - steps >= paces[k].step && due - steps < end) return due - steps;
  }
  return due;
}

// Whether a driver whose way leads into a closed link has another one, or needs none. The link where it is may be
// closed: it leaves it.
bool Mobility::find_way(Traveller& traveller, Notes& notes) {
  if (!roads_ || !roads_->any_closed || traveller.links_left < 2) return true;
  const auto first = traveller.plan.begin() + traveller.cursor;
  const auto end = first + traveller.links_left;
  if (std::none_of(first + 1, end, [&](std::uint32_t link) { return roads_->closed[link] != 0; })) return true;
  const std::vector<std::uint32_t> links = world_.detours->route(*first, *(end - 1), traveller.vehicle_class);
  if (links.size() < 2) return false;
  traveller.links_left = static_cast<std::uint32_t>(links.size());
  const auto at = traveller.plan.erase(first, end);
  traveller.plan.insert(at, links.begin(), links.end());
  traveller.next_link = links[1];
  ++notes.totals.rerouted;
  return true;
}

void Mobility::leave_car(std::uint32_t slot, std::uint32_t row, std::uint32_t step, Notes& notes) {
  record(travellers_[slot], row, TravelEventKind::leaves_traffic, step, notes);
  go_on_foot(slot, row, step, notes);
}

// The car stays where it is; the driver walks from the end of its link to the place where the leg was to end. Who
// drives others does not: their trips fail with the vehicle.
void Mobility::go_on_foot(std::uint32_t slot, std::uint32_t row, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  if (drives_others(traveller)) return give_up_vehicle(slot, row, step, notes);
  ++notes.totals.on_foot;
  if (is_errand(traveller))
    return get_out(slot, row, roads_->flooded[row] != 0 ? LeftCar::Why::water : LeftCar::Why::no_way, step, notes);
  traveller.cursor += traveller.links_left;
  traveller.links_left = 0;
  traveller.next_link = no_index;
  travel(slot, least_walk_steps() + walk_steps(row, traveller.activity().link()), step, notes);
}

std::uint32_t Mobility::least_walk_steps() const {
  constexpr std::int64_t get_out_s = 60;
  return static_cast<std::uint32_t>(get_out_s * steps_per_s());
}

std::uint32_t Mobility::walk_steps(std::uint32_t from, std::uint32_t to) const {
  const TrafficNetwork& network = *world_.network;
  const double dx_m = network.x_m[network.to[from]] - network.x_m[network.to[to]];
  const double dy_m = network.y_m[network.to[from]] - network.y_m[network.to[to]];
  const double way_m = world_.beeline_factor * std::sqrt(dx_m * dx_m + dy_m * dy_m);
  return drive_steps(way_m, world_.walk_speed_m_s, steps_per_s());
}

// Vehicles on links that were flooded in this step, after the nodes have moved; and the room of those that were taken
// out before them. Room counts for the nodes of the next step, wherever the entrance is.
void Mobility::lose_vehicles(std::uint32_t step) {
  if (!roads_ || (roads_->drowned.empty() && roads_->left.empty())) return;
  Notes& notes = *notes_[0];
  for (const RoadState::Left& left : roads_->left) {
    Traveller traveller;
    traveller.vehicle_class = left.vehicle_class;
    free_room(left.link, traveller, step, notes);
  }
  roads_->left.clear();
  for (const std::uint32_t link : roads_->drowned)
    for (std::uint32_t row = link; row < links_.end_of_unit(link); ++row) lose_row(row, step, notes);
  roads_->drowned.clear();
  gather_notes();
}

void Mobility::lose_row(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  const std::uint32_t row = links_.places[index].row;
  while (!link.queue.empty()) {
    leave_car(pop_queue(index, step, notes), row, step, notes);
    ++notes.totals.lost_vehicles;
  }
  while (!link.buffer.empty()) {
    leave_car(pop_buffer(index, step, false, notes), row, step, notes);
    ++notes.totals.lost_vehicles;
  }
  while (!link.waiting.empty()) {  // parked, not in traffic yet
    const std::uint32_t slot = travellers_.pop(link.waiting);
    leave_line(index, slot);
    go_on_foot(slot, row, step, notes);
    ++notes.totals.lost_vehicles;
  }
  link.wants_flow = false;
}

// Out of the queue for good: it neither arrives nor drives on.
std::uint32_t Mobility::pop_queue(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  free_room(index, travellers_[link.queue.head], step, notes);
  const std::uint32_t slot = travellers_.pop(link.queue);
  leave_line(index, slot);
  if (recorder_.records()) observe(index, travellers_[slot], step, false, notes);
  return slot;
}

}  // namespace machi
