// Vehicles move along their links: from queues into buffers, to their destinations, and from where they parked.
#include <algorithm>
#include <atomic>

#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/parallel.hpp"

namespace machi {

void Mobility::move_links(std::uint32_t step) {
  link_wheel_.take(step, due_);
  if (due_.empty()) return;
  go_along(due_);
  for_each_in_parallel(
      due_, [&](std::uint32_t link) { prefetch(links_.links[link]); },
      [&](std::uint32_t link) {
        const QueueLink& row = links_.links[link];
        if (!row.queue.empty()) prefetch(travellers_[row.queue.head]);
        if (row.entrance != no_index) prefetch(links_.entrances[row.entrance]);
      },
      [](std::uint32_t) {},
      [&](std::uint32_t link, std::size_t thread) {
        // An entry is stale where the link was woken earlier; and the same step may stand there twice.
        std::uint32_t expected = step;
        if (std::atomic_ref(links_.links[link].wake_step).compare_exchange_strong(expected, no_index))
          move_link(link, step, *notes_[thread]);
      });
  gather_notes();
}

// Those who drive come before those who depart. The link looks again when the first in the queue is through and when
// flow has returned; where none can before a vehicle passes the node, then.
void Mobility::move_link(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  const bool all_through = empty_queue(index, step, notes);
  link.wants_flow = !all_through || !insert_waiting(link, step, notes);
  std::uint32_t wakes = link.wants_flow ? link.flow_returns() : no_index;
  if (all_through && !link.queue.empty()) wakes = std::min(wakes, travellers_[link.queue.head].due);
  if (wakes != no_index) notes.links.push_back({index, wakes});
}

// Whether all that are through have left the queue.
bool Mobility::empty_queue(std::uint32_t index, std::uint32_t step, Notes& notes) {
  QueueLink& link = links_.links[index];
  while (!link.queue.empty() && travellers_[link.queue.head].due <= step) {
    Traveller& first = travellers_[link.queue.head];
    const bool arrives = first.next_link == no_index;
    if (!arrives && !link.has_flow(step)) return false;
    free_room(index, first, step, notes);
    const std::uint32_t slot = travellers_.pop(link.queue);
    if (arrives) arrive(link, slot, step, notes);
    if (!arrives) into_buffer(link, slot, step, notes);
  }
  return true;
}

// Whether all that were to depart are in the buffer, or have arrived because their way ends where it begins.
bool Mobility::insert_waiting(QueueLink& link, std::uint32_t step, Notes& notes) {
  while (!link.waiting.empty()) {
    if (!link.has_flow(step)) return false;
    const std::uint32_t slot = travellers_.pop(link.waiting);
    Traveller& traveller = travellers_[slot];
    traveller.drive_start = step;
    record(traveller, link.row, TravelEventKind::enters_traffic, step, notes);
    if (traveller.next_link == no_index)
      arrive(link, slot, step, notes);
    else
      into_buffer(link, slot, step, notes);
  }
  return true;
}

void Mobility::into_buffer(QueueLink& link, std::uint32_t slot, std::uint32_t step, Notes& notes) {
  link.into_buffer(world_.classes[travellers_[slot].vehicle_class].flow, step);
  if (link.buffer.empty()) {
    link.moved_step = step;
    notes.nodes.push_back(link.node);
  }
  travellers_.push(link.buffer, slot);
}

void Mobility::arrive(QueueLink& link, std::uint32_t slot, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  record(traveller, link.row, TravelEventKind::leaves_traffic, step, notes);
  ++notes.totals.drives;
  notes.totals.drive_steps += step - traveller.drive_start;
  notes.totals.driven_mm += traveller.driven_mm;
  ++traveller.cursor;
  end_leg(traveller, link.row, step, notes);
  notes.people.push_back({slot, traveller.due});
}

// Room that a vehicle leaves in the queue counts at the entrance from a later step on.
void Mobility::free_room(std::uint32_t index, const Traveller& traveller, std::uint32_t step, Notes& notes) {
  const Credit room{step + links_.credit_steps[index], world_.classes[traveller.vehicle_class].room};
  const std::uint32_t e = links_.links[index].entrance;
  if (e == no_index) {
    notes.credits.push_back({links_.links[index].row, links_.link_neighbour[index], room});
    return;
  }
  if (credit(e, room)) notes.nodes.push_back(links_.entrances[e].node);
}

}  // namespace machi
