// One step: who has arrived or is lost, where each wants to go, how they get along, where they end; and doors.
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "engine/core/machine.hpp"
#include "engine/hazard/casualty.hpp"
#include "engine/process/evacuation/evacuation_room.hpp"
#include "kernels/crowd_count/crowd_count.hpp"

namespace machi {
namespace {

constexpr std::array<std::int64_t, 3> crowd_thresholds_1_m2{2, 4, 6};
constexpr float pi = 3.14159265F;
/// Members of a group wait for those who are farther behind than this.
constexpr float group_gap_m = 1.5F;
constexpr float group_waiting_factor = 0.3F;
/// Persons at one door who are looked at in one step.
constexpr std::size_t most_at_door = 64;
/// A step must be shorter than this, in 1/65,536 cell; what is no number is not.
constexpr double longest_step_units = 1 << 30;
/// Blocks fewer than this are not worth a second thread.
constexpr std::int64_t blocks_worth_sharing = 8;

// The nearest whole number, halves up; as std::floor(units + 0.5) is, without a call.
std::int32_t rounded_units(double units) {
  const double up = units + 0.5;
  const auto whole = static_cast<std::int32_t>(up);
  return whole - (up < static_cast<double>(whole));
}

// Sides of a bin, west, east, south, north, that a move from bin (column, row) to another crosses.
std::array<bool, 4> sides_crossed(int column, int to_column, int row, int to_row) {
  return {to_column<column, to_column> column, to_row<row, to_row> row};
}

// Whole units. What is left over counts as one now and then, by the additive recurrence of the golden ratio, so that
// equal steps add up to their sum.
std::uint32_t walked_units(double length_m, std::uint64_t step) {
  const double part = static_cast<double>(step * 40503 & 0xffff) / 65536.0;
  return static_cast<std::uint32_t>(length_m * walked_units_per_m + part);
}

}  // namespace

void Evacuation::arrange(void (WalkerStore::*part)()) {
  if (!next_is_measured_) return (store_.*part)();
  const double begin_s = thread_s();
  (store_.*part)();
  costs_.add_arranging(thread_s() - begin_s);
}

void Evacuation::step_inner(std::uint64_t step) {
  step_slots({0, world_.blocks->deep()}, step);
}

void Evacuation::step_rest(std::uint64_t step) {
  step_slots({world_.blocks->deep(), world_.blocks->own()}, step);
  if (world_.rules.measure_costs && BlockCosts::is_measured(step)) costs_.end_step();
  next_is_measured_ = world_.rules.measure_costs && BlockCosts::is_measured(step + 1);
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
  if (world_.rules.measure_costs && BlockCosts::is_measured(step))
    step_each_by_the_clock(slots, step);
  else
    step_each(slots, step);
  for (const std::uint32_t slot : slots)
    if (at_door_[slot].empty()) door_open_.erase(slot);
}

void Evacuation::step_each(std::span<const std::uint32_t> slots, std::uint64_t step) {
  const auto count = static_cast<std::int64_t>(slots.size());
#pragma omp parallel for schedule(dynamic, 4) if (count >= blocks_worth_sharing)
  for (std::int64_t i = 0; i < count; ++i)
    step_slot(slots[static_cast<std::size_t>(i)], step, *rooms_[static_cast<std::size_t>(omp_get_thread_num())]);
}

// A look at the clock takes as long as a step of a walker or two, so handfuls of blocks are timed together.
void Evacuation::step_each_by_the_clock(std::span<const std::uint32_t> slots, std::uint64_t step) {
  const auto handfuls = static_cast<std::int64_t>((slots.size() + BlockCosts::handful - 1) / BlockCosts::handful);
#pragma omp parallel for schedule(dynamic, 1) if (handfuls > 1)
  for (std::int64_t i = 0; i < handfuls; ++i) {
    const std::size_t first = static_cast<std::size_t>(i) * BlockCosts::handful;
    const auto handful = slots.subspan(first, std::min(BlockCosts::handful, slots.size() - first));
    const double begin_s = thread_s();
    for (const std::uint32_t slot : handful)
      step_slot(slot, step, *rooms_[static_cast<std::size_t>(omp_get_thread_num())]);
    costs_.add(thread_s() - begin_s, handful, store_);
  }
}

void Evacuation::step_slot(std::uint32_t slot, std::uint64_t step, Room& room) {
  if (store_.occupied(slot)) step_walkers(slot, step, room);
  if (!at_door_[slot].empty()) let_go(slot);
}

void Evacuation::step_walkers(std::uint32_t slot, std::uint64_t step, Room& room) {
  if (walls_[slot] == nullptr)
    walls_[slot] = std::make_unique<BlockWalls>(world_.ground, world_.blocks->frame(), world_.blocks->block(slot),
                                                world_.motion->walls_as());
  const std::uint32_t first = store_.begin(slot);
  const std::uint32_t count = store_.count(slot);
  if (step % static_cast<std::uint64_t>(world_.rules.steps_per_s) == 0) measure_crowd(slot, room);
  room.resize(count);
  const auto now_s = static_cast<float>(static_cast<double>(step) / static_cast<double>(world_.rules.steps_per_s));
  room.closer.clear();
  for (std::uint32_t k = 0; k < count; ++k) {
    const Walker& walker = store_.walker(first + k);
    const std::uint32_t leaf = world_.ground.leaf_of(slot, walker.x, walker.y);
    Place place{slot, leaf, Ground::cell_of(walker.x, walker.y), way_none};
    room.goes[k] = !leaves_street(place, first + k, step, room);
    room.way[k] = way_none;
    room.desired_m_s[k] = 0;
    if (room.goes[k] != 0 && walker.departure_s <= now_s) look(place, first + k, k, room);
  }
  headings({room.way.data(), room.in_cell_x.data(), room.in_cell_y.data()}, room.heading_x.data(),
           room.heading_y.data(), count);
  for (const auto& [place, k] : room.closer) look_closer(place, first + k, k, step, room);
  const kernels::Walkers walkers{nullptr,
                                 room.heading_x.data(),
                                 room.heading_y.data(),
                                 room.desired_m_s.data(),
                                 room.velocity_x_m_s.data(),
                                 room.velocity_y_m_s.data(),
                                 count};
  room.motion.passes.clear();
  world_.motion->steer(store_, slot, *walls_[slot], {step, world_.rules.steps_per_s}, walkers, room.motion);
  if (room.motion.passes.empty()) {
    for (std::uint32_t k = 0; k < count; ++k)
      if (room.goes[k] != 0) act(slot, first + k, k, step, room);
    return;
  }
  for (int bin = 0; bin < store_.bins(); ++bin) {
    const WalkerStore::Bin here = store_.bin(slot, bin);
    room.limit(room.motion.passes[static_cast<std::size_t>(bin)]);
    for (std::uint32_t index = here.first; index < here.first + here.count; ++index)
      if (room.goes[index - first] != 0) act(slot, index, index - first, step, room);
  }
  room.limited = false;
}

// Whether a walker has arrived or is lost where it stands.
inline bool Evacuation::leaves_street(Place& place, std::uint32_t index, std::uint64_t step, Room& room) {
  Walker& walker = store_.walker(index);
  const std::uint32_t leaf = place.leaf;
  const int cell = place.cell;
  const std::size_t at = place.at();
  if (world_.water != nullptr && world_.lost && step % static_cast<std::uint64_t>(world_.rules.steps_per_s) == 0) {
    const std::uint16_t depth_cm = world_.water->depth_cm()[at];
    if (depth_cm != 0) {
      const auto velocity = world_.water->velocity_cm_s();
      const std::uint32_t threshold = loss_threshold(world_.rules.seed, walker.id);
      if (world_.lost(walker.person_class, depth_cm, velocity.empty() ? std::uint16_t{0} : velocity[at], threshold)) {
        store_.move(place.slot, index, WalkerStore::removed);
        room.events.push_back({walker, Fate::lost, no_index, step});
        return true;
      }
    }
  }
  if (world_.rules.rechoose && walker.goal != 0 && !ways_.goal(walker.goal).is_direction &&
      !ways_.any_open(walker.goal))
    walker.goal = 0;
  if (ways_.goal(walker.goal).is_direction) return false;
  place.way = ways_.way(walker.goal, leaf, cell);
  if (place.way != way_here) return false;
  const std::uint32_t destination = ways_.destination_at(walker.goal, leaf, cell);
  if (destination == no_index) return false;  // it closed in this second
  store_.move(place.slot, index, WalkerStore::removed);
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

// Where a walker wants to go, and how fast it could: what holds for all, as far as that needs no heading.
void Evacuation::look(const Place& place, std::uint32_t index, std::uint32_t k, Room& room) {
  Walker& walker = store_.walker(index);
  const bool on_field = !ways_.goal(walker.goal).is_direction;
  if (on_field) {
    const auto habits = static_cast<std::uint8_t>(place.way == way_none ? walker.habits | habit_no_goal
                                                                        : walker.habits & ~habit_no_goal);
    if (habits != walker.habits) walker.habits = habits;
    room.way[k] = place.way;
    room.in_cell_x[k] = static_cast<std::int32_t>(walker.x & (cell_units - 1));
    room.in_cell_y[k] = static_cast<std::int32_t>(walker.y & (cell_units - 1));
  }
  room.desired_m_s[k] = walker.free_speed_m_s * static_cast<float>(world_.ground.pace(place.leaf, place.cell)) *
                        (1.0F / full_pace) * water_pace(walker, place.leaf, place.cell) * weather_pace_;
  constexpr std::uint8_t special = habit_follows | habit_incapable;
  if (furnished_ || !on_field || walker.group != no_index || (walker.habits & special) != 0)
    room.closer.push_back({place, k});
}

// What only some walkers meet: a direction instead of a goal, stairs, smoke, a group; and those who are watched.
void Evacuation::look_closer(const Place& place, std::uint32_t index, std::uint32_t k, std::uint64_t step, Room& room) {
  Walker& walker = store_.walker(index);
  const std::uint32_t leaf = place.leaf;
  const int cell = place.cell;
  const std::size_t at = place.at();
  const Goal& goal = ways_.goal(walker.goal);
  Heading to{room.heading_x[k], room.heading_y[k]};
  if (goal.is_direction) to = {goal.heading_x, goal.heading_y};
  if (!world_.direction.empty() && world_.direction[at] != no_feature) to = world_.directions[world_.direction[at]];
  float desired = room.desired_m_s[k];
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
    const int bin = world_.blocks->frame().bin_at(walker.x, walker.y);
    float sum_x = 0, sum_y = 0;
    bool member_behind = false;
    for (int side = 0; side < 9; ++side) {
      const BinBeside beside = bin_beside(*world_.blocks, place.slot, bin, side % 3 - 1, side / 3 - 1);
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

// Whether a step meets no wall and no end of the ground.
inline bool Evacuation::is_clear(std::uint32_t slot, const Walker& walker, std::int32_t dx, std::int32_t dy) const {
  const std::uint32_t leaf = world_.ground.leaf_of(slot, walker.x, walker.y);
  return !wraps_ && world_.ground.clear(leaf, Ground::cell_of(walker.x, walker.y), dx, dy);
}

/// A way that was walked in one step; where it ended, and by how much it went (not wrapped).
struct Evacuation::Path {
  std::uint32_t x;
  std::uint32_t y;
  std::int32_t dx{0};
  std::int32_t dy{0};
  double length{0};
};

// `clear`: no wall is near.
Evacuation::Path Evacuation::walk_straight(const Walker& walker, std::int32_t dx, std::int32_t dy, bool clear,
                                           Room& room) const {
  const Ground::Step to =
      clear ? Ground::Step{walker.x + static_cast<std::uint32_t>(dx), walker.y + static_cast<std::uint32_t>(dy), false}
            : world_.ground.step(walker.x, walker.y, dx, dy, room.cursor);
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
  room.turns.clear();
  for (std::int32_t i = 0; i < pieces; ++i) {
    const Path next = walk_straight(at, rounded_units(ahead_x * piece), rounded_units(ahead_y * piece), false, room);
    const std::int64_t end_x = block_x + path.dx + next.dx;
    const std::int64_t end_y = block_y + path.dy + next.dy;
    if (room.limited) {
      const std::array<bool, 4> crossed =
          sides_crossed(bin_of(block_x + path.dx), bin_of(end_x), bin_of(block_y + path.dy), bin_of(end_y));
      if (!room.take_passes(crossed)) break;
    }
    path = {next.x, next.y, path.dx + next.dx, path.dy + next.dy, path.length + next.length};
    room.turns.push_back({path.dx, path.dy});
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

void Evacuation::act(std::uint32_t slot, std::uint32_t index, std::uint32_t k, std::uint64_t step, Room& room) {
  Walker& walker = store_.walker(index);
  const double unit_m = room.scale.unit_m;
  const double units_of_velocity = room.scale.units_of_velocity;
  const float vx = room.velocity_x_m_s[k];
  const float vy = room.velocity_y_m_s[k];
  const double step_x = static_cast<double>(vx) * units_of_velocity;
  const double step_y = static_cast<double>(vy) * units_of_velocity;
  if (!(std::abs(step_x) + std::abs(step_y) < longest_step_units)) {
    room.astray.push_back({step, walker.id});  // it stays, and the run ends at the next service
    return;
  }
  const std::int32_t dx = rounded_units(step_x);
  const std::int32_t dy = rounded_units(step_y);
  const bool straight = !room.limited && std::abs(dx) + std::abs(dy) <= static_cast<std::int32_t>(cell_units);
  const Path path = straight ? walk_straight(walker, dx, dy, is_clear(slot, walker, dx, dy), room)
                             : walk_in_pieces(slot, walker, dx, dy, k, room);
  const std::uint32_t from_x = walker.x;
  const std::uint32_t from_y = walker.y;
  const std::int32_t moved_x = path.dx;
  const std::int32_t moved_y = path.dy;
  walker.x = path.x;
  walker.y = path.y;
  if (world_.rules.note_moments && walker.walked == 0 && path.length > 0)
    room.moments.push_back({walker.id, step, Moment::Kind::moved});
  if (room.scale.remembers_wish) {
    walker.vx_m_s = vx;
    walker.vy_m_s = vy;
  } else {
    walker.vx_m_s = moved_x == 0 ? 0 : straight ? vx : static_cast<float>(moved_x / units_of_velocity);
    walker.vy_m_s = moved_y == 0 ? 0 : straight ? vy : static_cast<float>(moved_y / units_of_velocity);
  }
  walker.walked += walked_units(unit_m * path.length, step);
  if (!world_.observers.lines.empty()) {
    if (straight) room.turns.assign(1, {moved_x, moved_y});
    note_crossings({from_x, from_y}, walker.id, step, room);
  }
  const std::uint32_t units_mask = room.scale.units_mask;
  const std::int64_t end_x = static_cast<std::int64_t>(from_x & units_mask) + moved_x;
  const std::int64_t end_y = static_cast<std::int64_t>(from_y & units_mask) + moved_y;
  const auto side = [&](std::int64_t end) { return end < 0 ? 0 : end > static_cast<std::int64_t>(units_mask) ? 2 : 1; };
  const int direction = side(end_y) * 3 + side(end_x);
  if (direction != WalkerStore::stays) store_.move(slot, index, static_cast<std::uint8_t>(direction));
}

// Each piece of a way crosses for itself: the straight line between its ends may miss a door round whose edge it bends.
void Evacuation::note_crossings(LinePoint from, std::uint64_t id, std::uint64_t step, Room& room) const {
  LinePoint at = from;
  for (const std::array<std::int32_t, 2>& turn : room.turns) {
    const LinePoint to{from.x + turn[0], from.y + turn[1]};
    for (std::uint32_t line = 0; line < world_.observers.lines.size(); ++line) {
      const int way = crossing(world_.observers.lines[line], at, to);
      if (way != 0) room.crossings.push_back({line, way > 0, step, id});
    }
    at = to;
  }
}

// Density as the number of persons within 1 m, the walker among them, by the area of that circle.
void Evacuation::measure_crowd(std::uint32_t slot, Room& room) {
  const BlockFrame& frame = world_.blocks->frame();
  bins_with_rim(store_, slot, room.motion.bins);
  room.within.resize(std::max<std::size_t>(room.within.size(), store_.count(slot)));
  kernels::crowd_count({room.motion.bins.data(), frame.bins, static_cast<float>(frame.side_m()),
                        store_.scene().x_m.data(), store_.scene().y_m.data()},
                       room.within.data());
  for (std::uint32_t k = 0; k < store_.count(slot); ++k) note_crowd(slot, store_.begin(slot) + k, room.within[k], room);
}

void Evacuation::note_crowd(std::uint32_t slot, std::uint32_t index, std::int64_t within, Room& room) {
  room.crowding.most_within_1_m = std::max(room.crowding.most_within_1_m, within);
  Walker& walker = store_.walker(index);
  const std::uint32_t leaf = world_.ground.leaf_of(slot, walker.x, walker.y);
  room.crowding.outside += world_.ground.closed_mask(leaf) >> Ground::cell_of(walker.x, walker.y) & 1;
  if (static_cast<float>(within) < pi * static_cast<float>(crowd_thresholds_1_m2[0])) return;
  for (std::size_t t = 0; t < crowd_thresholds_1_m2.size(); ++t) {
    if (static_cast<float>(within) < pi * static_cast<float>(crowd_thresholds_1_m2[t])) continue;
    ++room.crowding.person_s[t];
    walker.crowd_s[t] = static_cast<std::uint16_t>(std::min(walker.crowd_s[t] + 1, 0xffff));
  }
}

// Those whose time has come stand at their door from `step` on.
void Evacuation::start_due(std::uint64_t step) {
  for (; next_due_ < waiting_.size() && waiting_[next_due_].due_step <= step; ++next_due_) {
    const WaitingPerson& person = waiting_[next_due_];
    if (person.by_car) {
      in_cars_.push_back(person.walker);
      --waits_for_car_;
      continue;
    }
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

}  // namespace machi
