#include "engine/process/evacuation/evacuation_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/core/error.hpp"

namespace machi {

void Evacuation::refuse_no_numbers(std::uint64_t step, int rank) const {
  for_each_person([&](const Outcome& outcome) {
    if (is_sound(outcome.walker) && std::isfinite(outcome.time_s)) return;
    throw RunError(
        fmt::format("person {} has a speed or time that is no number (step {}, rank {}). This is a defect or damaged "
                    "memory: `machi resume` goes on from the last checkpoint, which is whole; please report it",
                    outcome.walker.id, step, rank));
  });
}

EvacuationState Evacuation::state() const {
  if (!crossings_.empty()) throw RunError("the state was asked for before the crossings were taken");
  EvacuationState state;
  state.walkers = store_.walkers_now();
  state.waiting.assign(waiting_.begin() + static_cast<std::ptrdiff_t>(next_due_), waiting_.end());
  for (const std::uint32_t slot : world_.blocks->by_key())
    state.at_doors.insert(state.at_doors.end(), at_door_[slot].begin(), at_door_[slot].end());
  state.in_cars = in_cars_;
  for (const auto& queue : queues_) state.at_entrances.insert(state.at_entrances.end(), queue.begin(), queue.end());
  state.outcomes = outcomes_;
  state.destinations = states_;
  state.crowding = crowding_;
  state.lost_before_car = lost_before_car_;
  return state;
}

Evacuation::Evacuation(const Comm& comm, EvacuationWorld world, EvacuationState state, std::uint64_t next_step)
    : Evacuation(comm, std::move(world)) {
  const auto slot_of = [&](const Walker& walker) {
    return world_.blocks->find(world_.blocks->frame().block_at(walker.x, walker.y));
  };
  counts_.persons =
      comm.sum(static_cast<std::int64_t>(state.walkers.size() + state.waiting.size() + state.at_doors.size() +
                                         state.in_cars.size() + state.at_entrances.size() + state.outcomes.size()));
  for (const Walker& walker : state.walkers) {
    store_.announce(slot_of(walker));
    store_.join(slot_of(walker), walker);
  }
  waiting_ = std::move(state.waiting);
  std::sort(waiting_.begin(), waiting_.end(), [](const WaitingPerson& a, const WaitingPerson& b) {
    return std::tie(a.due_step, a.walker.id) < std::tie(b.due_step, b.walker.id);
  });
  for (const Walker& walker : state.at_doors) {
    at_door_[slot_of(walker)].push_back(walker);
    door_open_.insert(slot_of(walker));
  }
  std::sort(state.at_entrances.begin(), state.at_entrances.end(), [](const StreetEvent& a, const StreetEvent& b) {
    return std::tie(a.step, a.walker.id) < std::tie(b.step, b.walker.id);
  });
  for (const StreetEvent& event : state.at_entrances) queues_[event.destination].push_back(event);
  outcomes_ = std::move(state.outcomes);
  own_safe_ = std::count_if(outcomes_.begin(), outcomes_.end(), [](const Outcome& o) { return o.fate == Fate::safe; });
  own_lost_ = static_cast<std::int64_t>(outcomes_.size()) - own_safe_;
  states_ = std::move(state.destinations);
  crowding_ = state.crowding;
  in_cars_ = std::move(state.in_cars);
  lost_before_car_ = state.lost_before_car;
  count_those_by_car();
  follow_world(comm, static_cast<double>(next_step) / static_cast<double>(world_.rules.steps_per_s), true);
  count(comm);
}

}  // namespace machi
