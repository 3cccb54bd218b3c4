#include "io/setup/city_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "engine/comm/joined.hpp"
#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/field/slowness.hpp"
#include "engine/hazard/blocked_roads.hpp"
#include "engine/population/draw_people.hpp"
#include "engine/population/person_classes.hpp"
#include "io/city/city_file.hpp"
#include "io/setup/building_edits.hpp"
#include "io/setup/city_doors.hpp"
#include "io/setup/city_hazard.hpp"
#include "io/setup/drawn_areas.hpp"
#include "io/setup/evacuation_events.hpp"
#include "io/setup/ground_edits.hpp"
#include "io/setup/hazard.hpp"
#include "io/setup/motion.hpp"
#include "io/setup/people_file.hpp"
#include "io/setup/people_rules.hpp"
#include "io/setup/shelter_edits.hpp"
#include "io/setup/shelters.hpp"
#include "io/setup/street_edits.hpp"
#include "io/setup/tall_buildings.hpp"
#include "io/setup/waiting.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_place = 0x10000003;
constexpr std::uint32_t purpose_floor = 0x10000004;
constexpr std::uint32_t purpose_group = 0x10000005;
/// Persons come out of a building within this of its entrance.
constexpr std::int32_t door_mm = 1500;
/// Beside open ground, a person who starts in a leaf adds this much to its weight for the cut.
constexpr std::int64_t person_weight = 16;

double hour_of(const std::string& clock) {
  return std::stod(clock.substr(0, 2)) + std::stod(clock.substr(3, 2)) / 60;
}

/// What is read of a city before it is dealt: everything small, and this rank's runs of the leaves and the buildings.
struct CityPieces {
  H5Input file;
  City small;
  GridFrame frame;
  std::vector<LeafKey> keys;
  Network network;  ///< whole where needs_streets(), else empty
  RowRange building_rows;
  BuildingColumns buildings;
  BuildingEdits edits;
  std::vector<PointMm> entrances;
};

// Whether anything is said of streets that only the whole network knows.
bool needs_streets(const Scenario& scenario) {
  return !scenario.edits.empty() || scenario.hazard.damaged_percent.has_value();
}

// Columns of cells take the most room of all that is read.
GridColumns columns_for(const Scenario& scenario) {
  return {.terrain = !scenario.hazard.sources.empty(),
          .terrain_source = false,
          .building = !scenario.edits.empty(),
          .hazards = false,
          .water = false};
}

/// The city as the scenario's edits change it; they tell of themselves in `notes`.
CityPieces read_pieces(const Comm& comm, const Scenario& scenario, std::vector<std::string>& notes) {
  CityPieces pieces{open_city(scenario.city_file), {}, {}, {}, {}, {}, {}, {}, {}};
  comm.agree([&] {
    pieces.small = read_small_tables(pieces.file);
    pieces.frame = read_grid(pieces.file, {0, 0}, {.water = false}).frame;
    pieces.keys = pieces.file.read<LeafKey>("/grid/key", run_of_rank(comm, pieces.file.rows("/grid/key")));
    pieces.building_rows = run_of_rank(comm, pieces.file.rows("/buildings/usage"));
    pieces.buildings = read_buildings(pieces.file, pieces.building_rows);
    if (needs_streets(scenario)) pieces.network = read_network(pieces.file);
    edit_streets(scenario.edits, pieces.file, pieces.small.frame, pieces.network, notes);
  });
  pieces.edits = find_building_edits(comm, scenario, pieces.file, pieces.building_rows, pieces.buildings,
                                     &pieces.network, pieces.small.frame, notes);
  edit_columns(comm, scenario, pieces.edits, pieces.buildings, pieces.building_rows);
  pieces.entrances = read_entrances(comm, pieces.file, pieces.buildings);
  return pieces;
}

Population draw_from_buildings(const Comm& comm, const Scenario& scenario, const CityPieces& pieces,
                               const std::vector<PersonClass>& classes) {
  const BuildingColumns& buildings = pieces.buildings;
  std::vector<std::uint32_t> row(buildings.usage.size());
  std::iota(row.begin(), row.end(), static_cast<std::uint32_t>(pieces.building_rows.first));
  const BuildingView view{row,
                          buildings.usage,
                          buildings.floor_area_m2,
                          buildings.footprint_area_m2,
                          buildings.storeys_above_ground,
                          buildings.height_m,
                          pieces.entrances,
                          {}};
  DrawSettings settings;
  settings.seed = static_cast<std::uint64_t>(scenario.run.seed);
  settings.when.hour = hour_of(scenario.people.time_of_day.empty() ? scenario.run.start : scenario.people.time_of_day);
  settings.night = scenario.run.night;
  if (scenario.people.total > 0) settings.total = scenario.people.total;
  settings.classes = classes;
  DrawnPeople drawn = draw_people(view, settings, comm);
  draw_departures(drawn.people, departures_of(scenario), settings.seed);
  return std::move(drawn.people);
}

// On which floor somebody is, in a building of so many storeys.
std::uint16_t floor_of(std::uint64_t id, int storeys, std::uint64_t seed) {
  const auto floor = random_block(seed, id, 0, purpose_floor)[0];
  return static_cast<std::uint16_t>(storey_cm * static_cast<int>(uniform01(floor) * storeys));
}

// One person as it waits, before it is known whether its place can be stood on.
WaitingPerson drawn_person(const Population& people, std::uint64_t i, const GridFrame& frame, std::uint64_t seed,
                           std::int64_t steps_per_s) {
  const auto dice = random_block(seed, people.id[i], 0, purpose_place);
  const auto jitter = [](std::uint32_t word) {
    return static_cast<std::int32_t>(std::floor((2 * uniform01(word) - 1) * door_mm));
  };
  const bool indoors = people.building[i] != no_index;
  PointMm at = people.start[i];
  at.x_mm = std::max(0, at.x_mm + (indoors ? jitter(dice[0]) : 0));
  at.y_mm = std::max(0, at.y_mm + (indoors ? jitter(dice[1]) : 0));
  WaitingPerson person = waiting_person(people, i, at, frame, steps_per_s);
  person.walker.building = people.building[i];
  return person;
}

// What the leaves of this rank's run cost, by the persons of all ranks who start there.
std::vector<std::int64_t> weights_of(const Comm& comm, const CityPieces& pieces,
                                     const std::vector<WaitingPerson>& people) {
  const LeafCuts runs = runs_of(comm, pieces.keys);
  std::vector<std::vector<LeafKey>> starts(static_cast<std::size_t>(comm.size()));
  for (const WaitingPerson& person : people) {
    const LeafXY leaf{static_cast<std::int32_t>(person.walker.x >> leaf_position_bits),
                      static_cast<std::int32_t>(person.walker.y >> leaf_position_bits)};
    if (!pieces.frame.inside(leaf)) continue;
    const LeafKey key = pieces.frame.key(leaf);
    starts[static_cast<std::size_t>(runs.owner(key))].push_back(key);
  }
  std::vector<std::int64_t> weight(pieces.keys.size(), 1);
  for (const LeafKey key : all_to_all_joined(comm, std::move(starts))) {
    const auto at = std::lower_bound(pieces.keys.begin(), pieces.keys.end(), key);
    if (at != pieces.keys.end() && *at == key)
      weight[static_cast<std::size_t>(at - pieces.keys.begin())] += person_weight;
  }
  return weight;
}

// This rank's share of the persons of a file, who wait with the number of their destination as their goal; how many
// there are off the map, on all ranks.
std::int64_t add_people_of_file(const Comm& comm, const FilePeople& file, const GridFrame& frame,
                                std::int64_t steps_per_s, std::vector<WaitingPerson>& people) {
  std::int64_t off_the_map = 0;
  for (std::uint64_t i = 0; i < file.people.size(); ++i) {
    const PointMm& at = file.people.start[i];
    if (!frame.inside(frame.leaf_at(at.x_mm, at.y_mm))) {
      ++off_the_map;
      continue;
    }
    people.push_back(waiting_person(file.people, i, at, frame, steps_per_s));
    people.back().walker.goal = file.people.destination[i] + 1;  // no_index: 0
  }
  return file.off_the_map + comm.sum(off_the_map);
}

// This rank's share of people from elsewhere in the run; how many there are off the map, on all ranks.
std::int64_t add_given_people(const Comm& comm, const GivenPeople& given, const GridFrame& frame,
                              std::int64_t steps_per_s, std::uint64_t seed, std::vector<WaitingPerson>& people) {
  std::int64_t off_the_map = 0;
  for (std::uint64_t i = 0; i < given.people.size(); ++i) {
    const PointMm& at = given.people.start[i];
    if (!frame.inside(frame.leaf_at(at.x_mm, at.y_mm))) {
      ++off_the_map;
      continue;
    }
    people.push_back(drawn_person(given.people, i, frame, seed, steps_per_s));
    if (people.back().indoors) people.back().floor_cm = floor_of(given.people.id[i], given.storeys[i], seed);
  }
  return comm.sum(off_the_map);
}

// Gives those whose goal is the number of a destination of the file goals of the run.
void give_goals(const FilePeople& file, EvacuationWorld& world, std::vector<WaitingPerson>& people) {
  const std::vector<std::uint32_t> destinations = destinations_of_file(file, world.destinations);
  std::vector<std::uint32_t> goal_of(world.destinations.size(), 0);
  for (const std::uint32_t destination : destinations) {
    if (goal_of[destination] != 0) continue;
    goal_of[destination] = static_cast<std::uint32_t>(world.goals.size());
    world.goals.push_back({{destination}, false, 0, 0});
  }
  for (WaitingPerson& person : people)
    if (person.walker.goal != 0) person.walker.goal = goal_of[destinations[person.walker.goal - 1]];
}

// Each person to the rank that owns its block.
std::vector<WaitingPerson> dealt_people(const Comm& comm, const Dealt& dealt, std::vector<WaitingPerson> people) {
  std::vector<std::vector<WaitingPerson>> rows(static_cast<std::size_t>(comm.size()));
  const GridFrame curve = dealt.block_frame.blocks();
  for (const WaitingPerson& person : people) {
    const LeafXY block = dealt.block_frame.block_at(person.walker.x, person.walker.y);
    const int owner = curve.inside(block) ? dealt.cuts.owner(curve.key(block)) : 0;
    rows[static_cast<std::size_t>(owner)].push_back(person);
  }
  people = {};
  return all_to_all_joined(comm, std::move(rows));
}

WalkingRules walking_rules(const Scenario& scenario) {
  WalkingRules rules;
  rules.wading_depth_m = scenario.hazard.wading_depth_m;
  rules.wading_factor = scenario.hazard.wading_factor;
  rules.wall_cost = scenario.evacuation->clearance_cost.value_or(rules.wall_cost);
  rules.wall_range_m = scenario.evacuation->clearance_m.value_or(rules.wall_range_m);
  if (!scenario.evacuation->tobler_slope) rules.steepest_slope = 0;
  return rules;
}

// Pace from the slowness without walls: what cover and slope leave of the free speed.
std::vector<std::uint16_t> pace_of(const std::vector<std::uint16_t>& plain, const WalkingRules& rules, double cell_m) {
  const double level = time_units_per_s * cell_m / rules.free_speed_m_s;
  std::vector<std::uint16_t> pace(plain.size(), 0);
  for (std::size_t at = 0; at < plain.size(); ++at)
    if (plain[at] != slowness_blocked)
      pace[at] = static_cast<std::uint16_t>(std::min(65535.0, std::floor(full_pace * level / plain[at] + 0.5)));
  return pace;
}

}  // namespace

EvacuationSetup set_up_city(const Comm& comm, const Scenario& scenario, CutRule cut, const GivenPeople* given) {
  const EvacuationSettings& settings = *scenario.evacuation;
  EvacuationSetup setup;
  CityPieces pieces = read_pieces(comm, scenario, setup.notes);
  const std::vector<PersonClass> classes = classes_of(scenario);
  std::unique_ptr<LocalMotion> motion = make_motion(settings);
  const std::int64_t steps_per_s = steps_per_second(settings);
  const auto seed = static_cast<std::uint64_t>(scenario.run.seed);

  std::vector<WaitingPerson> people;
  FilePeople file;
  if (given == nullptr) file = people_of_file(comm, scenario, classes, pieces.small.frame);
  const std::int64_t off_the_map = given == nullptr
                                       ? add_people_of_file(comm, file, pieces.frame, steps_per_s, people)
                                       : add_given_people(comm, *given, pieces.frame, steps_per_s, seed, people);
  if (given == nullptr && scenario.people.from_buildings) {
    Population drawn = draw_from_buildings(comm, scenario, pieces, classes);
    // Ids and groups of the drawn follow those of the file, whose groups are no more than its ids.
    for (std::uint64_t& id : drawn.id) id += file.next_id;
    for (std::uint64_t& group : drawn.group) {
      const bool alone = uniform01(random_block(seed, group, 0, purpose_group)[0]) >= scenario.people.group_share;
      group = group == no_group || alone ? no_group : group + file.next_id;
    }
    for (std::uint64_t i = 0; i < drawn.size(); ++i) {
      if (pieces.edits.is_removed(drawn.building[i])) continue;  // drawn all the same: others keep their draws
      people.push_back(drawn_person(drawn, i, pieces.frame, seed, steps_per_s));
      const std::uint64_t row = drawn.building[i] - pieces.building_rows.first;
      const int storeys = std::max<int>(1, pieces.buildings.storeys_above_ground[row]);
      people.back().floor_cm = floor_of(drawn.id[i], storeys, seed);
    }
  }

  const double fastest = comm.max(fastest_m_s(classes, file.people.free_speed_m_s, least_fastest_m_s));
  const WalkShape shape{pieces.frame, motion->reach_m(), fastest / static_cast<double>(steps_per_s), 0, 0};
  setup.dealt = deal_runs(comm, shape, pieces.keys, weights_of(comm, pieces, people), cut);
  pieces.keys = {};  // no longer needed
  const Dealt& dealt = setup.dealt;
  setup.attribution = read_header(pieces.file).attribution;
  setup.epsg = pieces.small.frame.epsg;
  setup.origin_east_m = pieces.small.frame.origin_east_m;
  setup.origin_north_m = pieces.small.frame.origin_north_m;

  const RowRange leaf_rows{dealt.first_row, dealt.leaves->own()};
  Grid grid = read_grid(pieces.file, leaf_rows, columns_for(scenario));
  const CityFrame& frame = pieces.small.frame;
  const std::vector<std::uint64_t> closed =
      edit_ground(comm, scenario, pieces.file, pieces.edits, *dealt.leaves, pieces.network, frame, grid);
  std::vector<std::uint64_t> blocked = blocked_cells(comm, scenario, *dealt.leaves, pieces.network, frame, setup.notes);
  for (std::size_t leaf = 0; leaf < blocked.size(); ++leaf) blocked[leaf] |= closed[leaf];
  WalkingRules rules = walking_rules(scenario);
  EvacuationWorld& world = setup.world;
  world.slowness = slowness_of(comm, *dealt.leaves, grid, rules, {});
  rules.wall_cost = 0;
  std::vector<std::uint16_t> plain = slowness_of(comm, *dealt.leaves, grid, rules, {});
  close_cells(blocked, world.slowness, slowness_blocked);
  close_cells(blocked, plain, slowness_blocked);
  std::vector<std::uint8_t> open(plain.size());
  for (std::size_t at = 0; at < plain.size(); ++at) open[at] = plain[at] != slowness_blocked;
  const double cell_m = 1e-3 * pieces.frame.cell_mm;
  world.leaves = dealt.leaves.get();
  world.blocks = dealt.blocks.get();
  world.ground = Ground(comm, *dealt.leaves, *dealt.blocks, open, pace_of(plain, rules, cell_m), dealt.leaf_wrap);
  plain = {};  // only the cover is looked at from here on
  grid.level = grid.slope_percent = {};
  world.classes = classes;
  world.motion = std::move(motion);
  world.rules.steps_per_s = steps_per_s;
  world.rules.seed = seed;
  world.rules.rechoose = settings.rechoose;
  world.rules.crowd_update_s = settings.crowd_update_s.value_or(0);
  world.rules.note_moments = scenario.output.persons;
  world.rules.weather = walking_weather(scenario);

  set_up_hazard(comm, scenario, pieces.file, pieces.building_rows, {leaf_rows, std::move(grid.terrain_m)}, setup);

  const EntranceGround ground{&dealt, open, grid.cover};
  std::vector<Place> places = pieces.small.places;
  if (!scenario.shelters.file.empty())
    comm.agree([&] { places = read_shelters(scenario.shelters.file, frame, setup.notes); });
  comm.agree([&] { edit_places(scenario, frame, places, setup.notes); });
  const bool vertical = settings.decision == DestinationRule::vertical || takes_people_in(scenario);
  world.destinations = shelters_of(comm, scenario.shelters, places, ground, vertical, setup.notes);
  if (vertical) {
    add_buildings(comm,
                  tall_buildings(scenario, pieces.buildings, pieces.building_rows.first, pieces.edits, pieces.entrances,
                                 setup.largest_depth_m),
                  ground, world.destinations);
    name_buildings(scenario, pieces.edits, world.destinations);
  }
  comm.agree([&] { open_and_close_shelters(scenario, frame, pieces.frame.cell_mm, world.destinations); });
  Goal nearest;
  for (std::uint32_t d = 0; d < world.destinations.size(); ++d) nearest.destinations.push_back(d);
  world.goals.push_back(std::move(nearest));

  comm.agree([&] { give_goals(file, world, people); });
  hear_alarms(comm, scenario, frame, pieces.frame, steps_per_s, people);
  people = dealt_people(comm, dealt, std::move(people));
  const std::size_t before = people.size();
  std::erase_if(people, [&](WaitingPerson& person) { return !move_to_open_ground(world.ground, person.walker); });
  const std::int64_t unplaced = off_the_map + comm.sum(static_cast<std::int64_t>(before - people.size()));
  setup.people = dealt_people(comm, dealt, std::move(people));
  if (unplaced != 0)
    setup.notes.push_back(
        fmt::format("{} persons stand inside walls or off the map, with no open ground within {} m, and are left out.",
                    unplaced, most_cells_to_open_ground * cell_m));
  leave_out_of_zone(comm, scenario, setup);
  place_in_areas(comm, scenario, frame, setup);
  let_some_follow(settings.follow_share, seed, setup.people);
  const std::int64_t total = comm.sum(static_cast<std::int64_t>(setup.people.size()));
  if (total == 0)
    throw InputError("people", "nobody is there to evacuate. Set people.from_buildings, people.file or another zone");
  return setup;
}

}  // namespace machi
