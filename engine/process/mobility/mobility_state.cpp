// A run of traffic that is left between two steps and gone on with, on other ranks or the same.
#include "engine/process/mobility/mobility_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/comm/joined.hpp"
#include "engine/core/error.hpp"
#include "engine/process/mobility/mobility_notes.hpp"
#include "engine/process/mobility/road_state.hpp"

namespace machi {
namespace {

bool is_by_time(TravelState state) {
  return state == TravelState::at_activity || state == TravelState::travelling || state == TravelState::arrived ||
         state == TravelState::at_stop;
}

bool is_on_link(TravelState state) {
  return state == TravelState::driving || state == TravelState::at_stop || state == TravelState::pulling_out;
}

// Words before the next activity: links of the leg that is driven, or the leg for whose vehicle somebody waits.
std::uint32_t words_ahead(const TravellerRow& row, const std::uint32_t* plan) {
  if (is_on_link(row.state)) return row.links_left;
  return row.state == TravelState::waiting || row.state == TravelState::riding ? LegWords(plan).all() : 0;
}

// What is still to come of a plan, as one that begins with an activity. Who waits may walk from the stand.
RunningPlan plan_ahead(const TravellerRow& row, const std::uint32_t* plan) {
  RunningPlan ahead{row.person, {}};
  const bool waits = row.state == TravelState::waiting;
  if (waits) ahead.words = {row.link, no_index, no_index};
  ahead.words.insert(ahead.words.end(), plan + (waits ? 0 : words_ahead(row, plan)), plan + row.words);
  return ahead;
}

std::vector<RunningPlan> plans_ahead(const MobilityState& state) {
  std::vector<RunningPlan> plans;
  const std::uint32_t* plan = state.words.data();
  for (const TravellerRow& row : state.travellers) {
    plans.push_back(plan_ahead(row, plan));
    plan += row.words;
  }
  return plans;
}

bool links_follow(const TrafficNetwork& network, const std::uint32_t* links, std::uint32_t count) {
  for (std::uint32_t k = 0; k < count; ++k)
    if (links[k] >= network.links() || (k > 0 && network.to[links[k - 1]] != network.from[links[k]])) return false;
  return count > 0;
}

// Whether words are activities and legs one after the other, as running_plan.hpp has them.
bool is_plan(std::span<const std::uint32_t> words, const MobilityWorld& world) {
  const TrafficNetwork& network = *world.network;
  while (words.size() >= ActivityWords::size) {
    const std::uint32_t here = ActivityWords(words.data()).link();
    if (here >= network.links()) return false;
    words = words.subspan(ActivityWords::size);
    if (words.empty()) return true;
    if (words.size() < LegWords::size) return false;
    const LegWords leg(words.data());
    if (leg.on_network()) {
      const std::uint32_t* const links = words.data() + LegWords::size;
      const bool goes_on = leg.vehicle_class() < world.classes.size() && leg.links() <= words.size() - LegWords::size &&
                           links_follow(network, links, leg.links()) && links[0] == here;
      if (!goes_on) return false;
    } else if (leg.is_ride() && leg.ride_operator() >= world.operators.size()) {
      return false;
    }
    if (leg.all() > words.size()) return false;
    words = words.subspan(leg.all());
  }
  return false;
}

bool place_fits(const TravellerRow& row) {
  switch (row.place) {
    case TravellerPlace::by_time:
      return is_by_time(row.state);
    case TravellerPlace::in_queue:
      return row.state == TravelState::driving || row.state == TravelState::pulling_out;
    case TravellerPlace::in_buffer:
    case TravellerPlace::departing:
      return row.state == TravelState::driving;
    case TravellerPlace::at_stand:
      return row.state == TravelState::waiting;
    case TravellerPlace::riding:
      return row.state == TravelState::riding;
  }
  return false;
}

// Rows to the ranks that `owner` names, those of lower ranks first.
template <class Row, class Owner>
void deal_rows(const Comm& comm, std::vector<Row>& rows, const Owner& owner) {
  std::vector<std::vector<Row>> to(static_cast<std::size_t>(comm.size()));
  for (const Row& row : rows) to[static_cast<std::size_t>(owner(row))].push_back(row);
  rows = {};
  rows = all_to_all_joined(comm, std::move(to));
}

}  // namespace

MobilityState deal_state(const Comm& comm, const MobilityWorld& world, MobilityState state) {
  const TrafficNetwork& network = *world.network;
  const std::vector<int>& node_rank = world.shares->node_rank;
  const auto downstream = [&](const auto& row) { return node_rank[network.to[row.link]]; };
  const auto upstream = [&](const auto& row) { return node_rank[network.from[row.link]]; };
  std::size_t row = 0;
  std::uint32_t left = state.travellers.empty() ? 0 : state.travellers.front().words;
  deal_rows(comm, state.words, [&](std::uint32_t) {  // each word goes where its row goes
    while (left == 0) left = state.travellers[++row].words;
    --left;
    return downstream(state.travellers[row]);
  });
  deal_rows(comm, state.travellers, downstream);
  deal_rows(comm, state.vehicles, downstream);
  deal_rows(comm, state.links, downstream);
  deal_rows(comm, state.entrances, upstream);
  deal_rows(comm, state.credits, upstream);
  deal_rows(comm, state.records, [&](const RecordStateRow& one) { return downstream(one.record); });
  return state;
}

bool has_exit(const TrafficNetwork& network, std::uint32_t link, std::uint32_t exit) {
  if (link >= network.links()) return false;
  if (exit == 0) return true;
  const LinkExits& of = network.exits;
  const std::uint32_t count = of.given() ? of.begin[link + 1] - of.begin[link] : 0;
  return count >= 2 && exit <= count;
}

bool fits(const TravellerRow& row, std::span<const std::uint32_t> plan, const MobilityWorld& world,
          std::uint32_t next_step) {
  const TrafficNetwork& network = *world.network;
  if (!has_exit(network, row.link, row.exit) || !place_fits(row) || row.mode > last_counted_mode) return false;
  if (row.place == TravellerPlace::by_time && row.due < next_step) return false;
  if (is_on_link(row.state)) {
    if (row.vehicle_class >= world.classes.size() || row.links_left > plan.size() ||
        !links_follow(network, plan.data(), row.links_left) || plan[0] != row.link)
      return false;
  } else if (row.state == TravelState::waiting || row.state == TravelState::riding) {
    if (plan.size() < LegWords::size + LegWords::wish_words || !LegWords(plan.data()).is_ride() ||
        LegWords(plan.data()).on_network() || LegWords(plan.data()).ride_operator() >= world.operators.size())
      return false;
  }
  return is_plan(plan.subspan(words_ahead(row, plan.data())), world);
}

bool fits(const RideVehicleRow& row, const MobilityWorld& world) {
  const auto drives = [&](const RideOperator* runs) {
    return row.driver >= runs->first_driver() && row.driver - runs->first_driver() < runs->vehicles();
  };
  return row.link < world.network->links() && row.words <= RideVehicleRow::most_words &&
         std::any_of(world.operators.begin(), world.operators.end(), drives);
}

/// A traveller in its list, or a vehicle's driver before its riders.
struct Mobility::Kept {
  std::uint32_t unit{0};  ///< own link
  std::uint32_t exit{0};
  TravellerPlace place{TravellerPlace::by_time};
  std::uint64_t list{0};   ///< stand
  std::uint32_t order{0};  ///< in it; by time: the person
  std::uint32_t slot{0};
  friend bool operator<(const Kept& a, const Kept& b) {
    return std::tie(a.unit, a.exit, a.place, a.list, a.order) < std::tie(b.unit, b.exit, b.place, b.list, b.order);
  }
};

// ---- What is kept

MobilityState Mobility::state(const Comm& comm) {
  settle(comm);
  MobilityState state;
  comm.agree([&] { add_travellers(state); });
  add_links(state);
  add_entrances(state);
  add_records(state);
  if (world_.guide != nullptr) state.seen_ms = world_.guide->learned_ms();
  for (const std::unique_ptr<Notes>& notes : notes_) {
    state.events.insert(state.events.end(), notes->events.begin(), notes->events.end());
    state.driver_events.insert(state.driver_events.end(), notes->driver_events.begin(), notes->driver_events.end());
    state.visits.insert(state.visits.end(), notes->visits.begin(), notes->visits.end());
  }
  state.legs = leg_counts();
  state.totals = own_;
  return state;
}

// Everyone on this rank but riders, by place.
std::vector<Mobility::Kept> Mobility::kept() const {
  std::vector<Kept> rows;
  const auto add_list = [&](std::uint32_t index, const Fifo& fifo, TravellerPlace place) {
    const std::uint32_t unit = links_.places[index].unit;
    std::uint32_t order = 0;
    for (std::uint32_t slot = fifo.head; slot != no_index; slot = travellers_[slot].next)
      rows.push_back({unit, index - unit, place, 0, order++, slot});
  };
  for (std::uint32_t index = 0; index < links_.links.size(); ++index) {
    const QueueLink& link = links_.links[index];
    add_list(index, link.queue, TravellerPlace::in_queue);
    add_list(index, link.buffer, TravellerPlace::in_buffer);
    add_list(index, link.waiting, TravellerPlace::departing);
  }
  for (const auto& [stand, slots] : rides_.stands)
    for (std::uint32_t k = 0; k < slots.size(); ++k)
      rows.push_back(
          {links_.link_of_row[travellers_[slots[k]].next_link], 0, TravellerPlace::at_stand, stand, k, slots[k]});
  const auto add_by_time = [&](std::uint32_t slot) {
    const Traveller& traveller = travellers_[slot];
    const bool beside = traveller.state == TravelState::at_stop;
    const std::uint32_t row = beside ? traveller.plan[traveller.cursor] : traveller.activity().link();
    rows.push_back({links_.link_of_row[row], 0, TravellerPlace::by_time, 0, traveller.person, slot});
  };
  people_wheel_.each([&](std::uint32_t step, std::uint32_t slot) {
    if (!travellers_.is_free(slot) && is_by_time(travellers_[slot].state) && travellers_[slot].due == step)
      add_by_time(slot);
  });
  for (const auto& [driver, vehicle] : rides_.vehicles) {  // those that wait to be sent out
    const Traveller& traveller = travellers_[vehicle.slot];
    if (traveller.state == TravelState::at_activity && traveller.due == no_index) add_by_time(vehicle.slot);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void Mobility::check_kept(const std::vector<Kept>& rows) const {
  std::vector<std::uint8_t> lists(travellers_.slots(), 0);
  const auto count = [&](std::uint32_t slot) {
    if (lists[slot] < 2) ++lists[slot];
  };
  for (const Kept& row : rows) {
    count(row.slot);
    if (row.unit == no_index)
      throw RunError(
          fmt::format("mobility: agent {} is on rank {} before step {}, but its link is not. Please report "
                      "this",
                      travellers_[row.slot].person, rank_, next_step_));
  }
  for (const auto& [driver, vehicle] : rides_.vehicles)
    for (const std::uint32_t rider : vehicle.riders) count(rider);
  for (std::uint32_t slot = 0; slot < lists.size(); ++slot)
    if (!travellers_.is_free(slot) && lists[slot] != 1)
      throw RunError(fmt::format("mobility: agent {} stands in {} before step {} on rank {}. Please report this",
                                 travellers_[slot].person, lists[slot] == 0 ? "no list" : "more than one list",
                                 next_step_, rank_));
}

// Nobody appears or disappears: those in the lists of all ranks, and between them, are those who are under way.
void Mobility::check_persons(const Comm& comm, std::uint64_t step) const {
  auto mine = static_cast<std::int64_t>(travellers_.size()) - static_cast<std::int64_t>(rides_.vehicles.size());
  for (const Partner& partner : partners_) mine += partner.persons;
  const std::int64_t found = comm.sum(mine);
  if (found == totals_.active) return;
  comm.agree([&] { check_kept(kept()); });  // may know who it is
  throw RunError(
      fmt::format("mobility: {} agents are under way after step {}, but {} are there, {} of them on rank {}. "
                  "Please report this",
                  totals_.active, step, found, mine, rank_));
}

void Mobility::add_travellers(MobilityState& state) const {
  const std::vector<Kept> rows = kept();
  check_kept(rows);
  for (const Kept& row : rows) {
    add_row(row, row.slot, state);
    const auto found = rides_.vehicles.find(travellers_[row.slot].person);
    if (found == rides_.vehicles.end()) continue;
    const RideVehicle& vehicle = found->second;
    if (vehicle.words.size() > RideVehicleRow::most_words) throw RunError("a vehicle's operator keeps too much of it");
    RideVehicleRow& kept = state.vehicles.emplace_back();
    kept.driver = vehicle.driver;
    kept.link = links_.places[row.unit].row;
    kept.call = vehicle.call;
    kept.arrived = vehicle.arrived;
    kept.entered = vehicle.entered;
    kept.boarded = vehicle.boarded;
    kept.alighted = vehicle.alighted;
    kept.waited_steps = vehicle.waited_steps;
    kept.leaving_ms = vehicle.doors.leaving_ms;
    kept.entering_ms = vehicle.doors.entering_ms;
    kept.open = vehicle.doors.open ? 1 : 0;
    kept.words = static_cast<std::uint32_t>(vehicle.words.size());
    std::copy(vehicle.words.begin(), vehicle.words.end(), kept.word.begin());
    for (const std::uint32_t rider : vehicle.riders)
      add_row({row.unit, 0, TravellerPlace::riding, 0, 0, rider}, rider, state);
  }
}

void Mobility::add_row(const Kept& kept, std::uint32_t slot, MobilityState& state) const {
  const Traveller& traveller = travellers_[slot];
  TravellerRow& row = state.travellers.emplace_back();
  row.person = traveller.person;
  row.link = links_.places[kept.unit].row;
  row.exit = kept.exit;
  row.due = traveller.due;
  row.links_left = traveller.links_left;
  row.trip_start = traveller.trip_start;
  row.drive_start = traveller.drive_start;
  row.driven_mm = traveller.driven_mm;
  row.element = traveller.element;
  row.vehicle_class = traveller.vehicle_class;
  row.state = traveller.state;
  row.mode = traveller.mode;
  row.place = kept.place;
  row.words = static_cast<std::uint32_t>(traveller.plan.size()) - traveller.cursor;
  state.words.insert(state.words.end(), traveller.plan.begin() + traveller.cursor, traveller.plan.end());
}

void Mobility::add_links(MobilityState& state) const {
  for (std::uint32_t index = 0; index < links_.links.size(); ++index) {
    const QueueLink& link = links_.links[index];
    const LinkPlace& place = links_.places[index];
    const bool new_one = link.flow_left == link.flow && link.flow_step == 0 && link.moved_step == 0 &&
                         link.wake_step == no_index && !link.wants_flow;
    if (!new_one)
      state.links.push_back({place.row, index - place.unit, link.flow_left, link.flow_step, link.moved_step,
                             link.wake_step, link.wants_flow ? 1U : 0U});
  }
}

// Room that counts by now is free; the rest stands by step.
void Mobility::add_entrances(MobilityState& state) const {
  for (std::uint32_t e = 0; e < links_.entrances.size(); ++e) {
    const Entrance& entrance = links_.entrances[e];
    EntranceStateRow row{entrance.row, entrance.inflow_step, entrance.used, entrance.inflow_left};
    const std::size_t first = state.credits.size();
    if (!links_.credits.empty())
      for (const Credit& credit : links_.credits[e]) {
        if (credit.step <= next_step_) {
          row.used -= credit.room;
        } else if (state.credits.size() > first && state.credits.back().step == credit.step) {
          state.credits.back().room += credit.room;
        } else {
          state.credits.push_back({entrance.row, credit.step, credit.room});
        }
      }
    if (row.used != 0 || row.inflow_step != no_index || row.inflow_left != one_pcu) state.entrances.push_back(row);
  }
}

void Mobility::add_records(MobilityState& state) const {
  if (!recorder_.records()) return;
  std::array<std::vector<LinkRecord>, 3> parts;
  const auto part = [&](RecordPart which) -> auto& {
    return parts[static_cast<std::size_t>(which)];
  };
  for (const LinkRecord& open : recorder_.open())
    if (open.entered > 0) part(RecordPart::open).push_back(open);
  for (const std::unique_ptr<Notes>& notes : notes_) {
    const auto unseen = notes->link_records.begin() + static_cast<std::ptrdiff_t>(notes->shown);
    part(RecordPart::shown).insert(part(RecordPart::shown).end(), notes->link_records.begin(), unseen);
    part(RecordPart::closed).insert(part(RecordPart::closed).end(), unseen, notes->link_records.end());
  }
  for (std::size_t which = 0; which < parts.size(); ++which) {
    unite_records(parts[which]);
    for (const LinkRecord& record : parts[which]) state.records.push_back({record, static_cast<RecordPart>(which), 0});
  }
  std::sort(state.records.begin(), state.records.end(), [&](const RecordStateRow& a, const RecordStateRow& b) {
    const auto key = [&](const RecordStateRow& row) {
      return std::make_tuple(links_.link_of_row[row.record.link], row.part, row.record.bin);
    };
    return key(a) < key(b);
  });
}

// ---- And taken up again

Mobility::Mobility(const Comm& comm, MobilityWorld world, const MobilityState& state, std::uint32_t next_step)
    : Mobility(comm, std::move(world), teleport_reaches(comm, *world.network, *world.shares, plans_ahead(state))) {
  next_step_ = next_step;
  repeat_changes(next_step);
  take_links(state);
  take_travellers(state);
  take_records(state);
  if (world_.guide != nullptr) world_.guide->take_learned(state.seen_ms);
  for (Partner& partner : partners_) partner.next_step = next_step;
  wake_full_nodes();
  own_ = state.totals;
  totals_ = total(comm);
}

// A row that is not there is as it was at the beginning, whatever its capacity is now.
void Mobility::take_links(const MobilityState& state) {
  for (QueueLink& link : links_.links) {
    link.flow_left = link.flow;
    link.flow_step = 0;
  }
  for (const LinkStateRow& row : state.links) {
    const std::uint32_t index = links_.link_of_row[row.link] + row.exit;
    QueueLink& link = links_.links[index];
    link.flow_left = row.flow_left;
    link.flow_step = row.flow_step;
    link.moved_step = row.moved_step;
    link.wants_flow = row.wants_flow != 0;
    if (row.wake_step != no_index) wake_link(index, row.wake_step);
  }
  for (const EntranceStateRow& row : state.entrances) {
    Entrance& entrance = links_.entrances[links_.entrance_of_row[row.link]];
    entrance.used = row.used;
    entrance.inflow_left = row.inflow_left;
    entrance.inflow_step = row.inflow_step;
  }
  for (const CreditStateRow& row : state.credits)
    links_.credits[links_.entrance_of_row[row.link]].push_back({row.step, row.room});
}

void Mobility::take_travellers(const MobilityState& state) {
  const std::uint32_t* plan = state.words.data();
  RideVehicle* last = nullptr;
  for (const TravellerRow& row : state.travellers) {
    Traveller traveller;
    traveller.person = row.person;
    traveller.due = row.due;
    traveller.links_left = row.links_left;
    traveller.trip_start = row.trip_start;
    traveller.drive_start = row.drive_start;
    traveller.driven_mm = row.driven_mm;
    traveller.element = row.element;
    traveller.vehicle_class = row.vehicle_class;
    traveller.state = row.state;
    traveller.set_mode(row.mode);
    traveller.plan.assign(plan, plan + row.words);
    plan += row.words;
    if (is_on_link(row.state) && row.links_left > 1) traveller.next_link = traveller.plan[1];
    if (row.state == TravelState::waiting || row.state == TravelState::riding) traveller.next_link = row.link;
    const bool drives = drives_others(traveller);
    const std::uint32_t slot = travellers_.add(std::move(traveller));
    if (drives) add_vehicle(slot);
    if (drives) last = &ride_of(travellers_[slot]);
    if (row.place == TravellerPlace::riding) {
      if (last != nullptr) last->riders.push_back(slot);
    } else {
      put(row, slot);
    }
    if (lookout_) lookout_->expect(slot, travellers_[slot], next_step_);
  }
  for (const RideVehicleRow& row : state.vehicles) {
    const auto found = rides_.vehicles.find(row.driver);
    if (found == rides_.vehicles.end()) continue;
    RideVehicle& vehicle = found->second;
    vehicle.call = row.call;
    vehicle.arrived = row.arrived;
    vehicle.entered = row.entered;
    vehicle.boarded = row.boarded;
    vehicle.alighted = row.alighted;
    vehicle.waited_steps = row.waited_steps;
    vehicle.doors.leaving_ms = row.leaving_ms;
    vehicle.doors.entering_ms = row.entering_ms;
    vehicle.doors.open = row.open != 0;
    vehicle.words.assign(row.word.begin(), row.word.begin() + row.words);
  }
}

// Into its list, of which it is the last.
void Mobility::put(const TravellerRow& row, std::uint32_t slot) {
  Traveller& traveller = travellers_[slot];
  if (row.place == TravellerPlace::by_time) {
    if (row.due != no_index || !drives_others(traveller)) people_wheel_.add(row.due, slot);
    return;
  }
  if (row.place == TravellerPlace::at_stand) {
    const LegWords leg = traveller.leg();
    rides_.stands[std::uint64_t{leg.ride_operator()} << 32U | leg.wish()[0]].push_back(slot);
    return;
  }
  const std::uint32_t index = links_.link_of_row[row.link] + row.exit;
  QueueLink& link = links_.links[index];
  const VehicleClass& vehicle = world_.classes[traveller.vehicle_class];
  if (row.exit > 0) links_.standing[index] += vehicle.room;
  if (row.place == TravellerPlace::in_buffer) link.buffered += vehicle.flow;
  travellers_.push(row.place == TravellerPlace::in_queue    ? link.queue
                   : row.place == TravellerPlace::in_buffer ? link.buffer
                                                            : link.waiting,
                   slot);
}

// Nodes where vehicles stand are looked at: those that nothing can pass rest again.
void Mobility::wake_full_nodes() {
  for (std::uint32_t index = 0; index < links_.links.size(); ++index)
    if (!links_.links[index].buffer.empty()) wake_node(links_.places[index].node);
}

void Mobility::take_records(const MobilityState& state) {
  Notes& notes = *notes_[0];
  for (const RecordStateRow& row : state.records) {
    if (row.part == RecordPart::open) recorder_.reopen(links_.link_of_row[row.record.link], row.record);
    if (row.part == RecordPart::shown) notes.link_records.push_back(row.record);
  }
  notes.shown = notes.link_records.size();
  for (const RecordStateRow& row : state.records)
    if (row.part == RecordPart::closed) notes.link_records.push_back(row.record);
  notes.events.assign(state.events.begin(), state.events.end());
  notes.driver_events = state.driver_events;
  notes.visits = state.visits;
  notes.legs = state.legs;
}

}  // namespace machi
