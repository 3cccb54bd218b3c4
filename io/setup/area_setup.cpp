#include "io/setup/area_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/area/area_grid.hpp"
#include "engine/area/area_people.hpp"
#include "engine/core/error.hpp"
#include "engine/field/slowness.hpp"
#include "engine/hazard/smoke.hpp"
#include "engine/population/person_classes.hpp"
#include "io/setup/evacuation_events.hpp"
#include "io/setup/hazard.hpp"
#include "io/setup/motion.hpp"
#include "io/setup/people_file.hpp"
#include "io/setup/people_rules.hpp"
#include "io/setup/waiting.hpp"

namespace machi {
namespace {

/// Slowness of open ground: fields of small cells count in units that keep directions as fine as those of 1 m cells.
constexpr double level_slowness = 191;
/// Persons of a file may be moved this many cells to open ground.
constexpr int most_cells_to_floor = 8;

/// The own leaves of an area's columns.
class OwnPart {
 public:
  OwnPart(const AreaGrid& grid, const Dealt& dealt)
      : grid_(&grid), first_(dealt.first_row), own_(dealt.leaves->own()) {}
  template <class T>
  std::vector<T> of(const std::vector<T>& column) const {
    if (column.empty()) return {};
    const auto begin = column.begin() + static_cast<std::ptrdiff_t>(first_ * leaf_cells);
    return {begin, begin + static_cast<std::ptrdiff_t>(std::size_t{own_} * leaf_cells)};
  }
  std::vector<std::uint64_t> masks(const CellSet& cells) const {
    std::vector<std::uint64_t> masks(own_, 0);
    for (const LeafMask& leaf : cells.leaves)
      if (leaf.leaf >= first_ && leaf.leaf < first_ + own_) masks[leaf.leaf - first_] = leaf.mask;
    return masks;
  }
  std::vector<std::uint8_t> open() const {
    std::vector<std::uint8_t> open(std::size_t{own_} * leaf_cells);
    for (std::size_t at = 0; at < open.size(); ++at)
      open[at] = grid_->open[first_ + at / leaf_cells] >> (at % leaf_cells) & 1;
    return open;
  }

 private:
  const AreaGrid* grid_;
  std::uint64_t first_;
  std::uint32_t own_;
};

/// Which cells of the whole area are open, by column and row.
class OpenCells {
 public:
  explicit OpenCells(const AreaGrid& grid) : grid_(&grid) {
    for (std::uint32_t i = 0; i < grid.keys.size(); ++i) directory_.insert(grid.frame.grid.leaf(grid.keys[i]), i);
  }
  /// Squared distance in cells from a cell's centre to the nearest closed cell's, at most reach².
  int clearance_squared(std::int32_t x, std::int32_t y, int reach) const {
    int nearest = reach * reach;
    LeafDirectory::Cursor cursor(directory_);
    for (int dy = -reach; dy <= reach; ++dy)
      for (int dx = -reach; dx <= reach; ++dx)
        if (dx * dx + dy * dy < nearest && closed(x + dx, y + dy, cursor)) nearest = dx * dx + dy * dy;
    return nearest;
  }
  /// Moves a point to the middle of the nearest open cell where its own is closed; false where none is within
  /// most_cells_to_floor.
  bool put_on_ground(std::int64_t& x_mm, std::int64_t& y_mm) const {
    const std::int64_t cell_mm = grid_->frame.grid.cell_mm;
    const std::int64_t end = cell_mm * leaf_side << grid_->frame.grid.order;
    const std::int64_t reach_mm = cell_mm * most_cells_to_floor;
    if (std::min(x_mm, y_mm) < -reach_mm || std::max(x_mm, y_mm) >= end + reach_mm) return false;
    const auto cell = [&](std::int64_t mm) {
      return static_cast<std::int32_t>((mm + reach_mm) / cell_mm) - most_cells_to_floor;
    };
    const std::int32_t x = cell(x_mm), y = cell(y_mm);
    LeafDirectory::Cursor cursor(directory_);
    if (!closed(x, y, cursor)) return true;
    int nearest = most_cells_to_floor * most_cells_to_floor + 1;
    for (int dy = -most_cells_to_floor; dy <= most_cells_to_floor; ++dy)
      for (int dx = -most_cells_to_floor; dx <= most_cells_to_floor; ++dx) {
        if (dx * dx + dy * dy >= nearest || closed(x + dx, y + dy, cursor)) continue;
        nearest = dx * dx + dy * dy;
        x_mm = cell_mm * (x + dx) + cell_mm / 2;
        y_mm = cell_mm * (y + dy) + cell_mm / 2;
      }
    return nearest <= most_cells_to_floor * most_cells_to_floor;
  }

 private:
  bool closed(std::int32_t x, std::int32_t y, LeafDirectory::Cursor& cursor) const {
    const std::uint32_t leaf = cursor.find({x >> 3, y >> 3});
    return leaf == LeafDirectory::none || (grid_->open[leaf] >> ((y & 7) * 8 + (x & 7)) & 1) == 0;
  }
  const AreaGrid* grid_;
  LeafDirectory directory_;
};

double mean_stair_factor(const AreaStair& stair, const std::vector<PersonClass>& classes, const PersonClass& of) {
  static_cast<void>(classes);
  if (!stair.class_speeds) return 0.5 * (stair.speed_up_factor + stair.speed_down_factor) * stair.plan_over_incline;
  const StairSpeeds speeds = stair_speeds(of, of.mean_m_s);
  return 0.5 * (speeds.up_m_s + speeds.down_m_s) / std::max(of.mean_m_s, 0.1) * stair.plan_over_incline;
}

WayClearance way_clearance(const EvacuationSettings& settings, const LocalMotion& motion) {
  const WalkingRules rules;
  const WayClearance usual = motion.way_clearance().value_or(WayClearance{rules.wall_cost, rules.wall_range_m});
  return {settings.clearance_cost.value_or(usual.cost), settings.clearance_m.value_or(usual.range_m)};
}

std::vector<std::uint16_t> slowness_of_area(const AreaGrid& grid, const Dealt& dealt, const WayClearance& clearance,
                                            const std::vector<PersonClass>& classes) {
  const double cell_m = 1e-3 * grid.frame.grid.cell_mm;
  const int reach = std::max(1, static_cast<int>(std::ceil(clearance.range_m / cell_m)));
  const OpenCells cells(grid);
  std::vector<std::uint16_t> slowness(std::size_t{dealt.leaves->own()} * leaf_cells, slowness_blocked);
  for (std::size_t at = 0; at < slowness.size(); ++at) {
    const std::size_t leaf = dealt.first_row + at / leaf_cells;
    const int cell = static_cast<int>(at % leaf_cells);
    if (!grid.is_open(static_cast<std::uint32_t>(leaf), cell)) continue;
    const LeafXY corner = grid.frame.grid.leaf(grid.keys[leaf]);
    double factor = static_cast<double>(grid.pace[leaf * leaf_cells + at % leaf_cells]) / full_pace;
    if (!grid.stair.empty() && grid.stair[leaf * leaf_cells + at % leaf_cells] != no_feature)
      factor *= mean_stair_factor(grid.stairs[grid.stair[leaf * leaf_cells + at % leaf_cells]], classes, classes[0]);
    double cost = 1;
    if (clearance.cost > 0 && clearance.range_m > 0) {
      const int squared = cells.clearance_squared(corner.x * leaf_side + cell % leaf_side,
                                                  corner.y * leaf_side + cell / leaf_side, reach);
      const double distance_m = (std::sqrt(static_cast<double>(squared)) - 0.5) * cell_m;
      cost += clearance.cost * std::max(0.0, 1 - distance_m / clearance.range_m);
    }
    slowness[at] = static_cast<std::uint16_t>(
        std::clamp(std::floor(level_slowness * cost / std::max(factor, 1e-3) + 0.5), 1.0, 65534.0));
  }
  return slowness;
}

std::vector<Destination> exits_of(const AreaScenario& area, const AreaGrid& grid, const EvacuationSettings& settings) {
  std::vector<Destination> exits(area.exits.size());
  for (std::size_t i = 0; i < exits.size(); ++i) {
    const AreaExit& exit = area.exits[i];
    exits[i].id = exit.id;
    exits[i].name = exit.id;
    exits[i].capacity = exit.capacity.value_or(-1);
    exits[i].opens_s = exit.opens_s;
    if (exit.closes_s) exits[i].closes_s = *exit.closes_s;
    const auto limit = exit.flow_limit_1_m_s ? exit.flow_limit_1_m_s : settings.exit_flow_limit_1_m_s;
    if (limit) exits[i].flow_limit_1_s = *limit * grid.exit_width_m[i];
  }
  for (const FieldSource& goal : grid.goals) exits[goal.label].cells.push_back({goal.leaf, goal.cell});
  return exits;
}

/// Goals of the people: the nearest exit, single exits, and directions.
class Goals {
 public:
  explicit Goals(std::size_t destinations) {
    Goal nearest;
    for (std::uint32_t d = 0; d < destinations; ++d) nearest.destinations.push_back(d);
    goals_.push_back(std::move(nearest));
  }
  std::uint32_t to(std::uint32_t destination) {
    const auto [it, is_new] = single_.try_emplace(destination, static_cast<std::uint32_t>(goals_.size()));
    if (is_new) goals_.push_back({{destination}, false, 0, 0});
    return it->second;
  }
  std::uint32_t along(double x, double y) {
    const double norm = std::hypot(x, y);
    const std::pair<float, float> unit{static_cast<float>(x / norm), static_cast<float>(y / norm)};
    const auto [it, is_new] = directions_.try_emplace(unit, static_cast<std::uint32_t>(goals_.size()));
    if (is_new) goals_.push_back({{}, true, unit.first, unit.second});
    return it->second;
  }
  std::vector<Goal> take() { return std::move(goals_); }

 private:
  std::vector<Goal> goals_;
  std::map<std::uint32_t, std::uint32_t> single_;
  std::map<std::pair<float, float>, std::uint32_t> directions_;
};

std::vector<WalkedStair> stairs_of(const AreaGrid& grid, const std::vector<PersonClass>& classes) {
  std::vector<WalkedStair> stairs;
  for (const AreaStair& stair : grid.stairs) {
    WalkedStair walked{static_cast<float>(stair.up_x), static_cast<float>(stair.up_y), {}, {}};
    for (const PersonClass& person_class : classes) {
      double up = stair.speed_up_factor;
      double down = stair.speed_down_factor;
      if (stair.class_speeds) {
        const StairSpeeds speeds = stair_speeds(person_class, person_class.mean_m_s);
        up = speeds.up_m_s / std::max(person_class.mean_m_s, 0.1);
        down = speeds.down_m_s / std::max(person_class.mean_m_s, 0.1);
      }
      walked.up_factor.push_back(static_cast<float>(up * stair.plan_over_incline));
      walked.down_factor.push_back(static_cast<float>(down * stair.plan_over_incline));
    }
    stairs.push_back(std::move(walked));
  }
  return stairs;
}

std::vector<WalkedSmoke> smokes_of(const AreaScenario& area, const EvacuationSettings& settings,
                                   std::int64_t steps_per_s) {
  const auto law = settings.smoke_law == SmokeLaw::fds_evac ? SmokeSpeedLaw::fds_evac : SmokeSpeedLaw::fridolf;
  std::vector<WalkedSmoke> smokes;
  for (const SmokeArea& smoke : area.smoke) {
    const double rate = fed_rate_1_min({smoke.co_ppm, smoke.hcn_ppm, smoke.co2_percent, smoke.o2_percent});
    const Dose dose = dose_of_step(rate, 1.0 / static_cast<double>(steps_per_s));
    smokes.push_back({static_cast<float>(smoke_factor(law, smoke.extinction_1_m)),
                      static_cast<std::uint32_t>(dose >> 29), due_step(static_cast<float>(smoke.from_s), steps_per_s)});
  }
  return smokes;
}

AreaObservers observers_of(const AreaScenario& area, const AreaGrid& grid, const OwnPart& own, double end_s) {
  AreaObservers observers;
  const double units_per_mm = static_cast<double>(cell_units) / grid.frame.grid.cell_mm;
  for (const AreaLine& line : grid.lines) {
    ObservedLine observed{line.id, {}};
    for (const PointMm& point : line.points)
      observed.points.push_back({static_cast<std::int64_t>(std::floor(point.x_mm * units_per_mm + 0.5)),
                                 static_cast<std::int64_t>(std::floor(point.y_mm * units_per_mm + 0.5))});
    observers.lines.push_back(std::move(observed));
  }
  for (std::size_t i = 0; i < area.measures.size(); ++i)
    observers.areas.push_back({area.measures[i].id, grid.measure_m2[i], area.measures[i].from_s,
                               area.measures[i].to_s.value_or(end_s), own.masks(grid.measures[i])});
  return observers;
}

// Persons of all ranks with classes, speeds and departures; each rank keeps its own.
std::vector<WaitingPerson> people_of(const Scenario& scenario, const AreaGrid& grid, const Dealt& dealt,
                                     const std::vector<PersonClass>& classes, Goals& goals, std::int64_t steps_per_s,
                                     std::uint64_t first_id) {
  const AreaScenario& area = *scenario.area;
  AreaPeople placed = area_people(area, grid, classes, scenario.run.seed, scenario.evacuation->radius_m);
  Population& people = placed.people;
  people.classes = classes;
  for (std::uint64_t& id : people.id) id += first_id;
  const auto seed = static_cast<std::uint64_t>(scenario.run.seed);
  draw_classes_and_speeds(people, seed, scenario.run.night);
  const DeparturePlan fallback = departures_of(scenario);
  const BlockFrame& blocks = dealt.block_frame;
  std::vector<WaitingPerson> mine;
  for (std::uint64_t i = 0; i < people.size(); ++i) {
    const AreaSource& source = area.sources[placed.source[i]];
    WaitingPerson person = waiting_person(people, i, people.start[i], grid.frame.grid, steps_per_s);
    Walker& walker = person.walker;
    if (std::isnan(walker.departure_s))
      walker.departure_s =
          static_cast<float>(draw_departure_s(departures_of(source.departure, fallback), seed, walker.id));
    if (!source.heading.empty()) {
      walker.goal = goals.along(source.heading[0], source.heading[1]);
    } else if (people.destination[i] != no_index) {
      walker.goal = goals.to(people.destination[i]);
    }
    person.due_step = due_step(walker.departure_s, steps_per_s);
    const std::uint32_t slot = dealt.blocks->find(blocks.block_at(walker.x, walker.y));
    if (slot < dealt.blocks->own()) mine.push_back(person);
  }
  return mine;
}

// Persons of people.file whose start lies on this rank.
void add_people_of_file(const Comm& comm, const FilePeople& file, const AreaGrid& grid, Goals& goals,
                        std::int64_t steps_per_s, EvacuationSetup& setup) {
  std::vector<std::uint32_t> destinations;
  comm.agree([&] { destinations = destinations_of_file(file, setup.world.destinations); });
  const OpenCells cells(grid);
  std::int64_t unplaced = file.off_the_map;
  for (std::uint64_t i = 0; i < file.people.size(); ++i) {
    std::int64_t x_mm = std::int64_t{file.people.start[i].x_mm} - grid.frame.origin_x_mm;
    std::int64_t y_mm = std::int64_t{file.people.start[i].y_mm} - grid.frame.origin_y_mm;
    if (!cells.put_on_ground(x_mm, y_mm)) {
      ++unplaced;
      continue;
    }
    const PointMm at{static_cast<std::int32_t>(x_mm), static_cast<std::int32_t>(y_mm), 0};
    WaitingPerson person = waiting_person(file.people, i, at, grid.frame.grid, steps_per_s);
    const std::uint32_t destination = file.people.destination[i];
    if (destination != no_index) person.walker.goal = goals.to(destinations[destination]);
    const Dealt& dealt = setup.dealt;
    const std::uint32_t slot = dealt.blocks->find(dealt.block_frame.block_at(person.walker.x, person.walker.y));
    if (slot < dealt.blocks->own()) setup.people.push_back(person);
  }
  if (unplaced != 0)
    setup.notes.push_back(
        fmt::format("{} of {} persons of {} stand inside walls or off the map, more than {:g} m from open ground, and "
                    "are left out.",
                    unplaced, static_cast<std::int64_t>(file.people.size()) + file.off_the_map, file.path,
                    1e-3 * most_cells_to_floor * grid.frame.grid.cell_mm));
}

}  // namespace

EvacuationSetup set_up_area(const Comm& comm, const Scenario& scenario, CutRule cut) {
  const AreaScenario& area = *scenario.area;
  const EvacuationSettings& settings = *scenario.evacuation;
  const AreaGrid grid = build_area(area);
  const std::vector<PersonClass> classes = classes_of(scenario);
  std::unique_ptr<LocalMotion> motion = make_motion(settings);
  const std::int64_t steps_per_s = steps_per_second(settings);

  const FilePeople file = people_of_file(comm, scenario, classes, {});
  const double fastest = fastest_m_s(classes, file.people.free_speed_m_s, least_fastest_m_s);
  WalkShape shape{grid.frame.grid, motion->reach_m(), fastest / static_cast<double>(steps_per_s)};
  if (grid.frame.periodic == PeriodicAxis::x) shape.period_x_cells = grid.frame.period_cells;
  if (grid.frame.periodic == PeriodicAxis::y) shape.period_y_cells = grid.frame.period_cells;
  EvacuationSetup setup;
  setup.dealt = deal(comm, shape, grid.keys, std::vector<std::int64_t>(grid.keys.size(), 1), cut);
  const Dealt& dealt = setup.dealt;
  setup.origin_east_m = 1e-3 * grid.frame.origin_x_mm;
  setup.origin_north_m = 1e-3 * grid.frame.origin_y_mm;
  const OwnPart own(grid, dealt);
  Goals goals(area.exits.size());
  setup.people = people_of(scenario, grid, dealt, classes, goals, steps_per_s, file.next_id);

  EvacuationWorld& world = setup.world;
  world.destinations = exits_of(area, grid, settings);
  add_people_of_file(comm, file, grid, goals, steps_per_s, setup);
  world.leaves = dealt.leaves.get();
  world.blocks = dealt.blocks.get();
  world.ground = Ground(comm, *dealt.leaves, *dealt.blocks, own.open(), own.of(grid.pace), dealt.leaf_wrap);
  world.slowness = slowness_of_area(grid, dealt, way_clearance(settings, *motion), classes);
  world.goals = goals.take();
  world.classes = classes;
  world.motion = std::move(motion);
  world.stair = own.of(grid.stair);
  world.stairs = stairs_of(grid, classes);
  world.direction = own.of(grid.direction);
  for (const DirectionArea& direction : area.directions) {
    const double norm = std::hypot(direction.heading[0], direction.heading[1]);
    world.directions.push_back(
        {static_cast<float>(direction.heading[0] / norm), static_cast<float>(direction.heading[1] / norm)});
  }
  world.observers = observers_of(area, grid, own, scenario.run.end_s);
  world.rules.steps_per_s = steps_per_s;
  world.rules.seed = static_cast<std::uint64_t>(scenario.run.seed);
  world.rules.rechoose = settings.rechoose;
  world.rules.crowd_update_s = settings.crowd_update_s.value_or(2);
  world.rules.note_moments = scenario.output.persons;
  world.rules.weather = walking_weather(scenario);
  world.rules.time_scale = 1e-3 * grid.frame.grid.cell_mm;
  world.smoke = own.of(grid.smoke);
  world.smokes = smokes_of(area, settings, steps_per_s);
  set_up_area_hazard(comm, scenario, setup);
  leave_out_of_zone(comm, scenario, setup);
  let_some_follow(settings.follow_share, world.rules.seed, setup.people);
  if (comm.sum(static_cast<std::int64_t>(setup.people.size())) == 0) {
    if (file.path.empty())
      throw InputError(scenario.path, "nobody is there to evacuate. Give a source of the area persons");
    throw InputError(file.path, "none of its persons stands where the scenario has ground. Check the coordinates");
  }
  if (grid.edges_off_border != 0)
    setup.notes.push_back(fmt::format("{} edges of the area do not lie on borders of cells of {} mm.",
                                      grid.edges_off_border, grid.frame.grid.cell_mm));
  return setup;
}

}  // namespace machi
