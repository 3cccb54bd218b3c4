// What all ranks decide together after each second: who is let in, what opens and closes, how water and crowds change
// the ways, who is lost indoors.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/core/error.hpp"
#include "engine/hazard/casualty.hpp"
#include "engine/process/evacuation/evacuation_room.hpp"

namespace machi {
namespace {

bool earlier(const StreetEvent& a, const StreetEvent& b) {
  return std::tie(a.step, a.walker.id) < std::tie(b.step, b.walker.id);
}

}  // namespace

bool Evacuation::service(const Comm& comm, std::uint64_t step) {
  const double time_s = static_cast<double>(step + 1) / static_cast<double>(world_.rules.steps_per_s);
  take_events();
  refuse_astray(comm, step);
  admit(comm, step);
  std::vector<std::uint8_t> open_before;
  for (const DestinationState& state : states_) open_before.push_back(state.open);
  open_and_close(time_s);
  bool doors_changed = false;
  for (std::size_t d = 0; d < states_.size(); ++d) doors_changed |= open_before[d] != std::uint8_t{states_[d].open};
  follow_world(comm, time_s, doors_changed);
  lose_indoors(step);
  count(comm);
  return counts_.en_route() != 0;
}

void Evacuation::take_events() {
  for (const auto& room : rooms_) {
    events_.insert(events_.end(), room->events.begin(), room->events.end());
    room->events.clear();
    crossings_.insert(crossings_.end(), room->crossings.begin(), room->crossings.end());
    room->crossings.clear();
    for (std::size_t a = 0; a < area_sums_.size(); ++a) {
      area_sums_[a].persons += room->sums[a].persons;
      area_sums_[a].speed_um_s += room->sums[a].speed_um_s;
      area_sums_[a].ahead_um_s += room->sums[a].ahead_um_s;
      room->sums[a] = {};
    }
    for (std::size_t t = 0; t < crowding_.person_s.size(); ++t) crowding_.person_s[t] += room->crowding.person_s[t];
    crowding_.most_within_1_m = std::max(crowding_.most_within_1_m, room->crowding.most_within_1_m);
    crowding_.outside += room->crowding.outside;
    moments_.insert(moments_.end(), room->moments.begin(), room->moments.end());
    room->moments.clear();
    astray_.insert(astray_.end(), room->astray.begin(), room->astray.end());
    room->astray.clear();
    room->crowding = {};
  }
  std::sort(events_.begin(), events_.end(), earlier);
  for (const StreetEvent& event : events_) {
    if (event.fate == Fate::safe) {
      queues_[event.destination].push_back(event);
      continue;
    }
    const auto time_s =
        static_cast<float>(static_cast<double>(event.step) / static_cast<double>(world_.rules.steps_per_s));
    outcomes_.push_back({event.walker, Fate::lost, no_index, time_s});
    ++own_lost_;
  }
  events_.clear();
}

// Ends the run, and so before a checkpoint is made of it, where someone on the street has no finite velocity or speed.
// The first step counts, then the lowest id: numbers that are none spread to neighbours.
void Evacuation::refuse_astray(const Comm& comm, std::uint64_t step) {
  store_.for_each_now([&](const Walker& walker) {
    if (!is_sound(walker)) astray_.push_back({step, walker.id});
  });
  comm.agree([&] {
    if (astray_.empty()) return;
    const Astray& first = *std::min_element(astray_.begin(), astray_.end(), [](const Astray& a, const Astray& b) {
      return std::tie(a.step, a.id) < std::tie(b.step, b.id);
    });
    throw RunError(
        fmt::format("person {} has no finite velocity or speed any more (step {}, rank {}). This is a "
                    "defect or damaged memory: `machi resume` goes on from the last checkpoint, which "
                    "is whole; please report it",
                    first.id, first.step, comm.rank()));
  });
}

// Those at an entrance are let in in the order of (step, id) while there is room and the flow limit allows; the order
// needs comparing across ranks only where not all can enter.
void Evacuation::admit(const Comm& comm, std::uint64_t step) {
  const std::size_t count = states_.size();
  std::vector<std::int64_t> waiting(count);
  for (std::size_t d = 0; d < count; ++d) waiting[d] = static_cast<std::int64_t>(queues_[d].size());
  comm.sum(waiting);
  const double time_s = static_cast<double>(step + 1) / static_cast<double>(world_.rules.steps_per_s);
  for (std::size_t d = 0; d < count; ++d) {
    DestinationState& state = states_[d];
    state.queue = waiting[d];
    if (waiting[d] == 0) continue;
    const Destination& destination = world_.destinations[d];
    std::int64_t allowed = waiting[d];
    if (destination.flow_limit_1_s > 0)
      allowed = std::min(allowed,
                         static_cast<std::int64_t>(std::floor(destination.flow_limit_1_s * time_s)) - state.admitted);
    bool fills = false;
    if (destination.capacity >= 0 && state.admitted + allowed >= destination.capacity) {
      allowed = destination.capacity - state.admitted;
      fills = true;
    }
    allowed = std::max<std::int64_t>(allowed, 0);
    std::size_t mine = queues_[d].size();
    if (allowed < waiting[d]) {
      struct Turn {
        std::uint64_t step;
        std::uint64_t id;
        auto operator<=>(const Turn&) const = default;
      };
      std::vector<Turn> turns;
      for (const StreetEvent& event : queues_[d]) turns.push_back({event.step, event.walker.id});
      std::vector<Turn> all = comm.all_gather_of(std::span<const Turn>(turns));
      std::sort(all.begin(), all.end());
      mine = allowed == 0 ? 0
                          : static_cast<std::size_t>(std::upper_bound(turns.begin(), turns.end(),
                                                                      all[static_cast<std::size_t>(allowed) - 1]) -
                                                     turns.begin());
    }
    for (std::size_t i = 0; i < mine; ++i) {
      const StreetEvent& event = queues_[d][i];
      const double arrived = destination.flow_limit_1_s > 0
                                 ? time_s
                                 : static_cast<double>(event.step) / static_cast<double>(world_.rules.steps_per_s);
      outcomes_.push_back({event.walker, Fate::safe, static_cast<std::uint32_t>(d), static_cast<float>(arrived)});
      ++own_safe_;
    }
    queues_[d].erase(queues_[d].begin(), queues_[d].begin() + static_cast<std::ptrdiff_t>(mine));
    state.admitted += allowed;
    state.queue -= allowed;
    if (!fills) continue;
    if (!state.full) state.full_at_s = time_s;
    state.full = true;
    // Who found no room goes on from the entrance.
    for (const StreetEvent& event : queues_[d]) {
      Walker walker = event.walker;
      walker.habits |= habit_turned_back;
      if (world_.rules.rechoose) walker.goal = 0;
      const std::uint32_t slot = world_.blocks->find(world_.blocks->frame().block_at(walker.x, walker.y));
      at_door_[slot].push_back(walker);
      door_open_.insert(slot);
    }
    queues_[d].clear();
    state.queue = 0;
  }
}

void Evacuation::open_and_close(double time_s) {
  for (std::size_t d = 0; d < states_.size(); ++d) {
    const Destination& destination = world_.destinations[d];
    if (destination.capacity == 0) states_[d].full = true;
    states_[d].open = !states_[d].full && time_s >= destination.opens_s && time_s < destination.closes_s;
  }
}

// Slowness of an own leaf now: that of the dry ground, of the water in it and of the crowd on it. Cells under water
// that stops walkers are closed to way-finding.
void Evacuation::slow_down(std::uint32_t leaf) {
  const auto depth_cm = world_.water == nullptr ? std::span<const std::uint16_t>() : world_.water->depth_cm();
  for (std::size_t at = std::size_t{leaf} * leaf_cells; at < (std::size_t{leaf} + 1) * leaf_cells; ++at) {
    const std::uint16_t dry = world_.slowness[at];
    float factor = depth_cm.empty() ? 1.0F : field_pace_[std::min<std::size_t>(depth_cm[at], field_pace_.size() - 1)];
    if (crowd_ != nullptr) factor /= crowd_cost_[crowd_->tenths(at)];
    slowness_now_[at] =
        dry == slowness_blocked || factor == 0
            ? slowness_blocked
            : static_cast<std::uint16_t>(std::min(65534.0F, std::floor(static_cast<float>(dry) / factor + 0.5F)));
  }
}

// Brings water, crowds and fields to a time. Where people stand closely, way-finding counts with the speed that
// Weidmann's diagram leaves: so a crowd spreads over the width of a street and over the exits.
void Evacuation::follow_world(const Comm& comm, double time_s, bool doors_changed) {
  double weather = 1;
  for (const PaceSpan& span : world_.rules.weather)
    if (span.from_s <= time_s && time_s < span.to_s) weather *= span.factor;
  weather_pace_ = static_cast<float>(weather);
  std::vector<std::uint32_t> changed;
  const bool water_due = world_.water != nullptr && world_.water->due(time_s);
  if (water_due) world_.water->advance(time_s, changed);
  const bool crowd_due = world_.rules.crowd_update_s > 0 && std::fmod(time_s, world_.rules.crowd_update_s) == 0;
  if (crowd_due) crowd_->count(comm, store_.walkers_now(), changed);
  for (const std::uint32_t leaf : changed) slow_down(leaf);
  const bool update = water_due || crowd_due || doors_changed;
  if (update) ways_.update(comm, slowness_now_, changed, states_);
  reach_everyone(comm, update);
}

// Lets the fields of single goals reach those who walk to them, and those who still wait, if any of it is new.
void Evacuation::reach_everyone(const Comm& comm, bool also_waiting) {
  std::vector<std::int64_t> short_of(world_.goals.size());
  const auto ask = [&](const Walker& walker) {
    // Who has just gone over to another rank's block is asked about there, a second later.
    const std::uint32_t slot = world_.blocks->find(world_.blocks->frame().block_at(walker.x, walker.y));
    if (slot >= world_.blocks->own()) return;
    const std::size_t at = world_.cell_of(walker);
    const auto leaf = static_cast<std::uint32_t>(at / leaf_cells);
    if (ways_.falls_short(walker.goal, leaf, static_cast<int>(at % leaf_cells))) short_of[walker.goal] = 1;
  };
  while (!ways_.whole()) {
    std::fill(short_of.begin(), short_of.end(), 0);
    store_.for_each_now(ask);
    for (std::size_t i = next_due_; also_waiting && i < waiting_.size(); ++i)
      if (waiting_[i].due_step != never_due) ask(waiting_[i].walker);
    door_open_.for_each(0, world_.blocks->own(), [&](std::uint32_t slot) {
      for (const Walker& walker : at_door_[slot]) ask(walker);
    });
    comm.sum(short_of);
    if (std::all_of(short_of.begin(), short_of.end(), [](std::int64_t persons) { return persons == 0; })) return;
    ways_.reach_farther(comm, slowness_now_, short_of);
  }
}

// Those who did not leave are lost where the water reaches their floor; those who found no room outside their door,
// where it reaches the door.
void Evacuation::lose_indoors(std::uint64_t step) {
  if (world_.water == nullptr || !world_.lost) return;
  const double time_s = static_cast<double>(step + 1) / static_cast<double>(world_.rules.steps_per_s);
  if (std::fmod(time_s, world_.rules.water_update_s) != 0) return;
  const auto drowns = [&](const Walker& walker, std::uint16_t floor_cm) {
    const std::uint16_t depth_cm = world_.water->depth_cm()[world_.cell_of(walker)];
    if (depth_cm <= floor_cm) return false;
    const auto over_floor = static_cast<std::uint16_t>(depth_cm - floor_cm);
    if (!world_.lost(walker.person_class, over_floor, 0, loss_threshold(world_.rules.seed, walker.id))) return false;
    outcomes_.push_back({walker, Fate::lost, no_index, static_cast<float>(time_s)});
    ++own_lost_;
    return true;
  };
  waiting_.erase(std::remove_if(waiting_.begin() + static_cast<std::ptrdiff_t>(next_due_), waiting_.end(),
                                [&](const WaitingPerson& person) {
                                  if (!drowns(person.walker, person.floor_cm)) return false;
                                  lost_before_car_ += person.by_car ? 1 : 0;
                                  waits_for_car_ -= person.by_car ? 1 : 0;
                                  return true;
                                }),
                 waiting_.end());
  door_open_.for_each(0, world_.blocks->own(), [&](std::uint32_t slot) {
    std::erase_if(at_door_[slot], [&](const Walker& walker) { return drowns(walker, 0); });
  });
}

}  // namespace machi
