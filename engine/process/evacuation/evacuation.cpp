#include "engine/process/evacuation/evacuation.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

/// Purposes of random numbers.
constexpr std::uint32_t purpose_loss = 0x10000001;

constexpr std::array<std::int64_t, 3> crowd_thresholds_1_m2{2, 4, 6};
constexpr float pi = 3.14159265F;
/// Members of a group wait for those who are farther behind than this.
constexpr float group_gap_m = 1.5F;
constexpr float group_waiting_factor = 0.3F;
/// Persons at one door who are looked at in one step.
constexpr std::size_t most_at_door = 64;
/// Blocks fewer than this are not worth a second thread.
constexpr std::int64_t worth_sharing = 8;

std::int32_t rounded_units(double units) {
  return static_cast<std::int32_t>(std::floor(units + 0.5));
}

bool earlier(const StreetEvent& a, const StreetEvent& b) {
  return std::tie(a.step, a.walker.id) < std::tie(b.step, b.walker.id);
}

}  // namespace

/// What one thread works with.
struct Evacuation::Room {
  Room(const Evacuation& evacuation)
      : cursor(evacuation.world_.leaves->cursor()), sums(evacuation.world_.observers.areas.size()) {}
  MotionRoom motion;
  LeafDirectory::Cursor cursor;
  std::vector<float> heading_x, heading_y, desired_m_s, velocity_x_m_s, velocity_y_m_s;
  std::vector<std::uint8_t> goes;
  std::vector<StreetEvent> events;
  std::vector<Crossing> crossings;
  std::vector<AreaSums> sums;
  Crowding crowding;
  void resize(std::size_t size) {
    for (std::vector<float>* column : {&heading_x, &heading_y, &desired_m_s, &velocity_x_m_s, &velocity_y_m_s})
      column->resize(std::max(column->size(), size));
    goes.resize(std::max(goes.size(), size));
  }
};

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

}  // namespace

Evacuation::Evacuation(EvacuationWorld world)
    : world_(std::move(world)),
      store_(*world_.blocks, radii(world_.classes)),
      ways_(*world_.leaves, world_.destinations, world_.goals, world_.rules.time_scale),
      walls_(world_.blocks->own()),
      at_door_(world_.blocks->own()),
      door_open_(world_.blocks->own(), 0),
      queues_(world_.destinations.size()),
      states_(world_.destinations.size()),
      slowness_now_(world_.slowness),
      area_sums_(world_.observers.areas.size()) {
  for (const PersonClass& person_class : world_.classes)
    water_pace_.push_back(paces_in_water(person_class, world_.rules));
  for (int thread = 0; thread < omp_get_max_threads(); ++thread) rooms_.push_back(std::make_unique<Room>(*this));
}

Evacuation::Evacuation(const Comm& comm, EvacuationWorld world, std::vector<WaitingPerson> people)
    : Evacuation(std::move(world)) {
  waiting_ = std::move(people);
  std::sort(waiting_.begin(), waiting_.end(), [](const WaitingPerson& a, const WaitingPerson& b) {
    return std::tie(a.due_step, a.walker.id) < std::tie(b.due_step, b.walker.id);
  });
  counts_.persons = comm.sum(static_cast<std::int64_t>(waiting_.size()));
  put_outdoors();
  open_and_close(0);
  follow_water(comm, 0, true);
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
    } else {
      store_.join(world_.blocks->find(world_.blocks->frame().block_at(person.walker.x, person.walker.y)),
                  person.walker);
    }
  }
  waiting_.resize(kept);
}

// ---- A step

void Evacuation::step_inner(std::uint64_t step) {
  step_slots({0, world_.blocks->deep()}, step);
}

void Evacuation::step_rest(std::uint64_t step) {
  step_slots({world_.blocks->deep(), world_.blocks->own()}, step);
  start_due(step + 1);
}

void Evacuation::step_slots(SlotRange range, std::uint64_t step) {
  std::vector<std::uint32_t> slots;
  for (std::uint32_t slot = range.first; slot < range.end; ++slot) {
    if (store_.occupied(slot) || door_open_[slot] != 0) {
      slots.push_back(slot);
    } else {
      store_.begin_step(slot);
    }
  }
  const auto count = static_cast<std::int64_t>(slots.size());
#pragma omp parallel for schedule(dynamic, 4) if (count >= worth_sharing)
  for (std::int64_t i = 0; i < count; ++i)
    step_slot(slots[static_cast<std::size_t>(i)], step, *rooms_[static_cast<std::size_t>(omp_get_thread_num())]);
}

void Evacuation::step_slot(std::uint32_t slot, std::uint64_t step, Room& room) {
  store_.begin_step(slot);
  if (walls_[slot] == nullptr)
    walls_[slot] = std::make_unique<BlockWalls>(world_.ground, world_.blocks->frame(), world_.blocks->block(slot));
  if (store_.occupied(slot))
    for (int bin = 0; bin < store_.bins(); ++bin) step_bin(slot, bin, step, room);
  if (door_open_[slot] != 0) let_go(slot);
}

void Evacuation::step_bin(std::uint32_t slot, int bin, std::uint64_t step, Room& room) {
  const WalkerStore::Bin here = store_.bin(slot, bin);
  if (here.count == 0) return;
  room.resize(here.count);
  const auto now_s = static_cast<float>(static_cast<double>(step) / static_cast<double>(world_.rules.steps_per_s));
  const bool second_begins = step % static_cast<std::uint64_t>(world_.rules.steps_per_s) == 0;
  for (std::uint32_t k = 0; k < here.count; ++k) {
    room.heading_x[k] = room.heading_y[k] = room.desired_m_s[k] = 0;
    if (second_begins) measure_crowd(slot, bin, here.first + k, room);
    room.goes[k] = !leaves_street(slot, here.first + k, step, room);
    if (room.goes[k] != 0 && store_.walker(here.first + k).departure_s <= now_s) look(slot, bin, here.first + k, room);
  }
  const kernels::Walkers walkers{nullptr,
                                 room.heading_x.data(),
                                 room.heading_y.data(),
                                 room.desired_m_s.data(),
                                 room.velocity_x_m_s.data(),
                                 room.velocity_y_m_s.data(),
                                 here.count};
  world_.motion->steer(store_, slot, bin, *walls_[slot], walkers, room.motion);
  for (std::uint32_t k = 0; k < here.count; ++k)
    if (room.goes[k] != 0) act(slot, here.first + k, room.velocity_x_m_s[k], room.velocity_y_m_s[k], step, room);
}

// Whether a walker has arrived or is lost where it stands.
bool Evacuation::leaves_street(std::uint32_t slot, std::uint32_t index, std::uint64_t step, Room& room) {
  Walker& walker = store_.walker(index);
  const std::uint32_t leaf = world_.ground.leaf_of(slot, walker.x, walker.y);
  const int cell = Ground::cell_of(walker.x, walker.y);
  const std::size_t at = std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell);
  if (world_.water != nullptr && world_.lost && step % static_cast<std::uint64_t>(world_.rules.steps_per_s) == 0) {
    const std::uint16_t depth_cm = world_.water->depth_cm()[at];
    if (depth_cm != 0) {
      const auto velocity = world_.water->velocity_cm_s();
      const double draw = uniform01(random_block(world_.rules.seed, walker.id, 0, purpose_loss)[0]);
      if (world_.lost(walker.person_class, depth_cm, velocity.empty() ? std::uint16_t{0} : velocity[at], draw)) {
        store_.move(slot, index, WalkerStore::removed);
        room.events.push_back({walker, Fate::lost, no_index, step});
        return true;
      }
    }
  }
  if (world_.rules.rechoose && walker.goal != 0 && !ways_.goal(walker.goal).is_direction &&
      !ways_.any_open(walker.goal))
    walker.goal = 0;
  if (ways_.goal(walker.goal).is_direction || ways_.way(walker.goal, leaf, cell) != way_here) return false;
  const std::uint32_t destination = ways_.destination_at(walker.goal, leaf, cell);
  if (destination == no_index) return false;  // it closed in this second
  store_.move(slot, index, WalkerStore::removed);
  room.events.push_back({walker, Fate::safe, destination, step});
  return true;
}

float Evacuation::water_pace(const Walker& walker, std::uint32_t leaf, int cell) const {
  if (world_.water == nullptr) return 1;
  const std::uint16_t depth_cm =
      world_.water->depth_cm()[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell)];
  const std::vector<float>& pace = water_pace_[walker.person_class];
  return pace[std::min<std::size_t>(depth_cm, pace.size() - 1)];
}

// Where a walker wants to go, and how fast it could.
void Evacuation::look(std::uint32_t slot, int bin, std::uint32_t index, Room& room) {
  Walker& walker = store_.walker(index);
  const std::uint32_t k = index - store_.bin(slot, bin).first;
  const std::uint32_t leaf = world_.ground.leaf_of(slot, walker.x, walker.y);
  const int cell = Ground::cell_of(walker.x, walker.y);
  const std::size_t at = std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell);
  const Goal& goal = ways_.goal(walker.goal);
  Heading to{goal.heading_x, goal.heading_y};
  if (!goal.is_direction) {
    constexpr float cell_part = 1.0F / cell_units;
    const Way way = ways_.way(walker.goal, leaf, cell);
    to = heading(way, static_cast<float>(walker.x & (cell_units - 1)) * cell_part,
                 static_cast<float>(walker.y & (cell_units - 1)) * cell_part);
    walker.habits =
        static_cast<std::uint8_t>(way == way_none ? walker.habits | habit_no_goal : walker.habits & ~habit_no_goal);
  }
  float desired = walker.free_speed_m_s * static_cast<float>(world_.ground.pace(leaf, cell)) * (1.0F / full_pace) *
                  water_pace(walker, leaf, cell);
  if (!world_.smoke_pace.empty()) {
    desired *= world_.smoke_pace[at];
    walker.dose += world_.smoke_dose_1_s[at] / static_cast<float>(world_.rules.steps_per_s);
    if (walker.dose >= 1) walker.habits |= habit_incapable;
    if ((walker.habits & habit_incapable) != 0) desired = 0;
  }
  const bool follows = (walker.habits & habit_follows) != 0;
  if (follows || walker.group != no_index) {
    const Scene& scene = store_.scene();
    float sum_x = 0, sum_y = 0;
    bool member_behind = false;
    for (int side = 0; side < 9; ++side) {
      const BinBeside beside = bin_beside(*world_.blocks, slot, bin, side % 3 - 1, side / 3 - 1);
      if (beside.slot == BlockDomain::none) continue;
      const WalkerStore::Bin others = store_.bin(beside.slot, beside.bin);
      const auto side_m = static_cast<float>(world_.blocks->frame().side_m());
      for (std::uint32_t j = others.first; j < others.first + others.count; ++j) {
        sum_x += scene.vx_m_s[j];
        sum_y += scene.vy_m_s[j];
        if (scene.group[j] != walker.group) continue;
        const float dx = scene.x_m[j] + static_cast<float>(beside.block_x) * side_m - scene.x_m[index];
        const float dy = scene.y_m[j] + static_cast<float>(beside.block_y) * side_m - scene.y_m[index];
        member_behind = member_behind || dx * to.x + dy * to.y < -group_gap_m;
      }
    }
    if (walker.group != no_index && member_behind) desired *= group_waiting_factor;
    sum_x -= scene.vx_m_s[index];
    sum_y -= scene.vy_m_s[index];
    const float norm = std::sqrt(sum_x * sum_x + sum_y * sum_y);
    if (follows && norm > 0.1F) to = {sum_x / norm, sum_y / norm};
  }
  room.heading_x[k] = to.x;
  room.heading_y[k] = to.y;
  room.desired_m_s[k] = desired;
  if (!world_.observers.areas.empty()) watch(walker, leaf, cell, to.x, to.y, room);
}

void Evacuation::watch(const Walker& walker, std::uint32_t leaf, int cell, float heading_x, float heading_y,
                       Room& room) const {
  for (std::size_t a = 0; a < room.sums.size(); ++a) {
    if ((world_.observers.areas[a].cells[leaf] >> cell & 1) == 0) continue;
    const float speed = std::sqrt(walker.vx_m_s * walker.vx_m_s + walker.vy_m_s * walker.vy_m_s);
    const float ahead = walker.vx_m_s * heading_x + walker.vy_m_s * heading_y;
    ++room.sums[a].persons;
    room.sums[a].speed_um_s += static_cast<std::int64_t>(speed * 1e6F);
    room.sums[a].ahead_um_s += static_cast<std::int64_t>(ahead * 1e6F);
  }
}

void Evacuation::act(std::uint32_t slot, std::uint32_t index, float vx, float vy, std::uint64_t step, Room& room) {
  Walker& walker = store_.walker(index);
  const BlockFrame& frame = world_.blocks->frame();
  const double unit_m = frame.unit_m();
  const double units_of_velocity = 1.0 / (unit_m * static_cast<double>(world_.rules.steps_per_s));
  const std::int32_t dx = rounded_units(static_cast<double>(vx) * units_of_velocity);
  const std::int32_t dy = rounded_units(static_cast<double>(vy) * units_of_velocity);
  const std::uint32_t from_x = walker.x;
  const std::uint32_t from_y = walker.y;
  const Ground::Step to = world_.ground.step(from_x, from_y, dx, dy, room.cursor);
  const std::int32_t moved_x = to.touched && to.x == from_x ? 0 : dx;
  const std::int32_t moved_y = to.touched && to.y == from_y ? 0 : dy;
  walker.x = to.x;
  walker.y = to.y;
  walker.vx_m_s = moved_x == 0 ? 0 : vx;
  walker.vy_m_s = moved_y == 0 ? 0 : vy;
  walker.walked_m += static_cast<float>(
      unit_m * std::sqrt(static_cast<double>(moved_x) * moved_x + static_cast<double>(moved_y) * moved_y));
  for (std::uint32_t line = 0; line < world_.observers.lines.size(); ++line) {
    const int way = crossing(world_.observers.lines[line], {from_x, from_y},
                             {std::int64_t{from_x} + moved_x, std::int64_t{from_y} + moved_y});
    if (way != 0) room.crossings.push_back({line, way > 0, step, walker.id});
  }
  const std::uint32_t units_mask = frame.units() - 1;
  const std::int64_t end_x = static_cast<std::int64_t>(from_x & units_mask) + moved_x;
  const std::int64_t end_y = static_cast<std::int64_t>(from_y & units_mask) + moved_y;
  const auto side = [&](std::int64_t end) { return end < 0 ? 0 : end > static_cast<std::int64_t>(units_mask) ? 2 : 1; };
  const int direction = side(end_y) * 3 + side(end_x);
  if (direction != WalkerStore::stays) store_.move(slot, index, static_cast<std::uint8_t>(direction));
}

// Density as the number of persons within 1 m, the walker among them, by the area of that circle.
void Evacuation::measure_crowd(std::uint32_t slot, int bin, std::uint32_t index, Room& room) {
  const Scene& scene = store_.scene();
  const auto side_m = static_cast<float>(world_.blocks->frame().side_m());
  std::int64_t within = 0;
  for (int side = 0; side < 9; ++side) {
    const BinBeside beside = bin_beside(*world_.blocks, slot, bin, side % 3 - 1, side / 3 - 1);
    if (beside.slot == BlockDomain::none) continue;
    const WalkerStore::Bin others = store_.bin(beside.slot, beside.bin);
    const float x = scene.x_m[index] - static_cast<float>(beside.block_x) * side_m;
    const float y = scene.y_m[index] - static_cast<float>(beside.block_y) * side_m;
    for (std::uint32_t j = others.first; j < others.first + others.count; ++j) {
      const float dx = scene.x_m[j] - x;
      const float dy = scene.y_m[j] - y;
      within += dx * dx + dy * dy <= 1.0F;
    }
  }
  room.crowding.most_within_1_m = std::max(room.crowding.most_within_1_m, within);
  Walker& walker = store_.walker(index);
  for (std::size_t t = 0; t < crowd_thresholds_1_m2.size(); ++t) {
    if (static_cast<float>(within) < pi * static_cast<float>(crowd_thresholds_1_m2[t])) continue;
    ++room.crowding.person_s[t];
    walker.crowd_s[t] = static_cast<std::uint16_t>(std::min(walker.crowd_s[t] + 1, 0xffff));
  }
}

// ---- Doors

// Those whose time has come stand at their door from `step` on.
void Evacuation::start_due(std::uint64_t step) {
  for (; next_due_ < waiting_.size() && waiting_[next_due_].due_step <= step; ++next_due_) {
    const WaitingPerson& person = waiting_[next_due_];
    const std::uint32_t slot = world_.blocks->find(world_.blocks->frame().block_at(person.walker.x, person.walker.y));
    at_door_[slot].push_back(person.walker);
    door_open_[slot] = 1;
  }
}

// Lets those out of their doors who would touch nobody, in the order in which they came to them.
void Evacuation::let_go(std::uint32_t slot) {
  const Scene& scene = store_.scene();
  const BlockFrame& frame = world_.blocks->frame();
  const auto unit_m = static_cast<float>(frame.unit_m());
  const auto side_m = static_cast<float>(frame.side_m());
  const std::uint32_t mask = frame.units() - 1;
  std::vector<Walker>& door = at_door_[slot];
  std::vector<Walker> left;
  std::vector<std::array<float, 2>> gone;
  for (std::size_t i = 0; i < door.size(); ++i) {
    const Walker& walker = door[i];
    const float radius_m = static_cast<float>(world_.classes[walker.person_class].radius_m);
    const float x = static_cast<float>(walker.x & mask) * unit_m;
    const float y = static_cast<float>(walker.y & mask) * unit_m;
    const float near2 = 4 * radius_m * radius_m;
    bool room_left = i < most_at_door;
    for (std::size_t g = 0; room_left && g < gone.size(); ++g) {
      const float dx = gone[g][0] - x;
      const float dy = gone[g][1] - y;
      room_left = dx * dx + dy * dy >= near2;
    }
    const int bin = frame.bin_at(walker.x, walker.y);
    for (int side = 0; room_left && side < 9; ++side) {
      const BinBeside beside = bin_beside(*world_.blocks, slot, bin, side % 3 - 1, side / 3 - 1);
      if (beside.slot == BlockDomain::none) continue;
      const WalkerStore::Bin others = store_.bin(beside.slot, beside.bin);
      for (std::uint32_t j = others.first; room_left && j < others.first + others.count; ++j) {
        const float dx = scene.x_m[j] + static_cast<float>(beside.block_x) * side_m - x;
        const float dy = scene.y_m[j] + static_cast<float>(beside.block_y) * side_m - y;
        room_left = dx * dx + dy * dy >= near2;
      }
    }
    if (room_left) {
      gone.push_back({x, y});
      store_.join(slot, walker);
    } else {
      left.push_back(walker);
    }
  }
  door.swap(left);
  door_open_[slot] = !door.empty();
}

// ---- What all ranks decide together

bool Evacuation::service(const Comm& comm, std::uint64_t step) {
  const double time_s = static_cast<double>(step + 1) / static_cast<double>(world_.rules.steps_per_s);
  take_events();
  admit(comm, step);
  std::vector<std::uint8_t> open_before;
  for (const DestinationState& state : states_) open_before.push_back(state.open);
  open_and_close(time_s);
  bool doors_changed = false;
  for (std::size_t d = 0; d < states_.size(); ++d) doors_changed |= open_before[d] != std::uint8_t{states_[d].open};
  follow_water(comm, time_s, doors_changed);
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
      door_open_[slot] = 1;
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

// Brings water and fields to a time. Cells under water that stops walkers are closed to way-finding.
void Evacuation::follow_water(const Comm& comm, double time_s, bool doors_changed) {
  std::vector<std::uint32_t> changed;
  const bool due = world_.water != nullptr && world_.water->due(time_s);
  if (due) {
    world_.water->advance(time_s, changed);
    const auto depth_cm = world_.water->depth_cm();
    PersonClass walking;
    walking.stop_depth_m = world_.rules.field_stop_depth_m;
    const std::vector<float> pace = paces_in_water(walking, world_.rules);
    for (const std::uint32_t leaf : changed) {
      for (std::size_t at = std::size_t{leaf} * leaf_cells; at < (std::size_t{leaf} + 1) * leaf_cells; ++at) {
        const std::uint16_t dry = world_.slowness[at];
        const float factor = pace[std::min<std::size_t>(depth_cm[at], pace.size() - 1)];
        slowness_now_[at] =
            dry == slowness_blocked || factor == 0
                ? slowness_blocked
                : static_cast<std::uint16_t>(std::min(65534.0F, std::floor(static_cast<float>(dry) / factor + 0.5F)));
      }
    }
  }
  if (due || doors_changed) ways_.update(comm, slowness_now_, changed, states_);
}

// Those who did not leave are lost where the water reaches their floor.
void Evacuation::lose_indoors(std::uint64_t step) {
  if (world_.water == nullptr || !world_.lost) return;
  const double time_s = static_cast<double>(step + 1) / static_cast<double>(world_.rules.steps_per_s);
  if (std::fmod(time_s, world_.rules.water_update_s) != 0) return;
  std::size_t kept = next_due_;
  for (std::size_t i = next_due_; i < waiting_.size(); ++i) {
    const WaitingPerson& person = waiting_[i];
    const std::uint32_t slot = world_.blocks->find(world_.blocks->frame().block_at(person.walker.x, person.walker.y));
    const std::uint32_t leaf = world_.ground.leaf_of(slot, person.walker.x, person.walker.y);
    const std::size_t at =
        std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(Ground::cell_of(person.walker.x, person.walker.y));
    const std::uint16_t depth_cm = world_.water->depth_cm()[at];
    if (depth_cm > person.floor_cm) {
      const auto over_floor = static_cast<std::uint16_t>(depth_cm - person.floor_cm);
      const double draw = uniform01(random_block(world_.rules.seed, person.walker.id, 0, purpose_loss)[0]);
      if (world_.lost(person.walker.person_class, over_floor, 0, draw)) {
        outcomes_.push_back({person.walker, Fate::lost, no_index, static_cast<float>(time_s)});
        ++own_lost_;
        continue;
      }
    }
    waiting_[kept++] = person;
  }
  waiting_.resize(kept);
}

void Evacuation::count(const Comm& comm) {
  const auto staying =
      waiting_.end() -
      std::lower_bound(waiting_.begin() + static_cast<std::ptrdiff_t>(next_due_), waiting_.end(), never_due,
                       [](const WaitingPerson& person, std::uint64_t due) { return person.due_step < due; });
  std::int64_t at_doors = 0;
  for (const auto& door : at_door_) at_doors += static_cast<std::int64_t>(door.size());
  std::int64_t at_entrance = 0;
  for (const auto& queue : queues_) at_entrance += static_cast<std::int64_t>(queue.size());
  std::array<std::int64_t, 6> sums{staying,
                                   static_cast<std::int64_t>(waiting_.size() - next_due_) - staying + at_doors,
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
  for (const Walker& walker : store_.walkers_now()) visit({walker, Fate::walking, no_index, 0});
  for (std::size_t d = 0; d < queues_.size(); ++d)
    for (const StreetEvent& event : queues_[d])
      visit({event.walker, Fate::at_entrance, static_cast<std::uint32_t>(d), 0});
}

}  // namespace machi
