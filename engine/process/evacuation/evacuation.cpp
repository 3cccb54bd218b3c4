#include "engine/process/evacuation/evacuation.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/core/error.hpp"
#include "engine/process/evacuation/evacuation_room.hpp"

namespace machi {
namespace {

std::vector<float> radii(const std::vector<PersonClass>& classes) {
  std::vector<float> radius_m;
  for (const PersonClass& person_class : classes) radius_m.push_back(static_cast<float>(person_class.radius_m));
  return radius_m;
}

// Speed left in water by cm: linear to `wading_factor` at the wading depth, then so until the class stops.
std::vector<float> paces_in_water(const PersonClass& person_class, const EvacuationRules& rules) {
  std::vector<float> pace;
  const int stop_cm = static_cast<int>(std::ceil(100 * person_class.stop_depth_m - 1e-9));
  for (int cm = 0; cm < stop_cm; ++cm) {
    const double wading = std::min(1.0, 0.01 * cm / rules.wading_depth_m);
    pace.push_back(static_cast<float>(1 - wading * (1 - rules.wading_factor)));
  }
  pace.push_back(0);
  return pace;
}

std::vector<float> field_pace(const EvacuationRules& rules) {
  PersonClass walking;
  walking.stop_depth_m = rules.field_stop_depth_m;
  return paces_in_water(walking, rules);
}

// Free speed over that in a crowd of so many tenths of a person per square metre (Weidmann 1993); a queue moves on.
std::array<float, 256> costs_in_crowds(double least_pace) {
  std::array<float, 256> cost{};
  for (std::size_t tenths = 0; tenths < cost.size(); ++tenths) {
    const double density_1_m2 = std::max(0.1 * static_cast<double>(tenths), 1e-3);
    const double part = 1 - std::exp(-1.913 * (1 / density_1_m2 - 1 / 5.4));
    cost[tenths] = static_cast<float>(1 / std::clamp(part, least_pace, 1.0));
  }
  return cost;
}

}  // namespace

Evacuation::Evacuation(const Comm& comm, EvacuationWorld world)
    : world_(std::move(world)),
      wraps_(world_.ground.wrap().x != 0 || world_.ground.wrap().y != 0),
      furnished_(!world_.stair.empty() || !world_.smoke.empty() || !world_.direction.empty() ||
                 !world_.observers.areas.empty()),
      store_(*world_.blocks, radii(world_.classes)),
      ways_(*world_.leaves, world_.destinations, world_.goals, world_.rules.time_scale),
      walls_(world_.blocks->own()),
      at_door_(world_.blocks->own()),
      costs_(world_.blocks->own()),
      active_(world_.blocks->own()),
      door_open_(world_.blocks->own()),
      queues_(world_.destinations.size()),
      states_(world_.destinations.size()),
      slowness_now_(world_.slowness),
      crowd_(world_.rules.crowd_update_s > 0 ? std::make_unique<CrowdMap>(comm, *world_.blocks, world_.ground)
                                             : nullptr),
      crowd_cost_(costs_in_crowds(world_.motion->least_pace_in_crowds())),
      field_pace_(field_pace(world_.rules)),
      area_sums_(world_.observers.areas.size()) {
  for (const PersonClass& person_class : world_.classes)
    water_pace_.push_back(paces_in_water(person_class, world_.rules));
  for (int thread = 0; thread < omp_get_max_threads(); ++thread) rooms_.push_back(std::make_unique<Room>(*this));
}

Evacuation::Evacuation(const Comm& comm, EvacuationWorld world, std::vector<WaitingPerson> people)
    : Evacuation(comm, std::move(world)) {
  waiting_ = std::move(people);
  std::sort(waiting_.begin(), waiting_.end(), [](const WaitingPerson& a, const WaitingPerson& b) {
    return std::tie(a.due_step, a.walker.id) < std::tie(b.due_step, b.walker.id);
  });
  counts_.persons = comm.sum(static_cast<std::int64_t>(waiting_.size()));
  put_outdoors();
  count_those_by_car();
  open_and_close(0);
  follow_world(comm, 0, true);
  start_due(0);
  count(comm);
}

Evacuation::~Evacuation() = default;

// Those who begin outdoors stand on the street from the beginning, also while they wait.
void Evacuation::put_outdoors() {
  std::size_t kept = 0;
  for (const WaitingPerson& person : waiting_) {
    if (person.indoors || person.due_step == never_due) {
      waiting_[kept++] = person;
    } else if (person.by_car) {
      in_cars_.push_back(person.walker);
    } else {
      const std::uint32_t slot = world_.blocks->find(world_.blocks->frame().block_at(person.walker.x, person.walker.y));
      store_.announce(slot);
      store_.join(slot, person.walker);
    }
  }
  waiting_.resize(kept);
}

void Evacuation::count(const Comm& comm) {
  const auto staying =
      waiting_.end() -
      std::lower_bound(waiting_.begin() + static_cast<std::ptrdiff_t>(next_due_), waiting_.end(), never_due,
                       [](const WaitingPerson& person, std::uint64_t due) { return person.due_step < due; });
  std::int64_t at_doors = 0;
  door_open_.for_each(0, world_.blocks->own(),
                      [&](std::uint32_t slot) { at_doors += static_cast<std::int64_t>(at_door_[slot].size()); });
  std::int64_t at_entrance = 0;
  for (const auto& queue : queues_) at_entrance += static_cast<std::int64_t>(queue.size());
  std::array<std::int64_t, 6> sums{
      staying,
      static_cast<std::int64_t>(waiting_.size() - next_due_ + in_cars_.size()) - staying + at_doors,
      store_.walking_now(),
      at_entrance,
      own_safe_,
      own_lost_};
  comm.sum(sums);
  counts_ = {counts_.persons, sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]};
  const std::int64_t all = counts_.staying + counts_.en_route() + counts_.safe + counts_.lost;
  if (all != counts_.persons)
    throw RunError("persons were not conserved: " + std::to_string(all) + " of " + std::to_string(counts_.persons) +
                   ". This is a defect; please report it");
}

std::vector<Crossing> Evacuation::take_crossings() {
  std::vector<Crossing> taken;
  taken.swap(crossings_);
  std::sort(taken.begin(), taken.end());
  return taken;
}

std::vector<AreaSums> Evacuation::take_area_sums() {
  std::vector<AreaSums> taken(area_sums_.size());
  taken.swap(area_sums_);
  return taken;
}

void Evacuation::for_each_person(const std::function<void(const Outcome&)>& visit) const {
  for (const Outcome& outcome : outcomes_) visit(outcome);
  for (std::size_t i = next_due_; i < waiting_.size(); ++i) visit({waiting_[i].walker, Fate::waiting, no_index, 0});
  for (const auto& door : at_door_)
    for (const Walker& walker : door) visit({walker, Fate::waiting, no_index, 0});
  for (const Walker& walker : in_cars_) visit({walker, Fate::waiting, no_index, 0});
  for (const Walker& walker : store_.walkers_now()) visit({walker, Fate::walking, no_index, 0});
  for (std::size_t d = 0; d < queues_.size(); ++d)
    for (const StreetEvent& event : queues_[d])
      visit({event.walker, Fate::at_entrance, static_cast<std::uint32_t>(d), 0});
}

}  // namespace machi
