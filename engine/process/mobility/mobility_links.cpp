// Vehicles move along their links: from queues into buffers, to their destinations, and from where they parked.
#include <algorithm>
#include <atomic>
#include <utility>

#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/parallel.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {

void Mobility::move_links(std::uint32_t step) {
  link_wheel_.take(step, due_);
  if (due_.empty()) return;
  go_along(due_);
  if (notes_.size() > 1) {  // a link that stands there twice would be looked at by one thread while another moves it
    std::sort(due_.begin(), due_.end());
    due_.erase(std::unique(due_.begin(), due_.end()), due_.end());
  }
  for_each_in_parallel(
      due_,
      [&](std::uint32_t link, std::size_t thread) {
        // An entry is stale where the link was woken earlier; and with one thread the same step may stand there twice.
        std::uint32_t expected = step;
        if (std::atomic_ref(links_.links[link].wake_step).compare_exchange_strong(expected, no_index))
          move_link(link, step, *notes_[thread]);
      },
      [&](std::uint32_t link) {
        prefetch(links_.links[link]);
        prefetch(links_.places[link]);
      },
      [&](std::uint32_t link) {
        const std::uint32_t head = links_.links[link].queue.head;
        if (head != no_index) prefetch(travellers_[head]);
        const std::uint32_t entrance = links_.places[link].entrance;
        if (entrance != no_index) prefetch(links_.entrances[entrance]);
      });
  gather_notes();
}

// The link looks again when one of its rows has something to do.
void Mobility::move_link(std::uint32_t index, std::uint32_t step, Notes& notes) {
  const std::uint32_t wakes =
      links_.links[index].is_approach ? move_approach(index, step, notes) : move_row(index, step, notes);
  if (wakes != no_index) notes.links.push_back({index, wakes});
}

// Those who drive come before those who depart. A row has something to do when the first in the queue is through and
// when flow has returned; where none can before a vehicle passes the node, then.
std::uint32_t Mobility::move_row(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  const bool all_through = empty_queue(index, step, notes);
  link.wants_flow = !all_through || !insert_waiting(index, step, notes);
  std::uint32_t wakes = link.wants_flow ? link.flow_returns(links_.flow_clock(index)) : no_index;
  if (all_through && !link.queue.empty()) wakes = std::min(wakes, travellers_[link.queue.head].due);
  return wakes;
}

// Who is through arrives or gets in line at an exit; then the exits move. They keep the order of the approach.
std::uint32_t Mobility::move_approach(std::uint32_t index, std::uint32_t step, Notes& notes) {
  Fifo& queue = links_.links[index].queue;
  while (!queue.empty() && travellers_[queue.head].due <= step) {
    if (drives_others(travellers_[queue.head]) && !goes_on(index, queue, step, notes)) continue;
    if (travellers_[queue.head].next_link == no_index) {
      free_room(index, travellers_[queue.head], step, notes);
      const std::uint32_t slot = travellers_.pop(queue);
      if (recorder_.records()) observe(index, travellers_[slot], step, false, notes);
      arrive(index, slot, step, notes);
      continue;
    }
    if (!find_way(travellers_[queue.head], notes)) {
      leave_car(pop_queue(index, step, notes), links_.places[index].row, step, notes);
      continue;
    }
    const std::uint32_t slot = travellers_.pop(queue);
    const std::uint32_t exit = get_in_line(index, slot);
    travellers_.push(links_.links[exit].queue, slot);
  }
  std::uint32_t wakes = queue.empty() ? no_index : travellers_[queue.head].due;
  for (std::uint32_t exit = index + 1; exit < links_.exits_end(index); ++exit) {
    const QueueLink& link = links_.links[exit];
    if (!link.queue.empty() || !link.waiting.empty()) wakes = std::min(wakes, move_row(exit, step, notes));
  }
  return wakes;
}

// The row in which a vehicle stands in line, which counts it from now on.
std::uint32_t Mobility::get_in_line(std::uint32_t link, std::uint32_t slot) {
  const Traveller& traveller = travellers_[slot];
  const VehicleClass& vehicle = world_.classes[traveller.vehicle_class];
  const std::uint32_t row = links_.line_for(link, traveller.next_link, vehicle.modes);
  if (row != link) links_.standing[row] += vehicle.room;
  return row;
}

// Whether all that are through have left the queue.
bool Mobility::empty_queue(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  while (!link.queue.empty() && travellers_[link.queue.head].due <= step) {
    Traveller& first = travellers_[link.queue.head];
    if (drives_others(first) && !goes_on(index, link.queue, step, notes)) continue;
    const bool arrives = first.next_link == no_index;
    if (!find_way(first, notes)) {
      leave_car(pop_queue(index, step, notes), links_.places[index].row, step, notes);
      continue;
    }
    if (!arrives && !link.has_flow(step, links_.flow_clock(index))) return false;
    free_room(index, first, step, notes);
    const std::uint32_t slot = travellers_.pop(link.queue);
    if (arrives && recorder_.records()) observe(index, travellers_[slot], step, false, notes);
    if (arrives) arrive(index, slot, step, notes);
    if (!arrives) into_buffer(index, slot, step, notes);
  }
  return true;
}

// Whoever departs from a link has not driven anything before.
void Mobility::observe(std::uint32_t index, const Traveller& traveller, std::uint32_t step, bool passed, Notes& notes) {
  if (traveller.driven_mm == 0) return;
  const LinkPlace& place = links_.places[index];
  if (drives_others(traveller)) {
    std::uint32_t& entered = ride_of(traveller).entered;
    if (entered != no_index) {  // it has stopped here, so its time says nothing of the traffic
      recorder_.note(index, place.row, std::exchange(entered, no_index), 0, false, notes.link_records);
      return;
    }
  }
  const std::uint32_t entered = entered_step(place, traveller, traveller.due);
  recorder_.note(index, place.row, entered, step - entered, passed, notes.link_records);
}

// Whether all that were to depart are in the buffer, or have arrived because their way ends where it begins.
bool Mobility::insert_waiting(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  while (!link.waiting.empty()) {
    if (!link.has_flow(step, links_.flow_clock(index))) return false;
    const std::uint32_t slot = travellers_.pop(link.waiting);
    Traveller& traveller = travellers_[slot];
    traveller.drive_start = step;
    record(traveller, links_.places[index].row, TravelEventKind::enters_traffic, step, notes);
    if (drives_others(traveller) && stops_first(index, slot, step, notes)) continue;
    const bool arrives = traveller.next_link == no_index;
    if (arrives) leave_line(index, slot);
    if (arrives) arrive(index, slot, step, notes);
    if (!arrives) into_buffer(index, slot, step, notes);
  }
  return true;
}

void Mobility::leave_line(std::uint32_t index, std::uint32_t slot) {
  if (links_.places[index].unit != index)
    links_.standing[index] -= world_.classes[travellers_[slot].vehicle_class].room;
}

void Mobility::into_buffer(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  link.into_buffer(world_.classes[travellers_[slot].vehicle_class].flow, step);
  if (link.buffer.empty()) {
    link.moved_step = step;
    notes.nodes.push_back(links_.places[index].node);
  }
  travellers_.push(link.buffer, slot);
}

void Mobility::arrive(std::uint32_t index, std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  const std::uint32_t row = links_.places[index].row;
  if (is_errand(traveller)) return get_out(slot, row, LeftCar::Why::arrived, step, notes);
  record(traveller, row, TravelEventKind::leaves_traffic, step, notes);
  if (!drives_others(traveller)) {
    ++notes.totals.drives;
    notes.totals.drive_steps += step - traveller.drive_start;
    notes.totals.driven_mm += traveller.driven_mm;
  }
  ++traveller.cursor;
  end_leg(traveller, row, step, notes);
  notes.people.push_back({slot, traveller.due});
}

// Room that a vehicle leaves in the queue counts at the entrance from a later step on.
void Mobility::free_room(std::uint32_t index, Traveller& traveller, std::uint32_t step, Notes& notes) {
  if (traveller.state == TravelState::pulling_out) {
    traveller.state = TravelState::driving;
    return;
  }
  const LinkPlace& place = links_.places[index];
  const Credit room{step + place.credit_steps, world_.classes[traveller.vehicle_class].room};
  if (place.entrance == no_index) {
    notes.credits.push_back({place.row, place.neighbour, room});
  } else if (credit(place.entrance, room)) {
    notes.nodes.push_back(links_.entrances[place.entrance].node);
  }
}

}  // namespace machi
