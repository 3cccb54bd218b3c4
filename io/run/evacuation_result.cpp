#include "io/run/evacuation_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <tuple>

#include "engine/core/error.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/result_parts.hpp"
#include "io/run/sorted_record.hpp"
#include "io/run/water_rows.hpp"
#include "io/run/xdmf.hpp"

namespace machi {
namespace {

void write_header(H5Output& file, const Evacuation& evacuation, const ResultMeta& meta) {
  write_origin(file, "machi result", result_version, meta);
  file.attribute("/", "name", meta.name);
  file.attribute("/", "title", meta.title);
  file.attribute("/", "seed", meta.seed);
  file.attribute("/", "start_s", meta.start_s);
  file.attribute("/", "end_s", meta.end_s);
  file.attribute("/", "persons", evacuation.counts().persons);
  file.attribute("/", "steps_per_s", evacuation.steps_per_s());
  file.attribute("/", "motion", evacuation.world().motion->name());
  file.attribute("/", "epsg", std::int64_t{meta.frame.epsg});
  file.attribute("/", "origin_east_m", meta.frame.origin_east_m);
  file.attribute("/", "origin_north_m", meta.frame.origin_north_m);
  file.attribute("/", "crs_wkt", meta.crs_wkt);
  file.attribute("/", "attribution", meta.attribution);
}

void write_curve(H5Output& file, const std::vector<CurvePoint>& curve, std::uint64_t destinations) {
  file.write_table("/curve/time_s", column_of(curve, [](const CurvePoint& p) { return p.time_s; }),
                   {"s", "time after the start of the run", "point"});
  const auto write = [&](const char* name, auto member, const char* description) {
    file.write_table(std::string("/curve/") + name,
                     column_of(curve, [&](const CurvePoint& p) { return p.counts.*member; }),
                     {"person", description, "point"});
  };
  using Counts = Evacuation::Counts;
  write("staying", &Counts::staying, "who never leave and are not lost");
  write("waiting", &Counts::waiting, "who have not come out yet");
  write("walking", &Counts::walking, "who are outdoors, also those who began there and have not set off");
  write("at_entrance", &Counts::at_entrance, "who wait to be let in");
  write("safe", &Counts::safe, "who have arrived");
  write("lost", &Counts::lost, "whom the hazard took");
  if (destinations == 0) return;
  std::vector<std::int64_t> admitted;
  for (const CurvePoint& point : curve) admitted.insert(admitted.end(), point.admitted.begin(), point.admitted.end());
  file.write_table("/curve/admitted", admitted,
                   {"person", "who were let in so far", "point, destination", "", {destinations}});
}

void write_destinations(H5Output& file, const Evacuation& evacuation) {
  const std::vector<Destination>& given = evacuation.world().destinations;
  const std::vector<DestinationState>& states = evacuation.destinations();
  const auto texts = [&](const char* name, auto member, const char* description) {
    file.write_strings(std::string("/destinations/") + name,
                       column_of(given, [&](const Destination& d) { return d.*member; }),
                       {"", description, "destination"});
  };
  texts("id", &Destination::id, "identifier");
  texts("name", &Destination::name, "name for people");
  file.write_table("/destinations/kind",
                   column_of(given, [](const Destination& d) { return static_cast<std::uint8_t>(d.kind); }),
                   {"", "what it is", "destination", "0 exit, 1 shelter, 2 building"});
  file.write_table("/destinations/capacity", column_of(given, [](const Destination& d) { return d.capacity; }),
                   {"person", "persons that it holds; below 0 unlimited", "destination"});
  file.write_table("/destinations/admitted", column_of(states, [](const DestinationState& s) { return s.admitted; }),
                   {"person", "who were let in by the end", "destination"});
  file.write_table("/destinations/queue", column_of(states, [](const DestinationState& s) { return s.queue; }),
                   {"person", "who still wait at its entrances at the end", "destination"});
  file.write_table("/destinations/full_at_s", column_of(states, [](const DestinationState& s) { return s.full_at_s; }),
                   {"s", "when it was full; below 0 never", "destination"});
}

void write_classes(H5Output& file, const std::vector<PersonClass>& classes, const std::vector<std::string>& districts) {
  file.write_strings("/classes/name", column_of(classes, [](const PersonClass& c) { return c.name; }),
                     {"", "name of the class", "class"});
  file.write_table("/classes/assisted",
                   column_of(classes, [](const PersonClass& c) { return std::uint8_t{c.assisted}; }),
                   {"", "whether its persons need help to evacuate", "class", "0 no, 1 yes"});
  file.write_table("/classes/mean_m_s", column_of(classes, [](const PersonClass& c) { return c.mean_m_s; }),
                   {"m/s", "mean free speed on level, dry ground by day", "class"});
  file.write_strings("/districts/name", districts, {"", "name of the district", "district"});
}

std::int32_t in_cm(std::uint32_t position, double cm) {
  return static_cast<std::int32_t>(std::floor(position * cm + 0.5));
}

void write_persons(H5Output& file, const std::vector<PersonRow>& rows, double cm) {
  const auto write = [&](const char* name, const auto& value, const ColumnMeta& meta) {
    file.write_column(std::string("/persons/") + name, column_of(rows, value), meta);
  };
  using R = const PersonRow&;
  write("id", [](R r) { return r.walker.id; }, {"", "identifier; ascending", "person"});
  write("class", [](R r) { return r.walker.person_class; }, {"", "row of /classes", "person"});
  write("group", [](R r) { return r.walker.group; }, {"", "who keep together", "person", "4294967295 alone"});
  write("building", [](R r) { return r.walker.building; },
        {"", "where it started, row of the city's building table", "person", "4294967295 outdoors"});
  write("zone", [](R r) { return r.walker.zone; },
        {"", "whether its start lies in the zone that must leave", "person", "0 no, 1 yes"});
  write("district", [](R r) { return r.walker.district; },
        {"", "district of its start, row of /districts", "person", "65535 none"});
  write("departure_s", [](R r) { return r.walker.departure_s; }, {"s", "when it sets off", "person", "inf never"});
  write("free_speed_m_s", [](R r) { return r.walker.free_speed_m_s; },
        {"m/s", "its own speed on level, dry ground", "person"});
  write("fate", [](R r) { return static_cast<std::uint8_t>(r.fate); },
        {"", "what became of it", "person",
         "0 has not come out yet, 1 outdoors, 2 safe, 3 lost, 4 at an entrance, 5 stays"});
  write("destination", [](R r) { return r.destination; },
        {"", "where it arrived or waits to be let in, row of /destinations", "person", "4294967295 nowhere"});
  write("time_s", [](R r) { return r.time_s; }, {"s", "time of arrival or loss; else 0", "person"});
  write("walked_m", [](R r) { return static_cast<float>(r.walker.walked_m()); }, {"m", "length of its way", "person"});
  write("x_cm", [&](R r) { return in_cm(r.walker.x, cm); }, {"cm", "where it was last, east of the origin", "person"});
  write("y_cm", [&](R r) { return in_cm(r.walker.y, cm); }, {"cm", "where it was last, north of the origin", "person"});
  write("habits", [](R r) { return r.walker.habits; },
        {"", "bits", "person",
         "1 goes where others go, 2 no destination can be reached, 4 overcome by smoke, 8 found a full shelter, "
         "16 came a part of the way by car"});
  write("dose", [](R r) { return r.walker.dose; }, {"1", "fractional effective dose of smoke", "person"});
  std::vector<std::uint16_t> crowd_s;
  for (const PersonRow& row : rows) crowd_s.insert(crowd_s.end(), row.walker.crowd_s.begin(), row.walker.crowd_s.end());
  file.write_column("/persons/crowd_s", crowd_s,
                    {"s", "time spent in a density of at least 2, 4 and 6 persons/m2", "person, threshold", "", {3}});
}

void write_trajectories(H5Output& file, const std::vector<TrajectoryRow>& rows, const ResultMeta& meta) {
  using R = const TrajectoryRow&;
  file.attribute("/trajectories", "followed", meta.followed);
  file.attribute("/trajectories", "every_s", meta.followed_every_s);
  file.write_column("/trajectories/id", column_of(rows, [](R r) { return r.id; }),
                    {"", "identifier of the person; ascending", "sample"});
  file.write_column("/trajectories/time_s", column_of(rows, [](R r) { return r.time_s; }),
                    {"s", "time after the start of the run; ascending for each person", "sample"});
  file.write_column("/trajectories/x_cm", column_of(rows, [](R r) { return r.x_cm; }),
                    {"cm", "east of the origin", "sample"});
  file.write_column("/trajectories/y_cm", column_of(rows, [](R r) { return r.y_cm; }),
                    {"cm", "north of the origin", "sample"});
}

void write_crossings(H5Output& file, const std::vector<ObservedLine>& lines, const std::vector<Crossing>& rows) {
  if (lines.empty()) return;
  using R = const Crossing&;
  file.write_strings("/crossings/lines", column_of(lines, [](const ObservedLine& line) { return line.id; }),
                     {"", "identifier of the line", "line"});
  file.write_column("/crossings/step", column_of(rows, [](R r) { return r.step; }),
                    {"step", "in which step; ascending", "crossing"});
  file.write_column("/crossings/id", column_of(rows, [](R r) { return r.id; }),
                    {"", "identifier of the person", "crossing"});
  file.write_column("/crossings/line", column_of(rows, [](R r) { return r.line; }), {"", "row of lines", "crossing"});
  file.write_column("/crossings/forward", column_of(rows, [](R r) { return std::uint8_t{r.forward}; }),
                    {"", "from the line's left to its right", "crossing", "0 no, 1 yes"});
}

void write_measures(H5Output& file, const std::vector<ObservedArea>& areas, const std::vector<MeasureRow>& rows) {
  if (areas.empty()) return;
  std::uint64_t seconds = 0;
  for (const MeasureRow& row : rows) seconds = std::max<std::uint64_t>(seconds, row.second + 1);
  std::vector<std::vector<std::int64_t>> columns(3, std::vector<std::int64_t>(seconds * areas.size(), 0));
  for (const MeasureRow& row : rows) {
    const std::size_t at = row.second * areas.size() + row.area;
    columns[0][at] = row.sums.persons;
    columns[1][at] = row.sums.speed_um_s;
    columns[2][at] = row.sums.ahead_um_s;
  }
  file.write_strings("/measures/areas", column_of(areas, [](const ObservedArea& area) { return area.id; }),
                     {"", "identifier of the area", "area"});
  file.write_table("/measures/area_m2", column_of(areas, [](const ObservedArea& area) { return area.area_m2; }),
                   {"m2", "its open ground", "area"});
  const std::vector<std::uint64_t> shape{areas.size()};
  file.write_table("/measures/person_steps", columns[0],
                   {"person step", "persons in it, summed over the steps of a second", "second, area", "", shape});
  file.write_table("/measures/speed_um_s", columns[1],
                   {"um/s", "sum of their speeds over persons and steps", "second, area", "", shape});
  file.write_table("/measures/speed_ahead_um_s", columns[2],
                   {"um/s", "sum of their speeds in the direction that each wants to go", "second, area", "", shape});
}

// ---- Fields

// The rows of this rank's stretch of the curve, and the blocks in which anyone was ever seen there.
struct FieldTable {
  std::vector<FieldRow> rows;           ///< by frame, then block
  std::vector<std::uint32_t> block_of;  ///< [rows] place in `blocks`
  std::vector<LeafKey> blocks;
};

FieldTable field_table(const std::vector<FieldRow>& sorted) {
  FieldTable table;
  table.rows = sorted;
  std::sort(table.rows.begin(), table.rows.end(), [](const FieldRow& a, const FieldRow& b) {
    return std::tie(a.frame, a.block) < std::tie(b.frame, b.block);
  });
  table.blocks = column_of(table.rows, [](const FieldRow& row) { return row.block; });
  std::sort(table.blocks.begin(), table.blocks.end());
  table.blocks.erase(std::unique(table.blocks.begin(), table.blocks.end()), table.blocks.end());
  for (const FieldRow& row : table.rows)
    table.block_of.push_back(static_cast<std::uint32_t>(
        std::lower_bound(table.blocks.begin(), table.blocks.end(), row.block) - table.blocks.begin()));
  return table;
}

void write_quads(const Comm& comm, H5Output& file, const FieldTable& table, const BlockFrame& frame) {
  const GridFrame curve = frame.blocks();
  const double side_m = frame.side_m();
  std::vector<std::int32_t> xy;
  std::vector<float> points;
  std::vector<std::int64_t> quads;
  auto corner = 4 * comm.sum_below(static_cast<std::int64_t>(table.blocks.size()));
  for (const LeafKey key : table.blocks) {
    const LeafXY at = curve.leaf(key);
    xy.insert(xy.end(), {at.x, at.y});
    for (const auto& [x, y] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}}) {
      points.push_back(static_cast<float>((at.x + x) * side_m));
      points.push_back(static_cast<float>((at.y + y) * side_m));
      points.push_back(0);
      quads.push_back(corner++);
    }
  }
  file.attribute("/fields", "block_m", side_m);
  file.write_column("/fields/block_xy", xy, {"block", "column and row from the origin", "block, axis", "", {2}});
  file.write_column("/fields/point_m", points, {"m", "corners of the blocks", "point, axis", "", {3}});
  file.write_column("/fields/quad", quads, {"", "four rows of point_m", "block, corner", "", {4}});
}

std::vector<double> write_fields(const Comm& comm, H5Output& file, const EvacuationRecord& record,
                                 const BlockFrame& frame, std::uint64_t& blocks) {
  const FieldTable table = field_table(record.fields);
  blocks = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(table.blocks.size())));
  if (blocks == 0) return {};
  write_quads(comm, file, table, frame);
  file.write_table("/fields/time_s", record.frame_time_s, {"s", "time after the start of the run", "frame"});
  std::size_t next = 0;
  for (std::size_t f = 0; f < record.frame_time_s.size(); ++f) {
    std::vector<std::uint32_t> persons(table.blocks.size(), 0);
    std::vector<float> vx(table.blocks.size(), 0);
    std::vector<float> vy(table.blocks.size(), 0);
    for (; next < table.rows.size() && table.rows[next].frame == f; ++next) {
      const FieldRow& row = table.rows[next];
      const std::uint32_t at = table.block_of[next];
      persons[at] = row.persons;
      vx[at] = 1e-3F * static_cast<float>(row.vx_mm_s) / static_cast<float>(row.persons);
      vy[at] = 1e-3F * static_cast<float>(row.vy_mm_s) / static_cast<float>(row.persons);
    }
    const std::string group = frame_group(f);
    file.write_column(group + "/persons", persons, {"person", "persons in the block", "block"});
    file.write_column(group + "/vx_m_s", vx, {"m/s", "mean velocity of its persons, eastward", "block"});
    file.write_column(group + "/vy_m_s", vy, {"m/s", "mean velocity of its persons, northward", "block"});
  }
  return record.frame_time_s;
}

// Those of the fields, or of the curves where the run keeps no fields.
std::vector<double> water_times(const EvacuationRecord& record) {
  if (!record.frame_time_s.empty()) return record.frame_time_s;
  return column_of(record.curve, [](const CurvePoint& point) { return point.time_s; });
}

}  // namespace

WrittenFields write_evacuation_tables(const Comm& comm, H5Output& file, const Evacuation& evacuation,
                                      const EvacuationRecord& record, const std::vector<PersonRow>& persons,
                                      const ResultMeta& meta) {
  const EvacuationWorld& world = evacuation.world();
  const BlockFrame& frame = world.blocks->frame();
  const EvacuationRecord sorted = sorted_record(comm, record);
  write_header(file, evacuation, meta);
  write_curve(file, record.curve, world.destinations.size());
  write_destinations(file, evacuation);
  write_classes(file, world.classes, meta.districts);
  write_persons(file, persons, 100 * frame.unit_m());
  write_trajectories(file, sorted.trajectories, meta);
  write_crossings(file, world.observers.lines, sorted.crossings);
  write_measures(file, world.observers.areas, sorted.measures);
  WrittenFields fields;
  fields.time_s = write_fields(comm, file, sorted, frame, fields.blocks);
  if (world.water) write_water(file, *world.leaves, *world.water, water_times(sorted));
  return fields;
}

std::uint64_t write_fields_xdmf(const Comm& comm, const std::string& path, const WrittenFields& fields,
                                const std::string& group) {
  std::uint64_t bytes = 0;
  comm.agree([&] {
    if (!comm.first()) return;
    const std::string sidecar = std::filesystem::path(path).replace_extension(".xdmf").string();
    const std::string text =
        fields_xdmf(std::filesystem::path(path).filename().string(), fields.blocks, fields.time_s, group);
    write_atomically(sidecar, text);
    bytes = text.size();
  });
  return bytes;
}

std::uint64_t write_evacuation_result(const Comm& comm, const std::string& path, const Evacuation& evacuation,
                                      const EvacuationRecord& record, const std::vector<PersonRow>& persons,
                                      const ResultMeta& meta) {
  H5Output file(comm, path, true);
  const WrittenFields fields = write_evacuation_tables(comm, file, evacuation, record, persons, meta);
  file.commit();
  const std::uint64_t sidecar_bytes = write_fields_xdmf(comm, path, fields);
  return bytes_of_file(comm, path) + sidecar_bytes;
}

}  // namespace machi
