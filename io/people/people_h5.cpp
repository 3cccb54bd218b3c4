#include "io/people/people_h5.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "engine/core/error.hpp"
#include "io/hdf5/output.hpp"

namespace machi {
namespace {

constexpr const char* format_name = "machi people";

/// Columns of persons: name, column, what it says.
template <class AnyPeople, class Visit>
void each_person_column(AnyPeople& people, const Visit& visit) {
  visit("id", people.id, ColumnMeta{"", "building × 2^24 + number in the building", "person"});
  visit("age", people.age, ColumnMeta{"years", "age", "person"});
  visit("sex", people.sex, ColumnMeta{"", "sex", "person", "0 male, 1 female"});
  visit("role", people.role,
        ColumnMeta{"", "what the person does on a working day", "person",
                   "0 infant, 1 pupil, 2 student, 3 full_time, 4 part_time, 5 at_home, 6 retired"});
  visit("licence", people.licence, ColumnMeta{"", "whether the person may drive", "person", "0 no, 1 yes"});
  visit("car", people.car,
        ColumnMeta{"", "whether a car of the household stands ready for the person", "person", "0 no, 1 yes"});
  visit("home", people.home, ColumnMeta{"", "row of /buildings in the city file", "person"});
  visit("place", people.place,
        ColumnMeta{"", "of work or school: row of /buildings in the city file; 2^32 - 1 none", "person"});
}

/// Members of rows as columns of their own.
template <class Visit>
void each_activity_column(const Visit& visit) {
  visit("purpose", &PlannedActivity::purpose,
        ColumnMeta{"", "what for", "activity", "0 home, 1 work, 2 school, 3 shopping, 4 leisure, 5 business"});
  visit("building", &PlannedActivity::building, ColumnMeta{"", "row of /buildings in the city file", "activity"});
  visit("x_mm", &PlannedActivity::x_mm, ColumnMeta{"mm", "eastward from the city's origin", "activity"});
  visit("y_mm", &PlannedActivity::y_mm, ColumnMeta{"mm", "northward", "activity"});
  visit("start_s", &PlannedActivity::start_s, ColumnMeta{"s", "after midnight, as planned", "activity"});
  visit("end_s", &PlannedActivity::end_s, ColumnMeta{"s", "after midnight; -1 stays", "activity"});
}

template <class Visit>
void each_leg_column(const Visit& visit) {
  visit("mode", &PlannedLeg::mode, ColumnMeta{"", "mode", "leg", "0 walk, 1 bicycle, 2 car"});
  visit("distance_m", &PlannedLeg::distance_m, ColumnMeta{"m", "along the network", "leg"});
  visit("travel_s", &PlannedLeg::travel_s, ColumnMeta{"s", "on the empty network", "leg"});
}

template <class Row>
auto column_writer(H5Output& file, const std::string& group, const std::vector<Row>& rows) {
  return [&file, group, &rows](const char* name, auto member, const ColumnMeta& meta) {
    std::vector<std::decay_t<decltype(rows[0].*member)>> column;
    column.reserve(rows.size());
    for (const Row& row : rows) column.push_back(row.*member);
    file.write_column(group + name, column, meta);
  };
}

[[noreturn]] void fail(const H5Input& file, const std::string& object, const std::string& problem) {
  throw InputError(file.path() + ":" + object, problem + " (damaged). Make it again with machi people");
}

template <class Row>
auto column_reader(const H5Input& file, const std::string& group, RowRange range, std::vector<Row>& rows) {
  rows.resize(range.count);
  return [&file, group, range, &rows](const char* name, auto member, const ColumnMeta&) {
    using Value = std::decay_t<decltype(rows[0].*member)>;
    const std::vector<Value> column = file.read<Value>(group + name, range);
    if (column.size() != rows.size()) fail(file, group + name, "has too few rows");
    for (std::size_t k = 0; k < rows.size(); ++k) rows[k].*member = column[k];
  };
}

// Offsets of a run of rows, rebased to 0, and the rows below.
RowRange read_run(const H5Input& file, const std::string& dataset, RowRange rows, std::vector<std::uint64_t>& begin) {
  begin = file.read_offsets(dataset, rows);
  if (begin.size() != rows.count + 1 || !std::is_sorted(begin.begin(), begin.end()))
    fail(file, dataset, "does not rise from row to row");
  const RowRange below{begin.front(), begin.back() - begin.front()};
  for (std::uint64_t& offset : begin) offset -= below.first;
  return below;
}

void check_codes(const H5Input& file, const People& people) {
  for (std::uint64_t p = 0; p < people.persons(); ++p)
    if (people.activity_begin[p + 1] == people.activity_begin[p])
      fail(file, "/persons/activity_begin", "a person has no activity");
  for (const PlannedActivity& activity : people.activities)
    if (static_cast<std::size_t>(activity.purpose) >= purpose_count)
      fail(file, "/activities/purpose", "has an unknown purpose");
  for (const PlannedLeg& leg : people.legs)
    if (static_cast<std::size_t>(leg.mode) >= travel_mode_count) fail(file, "/legs/mode", "has an unknown mode");
  for (const PersonRole role : people.role)
    if (static_cast<std::size_t>(role) >= role_count) fail(file, "/persons/role", "has an unknown role");
}

}  // namespace

void write_people(const Comm& comm, const std::string& path, const People& people, const PeopleFileMeta& meta,
                  bool force) {
  H5Output file(comm, path, force);
  file.attribute("/", "format", std::string(format_name));
  file.attribute("/", "version", people_file_version);
  file.attribute("/", "simulated", std::string("These people are synthetic."));
  file.attribute("/", "seed", meta.seed);
  file.attribute("/", "share", meta.share);
  file.attribute("/provenance", "program", std::string("machi people"));
  file.attribute("/provenance", "version", meta.version);
  file.attribute("/provenance", "command", meta.command);
  file.attribute("/provenance", "started_utc", meta.started_utc);
  file.write_column("/households/building", people.household_building,
                    {"", "row of /buildings in the city file", "household"});
  file.write_column("/households/cars", people.household_cars, {"", "cars", "household"});
  file.write_offsets("/households/person_begin", std::span<const std::uint64_t>(people.household_begin),
                     {"", "where the persons of each household begin", "household"});
  each_person_column(people, [&](const char* name, auto& column, const ColumnMeta& column_meta) {
    file.write_column(std::string("/persons/") + name, column, column_meta);
  });
  file.write_offsets(
      "/persons/activity_begin", std::span<const std::uint64_t>(people.activity_begin),
      {"", "where the activities of each person begin; its legs begin that many less its own row", "person"});
  each_activity_column(column_writer(file, "/activities/", people.activities));
  each_leg_column(column_writer(file, "/legs/", people.legs));
  file.commit();
}

bool is_hdf5_file(const std::string& path) {
  constexpr std::array<char, 8> signature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  return begin == signature;
}

bool is_people_file(const std::string& path) {
  if (!is_hdf5_file(path)) return false;
  const H5Input file(path);
  return file.has_attribute("/", "format") && file.text_attribute("/", "format") == format_name;
}

PeoplePart read_people(const std::string& path, std::uint64_t part, std::uint64_t parts) {
  const H5Input file(path);
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != format_name)
    throw InputError(path, "is an HDF5 file, but no population of machi. Name the file that `machi people` wrote");
  const std::int64_t version = file.integer_attribute("/", "version");
  if (version != people_file_version)
    throw InputError(path,
                     fmt::format("has version {} of the format; this program reads version {}. Make it again with "
                                 "this program",
                                 version, people_file_version));
  PeoplePart read;
  read.share = file.number_attribute("/", "share");
  const std::uint64_t households = file.rows("/households/building");
  const RowRange own{households * part / parts, households * (part + 1) / parts - households * part / parts};
  People& people = read.people;
  people.household_building = file.read<std::uint32_t>("/households/building", own);
  people.household_cars = file.read<std::uint8_t>("/households/cars", own);
  const RowRange persons = read_run(file, "/households/person_begin", own, people.household_begin);
  read.first_person = persons.first;
  read.persons = file.rows("/persons/id");
  each_person_column(people, [&](const char* name, auto& column, const ColumnMeta&) {
    using Value = typename std::decay_t<decltype(column)>::value_type;
    column = file.read<Value>(std::string("/persons/") + name, persons);
    if (column.size() != persons.count) fail(file, std::string("/persons/") + name, "has too few rows");
  });
  const RowRange activities = read_run(file, "/persons/activity_begin", persons, people.activity_begin);
  each_activity_column(column_reader(file, "/activities/", activities, people.activities));
  if (activities.count < persons.count) fail(file, "/persons/activity_begin", "a person has no activity");
  each_leg_column(
      column_reader(file, "/legs/", {activities.first - persons.first, activities.count - persons.count}, people.legs));
  check_codes(file, people);
  return read;
}

}  // namespace machi
