#include "io/checkpoint/evacuation_state_file.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/error.hpp"
#include "io/checkpoint/evacuation_state_rows.hpp"
#include "io/checkpoint/state_table.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/sorted_record.hpp"

namespace machi {
namespace {

// ---- Tables: each names its columns once, for writing and for reading

template <class Row>
void each_person_column(const ColumnVisit<Row>& visit) {
  visit(
      "id", [](auto& r) -> auto& { return r.walker.id; }, "", "identifier");
  visit(
      "x", [](auto& r) -> auto& { return r.walker.x; }, "cell/65536", "east of the origin");
  visit(
      "y", [](auto& r) -> auto& { return r.walker.y; }, "cell/65536", "north of the origin");
  visit(
      "vx_m_s", [](auto& r) -> auto& { return r.walker.vx_m_s; }, "m/s", "velocity, eastward");
  visit(
      "vy_m_s", [](auto& r) -> auto& { return r.walker.vy_m_s; }, "m/s", "velocity, northward");
  visit(
      "free_speed_m_s", [](auto& r) -> auto& { return r.walker.free_speed_m_s; }, "m/s", "free speed");
  visit(
      "departure_s", [](auto& r) -> auto& { return r.walker.departure_s; }, "s", "when it sets off",
      Reals::or_infinite);
  visit(
      "walked", [](auto& r) -> auto& { return r.walker.walked; }, "2^-15 m", "length of its way so far");
  visit(
      "dose", [](auto& r) -> auto& { return r.walker.dose; }, "1", "fractional effective dose of smoke");
  visit(
      "goal", [](auto& r) -> auto& { return r.walker.goal; }, "", "which of the goals of the run");
  visit(
      "group", [](auto& r) -> auto& { return r.walker.group; }, "", "who keep together");
  visit(
      "building", [](auto& r) -> auto& { return r.walker.building; }, "", "where it started");
  visit(
      "class", [](auto& r) -> auto& { return r.walker.person_class; }, "", "row of the classes");
  visit(
      "district", [](auto& r) -> auto& { return r.walker.district; }, "", "row of the districts");
  visit(
      "habits", [](auto& r) -> auto& { return r.walker.habits; }, "", "bits");
  visit(
      "zone", [](auto& r) -> auto& { return r.walker.zone; }, "", "1: its start lies in the zone");
  visit(
      "crowd_2_s", [](auto& r) -> auto& { return r.walker.crowd_s[0]; }, "s", "time above 2 persons/m2");
  visit(
      "crowd_4_s", [](auto& r) -> auto& { return r.walker.crowd_s[1]; }, "s", "time above 4 persons/m2");
  visit(
      "crowd_6_s", [](auto& r) -> auto& { return r.walker.crowd_s[2]; }, "s", "time above 6 persons/m2");
  visit(
      "step", [](auto& r) -> auto& { return r.step; }, "step", "waiting: when due; at an entrance: when it came");
  visit(
      "destination", [](auto& r) -> auto& { return r.destination; }, "", "at an entrance or ended: which");
  visit(
      "time_s", [](auto& r) -> auto& { return r.time_s; }, "s", "ended: when");
  visit(
      "floor_cm", [](auto& r) -> auto& { return r.floor_cm; }, "cm", "waiting: height of its floor");
  visit(
      "indoors", [](auto& r) -> auto& { return r.indoors; }, "", "waiting: 1 comes out by a door");
  visit(
      "by_car", [](auto& r) -> auto& { return r.by_car; }, "", "waiting: 1 gets into a car");
  visit(
      "fate", [](auto& r) -> auto& { return r.fate; }, "", "at an entrance or ended: 2 safe, 3 lost");
  visit(
      "part", [](auto& r) -> auto& { return r.part; }, "",
      "0 on the street, 1 waiting, 2 at a door, 3 at an entrance, 4 ended, 5 in a car");
}

struct DestinationRow {
  std::int64_t admitted{0};
  std::int64_t queue{0};
  std::uint8_t full{0};
  std::uint8_t open{1};
  double full_at_s{-1};
};

template <class Row>
void each_destination_column(const ColumnVisit<Row>& visit) {
  visit(
      "admitted", [](auto& r) -> auto& { return r.admitted; }, "person", "let in so far");
  visit(
      "queue", [](auto& r) -> auto& { return r.queue; }, "person", "waiting to be let in");
  visit(
      "full", [](auto& r) -> auto& { return r.full; }, "", "1 full");
  visit(
      "open", [](auto& r) -> auto& { return r.open; }, "", "1 open");
  visit(
      "full_at_s", [](auto& r) -> auto& { return r.full_at_s; }, "s", "when it was full, below 0 never");
}

template <class Row>
void each_curve_column(const ColumnVisit<Row>& visit) {
  visit(
      "time_s", [](auto& r) -> auto& { return r.time_s; }, "s", "time of the point");
  visit(
      "persons", [](auto& r) -> auto& { return r.counts.persons; }, "person", "all");
  visit(
      "staying", [](auto& r) -> auto& { return r.counts.staying; }, "person", "who never leave");
  visit(
      "waiting", [](auto& r) -> auto& { return r.counts.waiting; }, "person", "who have not come out yet");
  visit(
      "walking", [](auto& r) -> auto& { return r.counts.walking; }, "person", "who are outdoors");
  visit(
      "at_entrance", [](auto& r) -> auto& { return r.counts.at_entrance; }, "person", "who wait to be let in");
  visit(
      "safe", [](auto& r) -> auto& { return r.counts.safe; }, "person", "who have arrived");
  visit(
      "lost", [](auto& r) -> auto& { return r.counts.lost; }, "person", "whom the hazard took");
}

template <class Row>
void each_field_column(const ColumnVisit<Row>& visit) {
  visit(
      "block", [](auto& r) -> auto& { return r.block; }, "", "place of the block on the curve");
  visit(
      "frame", [](auto& r) -> auto& { return r.frame; }, "", "row of the frames");
  visit(
      "persons", [](auto& r) -> auto& { return r.persons; }, "person", "persons in the block");
  visit(
      "vx_mm_s", [](auto& r) -> auto& { return r.vx_mm_s; }, "mm/s", "sum of velocities, eastward");
  visit(
      "vy_mm_s", [](auto& r) -> auto& { return r.vy_mm_s; }, "mm/s", "sum of velocities, northward");
}

template <class Row>
void each_trajectory_column(const ColumnVisit<Row>& visit) {
  visit(
      "id", [](auto& r) -> auto& { return r.id; }, "", "identifier of the person");
  visit(
      "time_s", [](auto& r) -> auto& { return r.time_s; }, "s", "time of the sample");
  visit(
      "x_cm", [](auto& r) -> auto& { return r.x_cm; }, "cm", "east of the origin");
  visit(
      "y_cm", [](auto& r) -> auto& { return r.y_cm; }, "cm", "north of the origin");
}

struct MomentRow {
  std::uint64_t id{0};
  std::uint64_t step{0};
  std::uint8_t kind{0};
};

struct CrossingRow {
  std::uint64_t step{0};
  std::uint64_t id{0};
  std::uint32_t line{0};
  std::uint8_t forward{0};
};

template <class Row>
void each_crossing_column(const ColumnVisit<Row>& visit) {
  visit(
      "step", [](auto& r) -> auto& { return r.step; }, "step", "in which step");
  visit(
      "id", [](auto& r) -> auto& { return r.id; }, "", "identifier of the person");
  visit(
      "line", [](auto& r) -> auto& { return r.line; }, "", "which line");
  visit(
      "forward", [](auto& r) -> auto& { return r.forward; }, "", "1: from left to right");
}

template <class Row>
void each_moment_column(const ColumnVisit<Row>& visit) {
  visit(
      "id", [](auto& r) -> auto& { return r.id; }, "", "identifier of the person");
  visit(
      "step", [](auto& r) -> auto& { return r.step; }, "step", "in which step");
  visit(
      "kind", [](auto& r) -> auto& { return r.kind; }, "", "0: first movement, 1: overcome by smoke or gases");
}

template <class Row>
void each_measure_column(const ColumnVisit<Row>& visit) {
  visit(
      "second", [](auto& r) -> auto& { return r.second; }, "s", "in which second");
  visit(
      "area", [](auto& r) -> auto& { return r.area; }, "", "which measuring area");
  visit(
      "persons", [](auto& r) -> auto& { return r.sums.persons; }, "person step", "persons, summed over steps");
  visit(
      "speed_um_s", [](auto& r) -> auto& { return r.sums.speed_um_s; }, "um/s", "sum of speeds");
  visit(
      "ahead_um_s", [](auto& r) -> auto& { return r.sums.ahead_um_s; }, "um/s", "sum of speeds ahead");
}

// ---- What is small

std::vector<DestinationRow> rows_of(const std::vector<DestinationState>& states) {
  std::vector<DestinationRow> rows;
  for (const DestinationState& state : states)
    rows.push_back({state.admitted, state.queue, std::uint8_t{state.full}, std::uint8_t{state.open}, state.full_at_s});
  return rows;
}

void write_crowding(const Comm& comm, H5Output& file, const Evacuation::Crowding& mine) {
  std::vector<std::int64_t> person_s(mine.person_s.begin(), mine.person_s.end());
  comm.sum(person_s);
  file.write_table("/crowding/person_s", person_s, {"person s", "time above 2, 4 and 6 persons/m2", "threshold"});
  file.attribute("/crowding", "most_within_1_m", comm.max(mine.most_within_1_m));
}

Evacuation::Crowding read_crowding(const H5Input& file) {
  Evacuation::Crowding crowding;
  const auto person_s = file.read<std::int64_t>("/crowding/person_s");
  if (person_s.size() != crowding.person_s.size())
    throw InputError(file.path(), "/crowding/person_s has another length. Use another checkpoint");
  std::copy(person_s.begin(), person_s.end(), crowding.person_s.begin());
  crowding.most_within_1_m = file.integer_attribute("/crowding", "most_within_1_m");
  return crowding;
}

void write_curve(const Comm& comm, H5Output& file, const std::vector<CurvePoint>& curve, std::uint64_t destinations) {
  each_curve_column(column_writer(file, "/curve", on_first(comm, curve)));
  if (destinations == 0) return;
  std::vector<std::int64_t> admitted;
  for (const CurvePoint& point : curve) admitted.insert(admitted.end(), point.admitted.begin(), point.admitted.end());
  file.write_table("/curve/admitted", admitted, {"person", "let in so far", "row, destination", "", {destinations}});
}

std::vector<CurvePoint> read_curve(const H5Input& file, std::size_t destinations) {
  std::vector<CurvePoint> curve(file.rows("/curve/time_s"));
  each_curve_column(column_reader(file, "/curve", curve, {}));
  if (destinations == 0) return curve;
  const auto admitted = file.read<std::int64_t>("/curve/admitted");
  if (admitted.size() != curve.size() * destinations)
    throw InputError(file.path(), "/curve/admitted has another length. Use another checkpoint");
  for (std::size_t i = 0; i < curve.size(); ++i)
    curve[i].admitted.assign(admitted.begin() + static_cast<std::ptrdiff_t>(i * destinations),
                             admitted.begin() + static_cast<std::ptrdiff_t>((i + 1) * destinations));
  return curve;
}

}  // namespace

std::int64_t persons_in(const EvacuationState& state) {
  return static_cast<std::int64_t>(state.walkers.size() + state.waiting.size() + state.at_doors.size() +
                                   state.in_cars.size() + state.at_entrances.size() + state.outcomes.size());
}

void write_state(const Comm& comm, H5Output& file, const EvacuationState& state, const EvacuationRecord& record,
                 const BlockDomain& blocks) {
  const std::vector<StateRow> persons = sorted_by_block(comm, rows_of(state, blocks.frame()));
  const EvacuationRecord sorted = sorted_record(comm, record);
  std::vector<MomentRow> moments;
  for (const Moment& one : sorted.moments) moments.push_back({one.id, one.step, static_cast<std::uint8_t>(one.kind)});
  std::vector<CrossingRow> crossings;
  for (const Crossing& one : sorted.crossings)
    crossings.push_back({one.step, one.id, one.line, std::uint8_t{one.forward}});
  const std::vector<DestinationRow> destinations = rows_of(state.destinations);
  file.attribute("/", "format", std::string("machi evacuation state"));
  file.attribute("/", "lost_before_car", comm.sum(state.lost_before_car));
  each_person_column(column_writer(file, "/persons", persons));
  each_destination_column(column_writer(file, "/destinations", on_first(comm, destinations)));
  write_crowding(comm, file, state.crowding);
  write_curve(comm, file, sorted.curve, state.destinations.size());
  file.write_table("/frames/time_s", sorted.frame_time_s, {"s", "time of a frame of the fields", "row"});
  each_field_column(column_writer(file, "/fields", sorted.fields));
  each_trajectory_column(column_writer(file, "/trajectories", sorted.trajectories));
  each_crossing_column(column_writer(file, "/crossings", crossings));
  each_moment_column(column_writer(file, "/moments", moments));
  each_measure_column(column_writer(file, "/measures", sorted.measures));
}

void read_state(const Comm& comm, const std::string& path, const std::string& group, const EvacuationWorld& world,
                EvacuationState& state, EvacuationRecord& record) {
  state = {};
  record = {};
  std::vector<StateRow> persons;
  comm.agree([&] {
    const H5Input file(path, group);
    RowRange part = even_part(comm, file, "/persons/id");
    persons.resize(part.count);
    each_person_column(column_reader(file, "/persons", persons, part));
    for (StateRow& row : persons) {
      check_state(path, fits(row, world), "persons");
      row.block = world.blocks->frame().blocks().key(world.blocks->frame().block_at(row.walker.x, row.walker.y));
    }
    std::vector<DestinationRow> destinations(file.rows("/destinations/admitted"));
    check_state(path, destinations.size() == world.destinations.size(), "destinations");
    each_destination_column(column_reader(file, "/destinations", destinations, {}));
    for (const DestinationRow& row : destinations)
      state.destinations.push_back({row.admitted, row.queue, row.full != 0, row.open != 0, row.full_at_s});
    if (comm.first()) {
      state.crowding = read_crowding(file);
      state.lost_before_car = file.integer_attribute("/", "lost_before_car");
    }
    record.curve = read_curve(file, world.destinations.size());
    record.frame_time_s = file.read<double>("/frames/time_s");
    check_numbers(path, "/frames/time_s", std::span(std::as_const(record.frame_time_s)));
    part = even_part(comm, file, "/fields/block");
    record.fields.resize(part.count);
    each_field_column(column_reader(file, "/fields", record.fields, part));
    for (const FieldRow& row : record.fields) check_state(path, row.frame < record.frame_time_s.size(), "fields");
    part = even_part(comm, file, "/trajectories/id");
    record.trajectories.resize(part.count);
    each_trajectory_column(column_reader(file, "/trajectories", record.trajectories, part));
    part = even_part(comm, file, "/crossings/step");
    std::vector<CrossingRow> crossings(part.count);
    each_crossing_column(column_reader(file, "/crossings", crossings, part));
    for (const CrossingRow& row : crossings) {
      check_state(path, row.line < world.observers.lines.size(), "crossings");
      record.crossings.push_back({row.line, row.forward != 0, row.step, row.id});
    }
    part = even_part(comm, file, "/moments/id");
    std::vector<MomentRow> moments(part.count);
    each_moment_column(column_reader(file, "/moments", moments, part));
    for (const MomentRow& row : moments) {
      check_state(path, row.kind <= static_cast<std::uint8_t>(Moment::Kind::incapable), "moments");
      record.moments.push_back({row.id, row.step, static_cast<Moment::Kind>(row.kind), 0});
    }
    part = even_part(comm, file, "/measures/second");
    record.measures.resize(part.count);
    each_measure_column(column_reader(file, "/measures", record.measures, part));
    for (const MeasureRow& row : record.measures)
      check_state(path, row.area < world.observers.areas.size(), "measures");
  });
  add_rows(to_owners(comm, persons, world, path), state);
}

}  // namespace machi
