#include "engine/process/evacuation/evacuation.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"

namespace machi {
namespace {

/// A position, for counting.
struct CellUnits {
  std::uint32_t x;
  std::uint32_t y;
};

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

// Sides of a bin, west, east, south, north, that a move from bin (column, row) to another crosses.
std::array<bool, 4> sides_crossed(int column, int to_column, int row, int to_row) {
  return {to_column<column, to_column> column, to_row<row, to_row> row};
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
  std::vector<Moment> moments;
  std::vector<AreaSums> sums;
  Crowding crowding;
  void resize(std::size_t size) {
    for (std::vector<float>* column : {&heading_x, &heading_y, &desired_m_s, &velocity_x_m_s, &velocity_y_m_s})
      column->resize(std::max(column->size(), size + kernels::crowd_lanes));
    goes.resize(std::max(goes.size(), size));
  }
  // Takes one pass for each side crossed, or none and answers false where a side has none left.
  bool take_passes(const std::array<bool, 4>& crossed) {
    for (std::size_t side = 0; side < 4; ++side)
      if (crossed[side] && motion.passes[side] == 0) return false;
    for (std::size_t side = 0; side < 4; ++side) motion.passes[side] -= crossed[side];
    return true;
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

std::vector<float> field_pace(const EvacuationRules& rules) {
  PersonClass walking;
  walking.stop_depth_m = rules.field_stop_depth_m;
  return paces_in_water(walking, rules);
}

// Free speed over that in a crowd of so many tenths of a person per square metre, at most 10 (Weidmann 1993).
std::array<float, 256> costs_in_crowds() {
  std::array<float, 256> cost{};
  for (std::size_t tenths = 0; tenths < cost.size(); ++tenths) {
    const double density_1_m2 = std::max(0.1 * static_cast<double>(tenths), 1e-3);
    const double part = 1 - std::exp(-1.913 * (1 / density_1_m2 - 1 / 5.4));
    cost[tenths] = static_cast<float>(1 / std::clamp(part, 0.1, 1.0));
  }
  return cost;
}

}  // namespace

Evacuation::Evacuation(EvacuationWorld world)
    : world_(std::move(world)),
      store_(*world_.blocks, radii(world_.classes)),
      ways_(*world_.leaves, world_.destinations, world_.goals, world_.rules.time_scale),
      walls_(world_.blocks->own()),
      at_door_(world_.blocks->own()),

      active_(world_.blocks->own()),
      door_open_(world_.blocks->own()),
      queues_(world_.destinations.size()),
      states_(world_.destinations.size()),
      slowness_now_(world_.slowness),
      crowd_(world_.rules.crowd_update_s > 0 ? world_.slowness.size() : 0, 0),
      crowd_cost_(costs_in_crowds()),
      field_pace_(field_pace(world_.rules)),
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
    } else {
      const std::uint32_t slot = world_.blocks->find(world_.blocks->frame().block_at(person.walker.x, person.walker.y));
      store_.announce(slot);
      store_.join(slot, person.walker);
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
  BitSet& active = active_;
  store_.for_each_occupied(range, [&](std::uint32_t slot) { active.insert(slot); });
  door_open_.for_each(range.first, range.end, [&](std::uint32_t slot) {
    active.insert(slot);
    store_.announce(slot);
  });
  std::vector<std::uint32_t> slots;
  active.for_each(range.first, range.end, [&](std::uint32_t slot) {
    slots.push_back(slot);
    active.erase(slot);
  });
  const auto count = static_cast<std::int64_t>(slots.size());
#pragma omp parallel for schedule(dynamic, 4) if (count >= worth_sharing)
  for (std::int64_t i = 0; i < count; ++i)
    step_slot(slots[static_cast<std::size_t>(i)], step, *rooms_[static_cast<std::size_t>(omp_get_thread_num())]);
  for (const std::uint32_t slot : slots)
    if (at_door_[slot].empty()) door_open_.erase(slot);
}

void Evacuation::step_slot(std::uint32_t slot, std::uint64_t step, Room& room) {
  if (walls_[slot] == nullptr)
    walls_[slot] = std::make_unique<BlockWalls>(world_.ground, world_.blocks->frame(), world_.blocks->block(slot));
  if (store_.occupied(slot)) {
    world_.motion->prepare(store_, slot, *walls_[slot], {step, world_.rules.steps_per_s}, room.motion);
    for (int bin = 0; bin < store_.bins(); ++bin) step_bin(slot, bin, step, room);
  }
  if (!at_door_[slot].empty()) let_go(slot);
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
    if (room.goes[k] != 0 && store_.walker(here.first + k).departure_s <= now_s)
      look(slot, bin, here.first + k, step, room);
  }
  const kernels::Walkers walkers{nullptr,
                                 room.heading_x.data(),
                                 room.heading_y.data(),
                                 room.desired_m_s.data(),
                                 room.velocity_x_m_s.data(),
                                 room.velocity_y_m_s.data(),
                                 here.count};
  if (room.motion.limited) {
    room.motion.limited = false;
    room.motion.passes.fill(MotionRoom::unlimited);
  }
  world_.motion->steer(store_, slot, bin, *walls_[slot], walkers, room.motion);
  for (std::uint32_t k = 0; k < here.count; ++k)
    if (room.goes[k] != 0) act(slot, bin, here.first + k, step, room);
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
void Evacuation::look(std::uint32_t slot, int bin, std::uint32_t index, std::uint64_t step, Room& room) {
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
  if (!world_.direction.empty() && world_.direction[at] != no_feature) to = world_.directions[world_.direction[at]];
  float desired = walker.free_speed_m_s * static_cast<float>(world_.ground.pace(leaf, cell)) * (1.0F / full_pace) *
                  water_pace(walker, leaf, cell);
  if (!world_.stair.empty() && world_.stair[at] != no_feature) {
    const WalkedStair& stair = world_.stairs[world_.stair[at]];
    const bool climbs = to.x * stair.up_x + to.y * stair.up_y >= 0;
    desired *= (climbs ? stair.up_factor : stair.down_factor)[walker.person_class];
  }
  if (!world_.smoke.empty() && world_.smoke[at] != no_feature && step >= world_.smokes[world_.smoke[at]].from_step) {
    const WalkedSmoke& smoke = world_.smokes[world_.smoke[at]];
    desired *= smoke.pace;
    walker.dose = std::min(full_dose, walker.dose + smoke.dose);
    if (walker.dose == full_dose && (walker.habits & habit_incapable) == 0) {
      walker.habits |= habit_incapable;
      if (world_.rules.note_moments) room.moments.push_back({walker.id, step, Moment::Kind::incapable});
    }
  }
  if ((walker.habits & habit_incapable) != 0) desired = 0;
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

/// A way that was walked in one step; where it ended, and by how much it went (not wrapped).
struct Evacuation::Path {
  std::uint32_t x;
  std::uint32_t y;
  std::int32_t dx{0};
  std::int32_t dy{0};
  double length{0};
};

Evacuation::Path Evacuation::walk_straight(const Walker& walker, std::int32_t dx, std::int32_t dy, Room& room) const {
  const Ground::Step to = world_.ground.step(walker.x, walker.y, dx, dy, room.cursor);
  const std::int32_t moved_x = to.touched && to.x == walker.x ? 0 : dx;
  const std::int32_t moved_y = to.touched && to.y == walker.y ? 0 : dy;
  return {to.x, to.y, moved_x, moved_y,
          std::sqrt(static_cast<double>(moved_x) * moved_x + static_cast<double>(moved_y) * moved_y)};
}

// A step longer than a cell is walked in pieces that are not, each along the way of the cell where it begins; the ways
// are known to every rank that may hold the block, so they are followed up to its border and straight on from there. A
// piece over a side of the bin that nobody may pass any more is not walked.
Evacuation::Path Evacuation::walk_in_pieces(std::uint32_t slot, const Walker& walker, std::int32_t dx, std::int32_t dy,
                                            std::uint32_t k, Room& room) const {
  const BlockFrame& frame = world_.blocks->frame();
  const auto units = static_cast<std::int64_t>(frame.units());
  const std::int64_t block_x = walker.x & (frame.units() - 1);
  const std::int64_t block_y = walker.y & (frame.units() - 1);
  const auto bin_of = [&](std::int64_t at) { return static_cast<int>((at * frame.bins) >> frame.shift()); };
  const auto pieces = 1 + (std::abs(dx) + std::abs(dy)) / static_cast<std::int32_t>(cell_units);
  const double length = std::sqrt(static_cast<double>(dx) * dx + static_cast<double>(dy) * dy);
  const double piece = length / pieces;
  double ahead_x = length > 0 ? dx / length : 0;
  double ahead_y = length > 0 ? dy / length : 0;
  const double lean_x = ahead_x - static_cast<double>(room.heading_x[k]);
  const double lean_y = ahead_y - static_cast<double>(room.heading_y[k]);
  const bool on_field = !ways_.goal(walker.goal).is_direction && (walker.habits & habit_follows) == 0;
  Walker at = walker;
  Path path{walker.x, walker.y};
  for (std::int32_t i = 0; i < pieces; ++i) {
    const Path next = walk_straight(at, rounded_units(ahead_x * piece), rounded_units(ahead_y * piece), room);
    const std::int64_t end_x = block_x + path.dx + next.dx;
    const std::int64_t end_y = block_y + path.dy + next.dy;
    if (room.motion.limited) {
      const std::array<bool, 4> crossed =
          sides_crossed(bin_of(block_x + path.dx), bin_of(end_x), bin_of(block_y + path.dy), bin_of(end_y));
      if (!room.take_passes(crossed)) break;
    }
    path = {next.x, next.y, path.dx + next.dx, path.dy + next.dy, path.length + next.length};
    at.x = next.x;
    at.y = next.y;
    if (!on_field || end_x < 0 || end_x >= units || end_y < 0 || end_y >= units) continue;
    const std::uint32_t leaf = world_.ground.leaf_of(slot, at.x, at.y);
    const Way way = ways_.way(walker.goal, leaf, Ground::cell_of(at.x, at.y));
    if (way == way_here) break;
    constexpr float cell_part = 1.0F / cell_units;
    const Heading to = heading(way, static_cast<float>(at.x & (cell_units - 1)) * cell_part,
                               static_cast<float>(at.y & (cell_units - 1)) * cell_part);
    const double x = static_cast<double>(to.x) + lean_x;
    const double y = static_cast<double>(to.y) + lean_y;
    const double norm = std::sqrt(x * x + y * y);
    if (norm < 0.1) continue;
    ahead_x = x / norm;
    ahead_y = y / norm;
  }
  return path;
}

void Evacuation::act(std::uint32_t slot, int bin, std::uint32_t index, std::uint64_t step, Room& room) {
  Walker& walker = store_.walker(index);
  const std::uint32_t k = index - store_.bin(slot, bin).first;
  const BlockFrame& frame = world_.blocks->frame();
  const double unit_m = frame.unit_m();
  const double units_of_velocity = 1.0 / (unit_m * static_cast<double>(world_.rules.steps_per_s));
  const float vx = room.velocity_x_m_s[k];
  const float vy = room.velocity_y_m_s[k];
  const std::int32_t dx = rounded_units(static_cast<double>(vx) * units_of_velocity);
  const std::int32_t dy = rounded_units(static_cast<double>(vy) * units_of_velocity);
  const bool straight = !room.motion.limited && std::abs(dx) + std::abs(dy) <= static_cast<std::int32_t>(cell_units);
  const Path path = straight ? walk_straight(walker, dx, dy, room) : walk_in_pieces(slot, walker, dx, dy, k, room);
  const std::uint32_t from_x = walker.x;
  const std::uint32_t from_y = walker.y;
  const std::int32_t moved_x = path.dx;
  const std::int32_t moved_y = path.dy;
  walker.x = path.x;
  walker.y = path.y;
  if (world_.rules.note_moments && walker.walked_m == 0 && path.length > 0)
    room.moments.push_back({walker.id, step, Moment::Kind::moved});
  if (world_.motion->remembers_wish()) {
    walker.vx_m_s = vx;
    walker.vy_m_s = vy;
  } else {
    walker.vx_m_s = moved_x == 0 ? 0 : straight ? vx : static_cast<float>(moved_x / units_of_velocity);
    walker.vy_m_s = moved_y == 0 ? 0 : straight ? vy : static_cast<float>(moved_y / units_of_velocity);
  }
  walker.walked_m += static_cast<float>(unit_m * path.length);
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
  const std::uint32_t leaf = world_.ground.leaf_of(slot, walker.x, walker.y);
  room.crowding.outside += world_.ground.closed_mask(leaf) >> Ground::cell_of(walker.x, walker.y) & 1;
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
    door_open_.insert(slot);
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
    if (!crowd_.empty()) factor /= crowd_cost_[crowd_[at]];
    slowness_now_[at] =
        dry == slowness_blocked || factor == 0
            ? slowness_blocked
            : static_cast<std::uint16_t>(std::min(65534.0F, std::floor(static_cast<float>(dry) / factor + 0.5F)));
  }
}

// Brings water, crowds and fields to a time.
void Evacuation::follow_world(const Comm& comm, double time_s, bool doors_changed) {
  std::vector<std::uint32_t> changed;
  const bool water_due = world_.water != nullptr && world_.water->due(time_s);
  if (water_due) world_.water->advance(time_s, changed);
  const bool crowd_due = world_.rules.crowd_update_s > 0 && std::fmod(time_s, world_.rules.crowd_update_s) == 0;
  if (crowd_due) see_crowds(comm, changed);
  for (const std::uint32_t leaf : changed) slow_down(leaf);
  if (water_due || crowd_due || doors_changed) ways_.update(comm, slowness_now_, changed, states_);
}

// Where people stand closely, way-finding counts with the speed that Weidmann's diagram leaves: so a crowd spreads over
// the width of a street and over the exits. Adds the leaves where this differs from before.
void Evacuation::see_crowds(const Comm& comm, std::vector<std::uint32_t>& changed) {
  const BlockFrame& frame = world_.blocks->frame();
  const double bin_m2 = frame.side_m() * frame.side_m() / (frame.bins * frame.bins);
  std::map<std::uint32_t, std::vector<std::uint16_t>> persons;  // by slot, then bin
  std::vector<std::vector<CellUnits>> leaving(static_cast<std::size_t>(comm.size()));
  const auto count_in = [&](CellUnits at) {
    const std::uint32_t slot = world_.blocks->find(frame.block_at(at.x, at.y));
    if (slot >= world_.blocks->own()) {
      const int rank = world_.blocks->neighbours()[static_cast<std::size_t>(world_.blocks->owner(slot))];
      leaving[static_cast<std::size_t>(rank)].push_back(at);
      return;
    }
    std::vector<std::uint16_t>& bins = persons[slot];
    bins.resize(static_cast<std::size_t>(store_.bins()));
    ++bins[static_cast<std::size_t>(frame.bin_at(at.x, at.y))];
  };
  for (const Walker& walker : store_.walkers_now()) count_in({walker.x, walker.y});
  for (const std::vector<CellUnits>& arriving : comm.all_to_all_of(leaving))
    for (const CellUnits at : arriving) count_in(at);
  std::vector<std::uint8_t> crowd(slowness_now_.size(), 0);
  std::vector<std::uint32_t> crowded;
  for (const auto& [slot, bins] : persons) {
    if (walls_[slot] == nullptr)
      walls_[slot] = std::make_unique<BlockWalls>(world_.ground, frame, world_.blocks->block(slot));
    const LeafXY block = world_.blocks->block(slot);
    for (std::int32_t y = 0; y < leaf_side << frame.nest; ++y) {
      for (std::int32_t x = 0; x < leaf_side << frame.nest; ++x) {
        const auto at_x =
            static_cast<std::uint32_t>((block.x << frame.nest) * leaf_side + x) << position_bits | cell_units / 2;
        const auto at_y =
            static_cast<std::uint32_t>((block.y << frame.nest) * leaf_side + y) << position_bits | cell_units / 2;
        const int bin = frame.bin_at(at_x, at_y);
        const double open_m2 = std::max(1.0, bin_m2 * static_cast<double>(walls_[slot]->open_share(bin)));
        const double tenths = 10.0 * bins[static_cast<std::size_t>(bin)] / open_m2;
        const std::uint32_t leaf = world_.ground.leaf_of(slot, at_x, at_y);
        if (leaf >= world_.leaves->own()) continue;
        crowd[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(Ground::cell_of(at_x, at_y))] =
            static_cast<std::uint8_t>(std::min(255.0, std::floor(tenths)));
        crowded.push_back(leaf);
      }
    }
  }
  crowded.insert(crowded.end(), crowded_.begin(), crowded_.end());
  std::sort(crowded.begin(), crowded.end());
  crowded.erase(std::unique(crowded.begin(), crowded.end()), crowded.end());
  crowded_.clear();
  for (const std::uint32_t leaf : crowded) {
    const auto begin = static_cast<std::ptrdiff_t>(std::size_t{leaf} * leaf_cells);
    const auto now = std::span(crowd).subspan(static_cast<std::size_t>(begin), leaf_cells);
    if (std::any_of(now.begin(), now.end(), [](std::uint8_t tenths) { return tenths != 0; })) crowded_.push_back(leaf);
    if (std::equal(now.begin(), now.end(), crowd_.begin() + begin)) continue;
    changed.push_back(leaf);
  }
  crowd_ = std::move(crowd);
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
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
  door_open_.for_each(0, world_.blocks->own(),
                      [&](std::uint32_t slot) { at_doors += static_cast<std::int64_t>(at_door_[slot].size()); });
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
