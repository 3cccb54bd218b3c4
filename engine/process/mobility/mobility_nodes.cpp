// Vehicles pass nodes: from the buffers of the links that end there into those that begin there.
#include <algorithm>

#include "engine/core/rng.hpp"
#include "engine/process/mobility/mobility.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/parallel.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {
namespace {

__extension__ typedef unsigned __int128 UInt128;

constexpr std::uint32_t purpose_node = 0x6001;  // by node and step: whose turn it is

}  // namespace

void Mobility::move_nodes(std::uint32_t step) {
  node_wheel_.take(step, due_);
  for (const std::uint32_t node : due_) wake_node(node);
  std::swap(now_nodes_, next_nodes_);
  next_nodes_.clear();
  next_step_ = step + 1;
  if (now_nodes_.empty()) return;
  go_along(now_nodes_);
  const auto each_buffer = [&](std::uint32_t node, const auto& visit) {
    for (std::uint32_t l = links_.in_begin[node]; l < links_.in_begin[node + 1]; ++l)
      if (!links_.links[l].buffer.empty()) visit(travellers_[links_.links[l].buffer.head]);
  };
  const auto each_entered = [&](std::uint32_t node, const auto& visit) {
    each_buffer(node, [&](const Traveller& first) {
      const std::uint32_t link = links_.entrances[links_.entrance(node, first.next_link)].link;
      if (link != no_index) visit(links_.links[link]);
    });
  };
  for_each_in_parallel(
      now_nodes_, [&](std::uint32_t node, std::size_t thread) { move_node(node, step, *notes_[thread]); },
      [&](std::uint32_t node) {
        for (std::uint32_t l = links_.in_begin[node]; l < links_.in_begin[node + 1]; ++l) prefetch(links_.links[l]);
      },
      [&](std::uint32_t node) {
        each_buffer(node, [](const Traveller& first) { prefetch(first); });
        for (std::uint32_t e = links_.out_begin[node]; e < links_.out_begin[node + 1]; ++e)
          prefetch(links_.entrances[e]);
      },
      [&](std::uint32_t node) {
        each_buffer(node, [](const Traveller& first) { prefetch(first.plan[first.cursor]); });
        each_entered(node, [](const QueueLink& link) { prefetch(link); });
      },
      [&](std::uint32_t node) {
        each_entered(node, [&](const QueueLink& link) {
          if (!link.queue.empty()) prefetch(travellers_[link.queue.tail]);
        });
      });
  gather_notes();
}

// The links take turns in an order that depends on seed, node and step only; a link with more capacity comes first more
// often.
void Mobility::move_node(std::uint32_t node, std::uint32_t step, Notes& notes) {
  std::vector<std::uint32_t>& offering = notes.offering;
  offering.clear();
  for (std::uint32_t l = links_.in_begin[node]; l < links_.in_begin[node + 1]; ++l)
    if (!links_.links[l].buffer.empty()) offering.push_back(l);
  const bool one_by_one = world_.rules.node_rule == NodeRule::vehicle_by_vehicle;
  for (std::uint32_t draws = 0; !offering.empty(); ++draws) {
    const std::size_t turn = offering.size() == 1 ? 0 : draw(node, step, draws, offering);
    const std::uint32_t index = offering[turn];
    const Fifo& buffer = links_.links[index].buffer;
    bool moved = move_first(index, step, notes);
    while (moved && !one_by_one && !buffer.empty()) moved = move_first(index, step, notes);
    if (!moved || buffer.empty()) offering.erase(offering.begin() + static_cast<std::ptrdiff_t>(turn));
  }
  rest_node(node, step, notes);
}

std::size_t Mobility::draw(std::uint32_t node, std::uint32_t step, std::uint32_t count,
                           const std::vector<std::uint32_t>& among) const {
  Pcu whole = 0;
  for (const std::uint32_t l : among) whole += links_.links[l].flow;
  const std::uint64_t id = links_.node_row[node] | static_cast<std::uint64_t>(count) << 32U;
  const auto words = random_block(world_.rules.seed, id, step, purpose_node);
  const std::uint64_t word = static_cast<std::uint64_t>(words[1]) << 32U | words[0];
  auto left = static_cast<Pcu>(
      static_cast<std::uint64_t>(static_cast<UInt128>(word) * static_cast<std::uint64_t>(whole) >> 64U));
  std::size_t turn = 0;
  while (left >= links_.links[among[turn]].flow) left -= links_.links[among[turn++]].flow;
  return turn;
}

// Whether the first vehicle of a buffer may pass by its signal.
bool Mobility::is_green(std::uint32_t index, std::uint32_t step) const {
  const QueueLink& link = links_.links[index];
  if (!link.signalled) return true;
  const SignalClock* const clock = links_.turn_clock(index, travellers_[link.buffer.head].next_link);
  return clock == nullptr || clock->green(step);
}

// Whether it has been the first for too long; time at red does not count.
bool Mobility::is_stuck(std::uint32_t index, std::uint32_t step) const {
  const QueueLink& link = links_.links[index];
  if (step - link.moved_step <= stuck_steps_) return false;
  const SignalClock* const clock = links_.turn_clock(index, travellers_[link.buffer.head].next_link);
  return clock == nullptr || clock->green_steps(link.moved_step, step, stuck_steps_ + 1) > stuck_steps_;
}

// Whether the first vehicle of the buffer left it.
bool Mobility::move_first(std::uint32_t index, std::uint32_t step, Notes& notes) {
  const QueueLink& link = links_.links[index];
  const LinkPlace& place = links_.places[index];
  if (roads_ && roads_->closed[travellers_[link.buffer.head].next_link] != 0 &&
      !find_way(travellers_[link.buffer.head], notes)) {
    leave_car(pop_buffer(index, step, false, notes), place.row, step, notes);
    return true;
  }
  if (!is_green(index, step)) return false;
  const std::uint32_t e = links_.entrance(place.node, travellers_[link.buffer.head].next_link);
  Entrance& entrance = links_.entrances[e];
  if (!links_.credits.empty()) collect_credits(e, step);
  const bool accepted = entrance.accepts(step);
  if (!accepted && !is_stuck(index, step)) {
    entrance.blocks_node = true;
    return false;
  }
  const std::uint32_t slot = pop_buffer(index, step, true, notes);
  if (!accepted && world_.rules.stuck == StuckRule::remove) {
    give_up(slot, place.row, step, notes);
    notes.nodes.push_back(place.node);  // who stands behind it has not been asked yet
    return false;
  }
  if (!accepted) ++notes.totals.forced;
  enter(slot, e, step, notes);
  return true;
}

std::uint32_t Mobility::pop_buffer(std::uint32_t index, std::uint32_t step, bool passes, Notes& notes) {
  QueueLink& link = links_.links[index];
  const std::uint32_t slot = travellers_.pop(link.buffer);
  if (recorder_.records()) observe(index, travellers_[slot], step, passes, notes);
  link.out_of_buffer(world_.classes[travellers_[slot].vehicle_class].flow, step, links_.flow_clock(index));
  leave_line(index, slot);
  if (link.wants_flow) notes.links.push_back({links_.places[index].unit, step});
  return slot;
}

void Mobility::enter(std::uint32_t slot, std::uint32_t e, std::uint32_t step, Notes& notes) {
  Traveller& traveller = travellers_[slot];
  Entrance& entrance = links_.entrances[e];
  const VehicleClass& vehicle = world_.classes[traveller.vehicle_class];
  entrance.take(vehicle, step);
  traveller.pass_on();
  const std::uint32_t row = entrance.row;
  const bool slow = vehicle.max_speed_m_s < entrance.free_speed_m_s;
  traveller.due =
      step + (slow ? drive_time(row, vehicle.max_speed_m_s, roads_ ? roads_->speed[row] : 1) : entrance.free_steps);
  traveller.driven_mm += static_cast<std::uint32_t>(entrance.length_mm);
  notes.totals.length_mm += entrance.length_mm;
  ++notes.totals.links_entered;
  record(traveller, row, TravelEventKind::enters_link, step, notes);
  if (drives_others(traveller)) report(traveller, {step, 0, row, traveller.due, FleetReportKind::enters}, notes);
  if (entrance.link == no_index) {
    notes.leaving.push_back({slot, row, entrance.neighbour});
    return;
  }
  Fifo& queue = links_.links[entrance.link].queue;
  if (queue.empty()) notes.links.push_back({entrance.link, traveller.due});
  travellers_.push(queue, slot);
}

void Mobility::give_up(std::uint32_t slot, std::uint32_t link, std::uint32_t step, Notes& notes) {
  if (drives_others(travellers_[slot])) return give_up_vehicle(slot, link, step, notes);
  if (is_errand(travellers_[slot])) return get_out(slot, link, LeftCar::Why::no_way, step, notes);
  record(travellers_[slot], link, TravelEventKind::stuck, step, notes);
  if (world_.bin_steps > 0) ++counts(travellers_[slot], step, notes).stuck;
  ++notes.totals.removed;
  --notes.totals.active;
  notes.finished.push_back(slot);
}

// A node all of whose vehicles are blocked sleeps until there is room, until a signal turns green, or until the first
// of them has waited too long. With holes, room comes by itself, so that it looks again in the next step; and so does
// one whose vehicle found red now, but not any more then: nobody has asked for its room yet.
void Mobility::rest_node(std::uint32_t node, std::uint32_t step, Notes& notes) const {
  const bool told_of_room = world_.rules.dynamics == TrafficDynamics::queue;
  std::uint32_t wakes = no_index;
  for (std::uint32_t l = links_.in_begin[node]; l < links_.in_begin[node + 1]; ++l) {
    const QueueLink& link = links_.links[l];
    if (link.buffer.empty()) continue;
    const SignalClock* const clock =
        link.signalled ? links_.turn_clock(l, travellers_[link.buffer.head].next_link) : nullptr;
    const bool green = clock == nullptr || (clock->green(step) && clock->green(step + 1));
    std::uint32_t looks = step + 1;
    if (!green) looks = clock->next_green(step + 1);
    if (green && told_of_room)
      looks =
          clock == nullptr ? link.moved_step + stuck_steps_ + 1 : clock->nth_green(link.moved_step, stuck_steps_ + 1);
    wakes = std::min(wakes, looks);
  }
  if (wakes == no_index) return;
  if (wakes > step + 1) notes.sleeping_nodes.push_back({node, wakes});
  if (wakes <= step + 1) notes.nodes.push_back(node);
}

}  // namespace machi
