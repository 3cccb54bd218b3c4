#include "io/setup/people_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/comm/joined.hpp"
#include "engine/comm/packet.hpp"
#include "engine/core/error.hpp"
#include "engine/population/departure.hpp"
#include "engine/population/person_classes.hpp"
#include "io/archive/source.hpp"
#include "io/city/crs.hpp"
#include "io/people/evacuees.hpp"
#include "io/setup/people_rules.hpp"
#include "io/setup/shelters.hpp"

namespace machi {
namespace {

/// A point that off_the_map tells from all others.
constexpr std::int32_t nowhere_mm = INT32_MIN;

EvacueeFile read_file(const std::string& path, const std::vector<PersonClass>& classes, bool is_area) {
  const auto source = open_file(path);
  const bool geojson = path.ends_with(".geojson") || path.ends_with(".json");
  if (!geojson) return read_evacuees_csv(*source, path, classes);
  return read_evacuees_geojson(*source, path, classes, is_area ? EvacueeFrame::metres : EvacueeFrame::degrees);
}

void project(EvacueeFile& file, const std::string& path, const CityFrame& frame) {
  if (frame.epsg == 0)
    throw InputError(path,
                     "has longitudes and latitudes, and an area's metres lie nowhere on Earth. Give columns x, y");
  LocalCrs crs(geographic_epsg, frame.epsg);
  std::vector<PointMm>& start = file.people.start;
  start.assign(file.x.size(), {nowhere_mm, nowhere_mm, 0});
  for (std::size_t i = 0; i < start.size(); ++i) {
    const Position position{file.y[i], file.x[i], 0};
    PointMm point;
    if (crs.to_local_mm({&position, 1}, frame.origin_east_m, frame.origin_north_m, {&point, 1})) start[i] = point;
  }
}

template <class T>
void keep(std::vector<T>& column, const std::vector<std::uint8_t>& kept) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] != 0) column[to++] = column[i];
  column.resize(to);
}

void keep(Population& people, const std::vector<std::uint8_t>& kept) {
  keep(people.id, kept);
  keep(people.start, kept);
  keep(people.person_class, kept);
  keep(people.building, kept);
  keep(people.group, kept);
  keep(people.destination, kept);
  keep(people.free_speed_m_s, kept);
  keep(people.departure_s, kept);
}

struct PersonOfFile {
  std::uint64_t id;
  PointMm start;
  std::uint32_t building;
  std::uint64_t group;
  std::uint32_t destination;
  float free_speed_m_s;
  float departure_s;
  std::uint16_t person_class;
};

// Of what the first rank has read each rank gets one person of so many as there are ranks; all know the rest.
void share_out(const Comm& comm, FilePeople& made) {
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  std::vector<std::vector<PersonOfFile>> rows(ranks);
  Population& people = made.people;
  for (std::uint64_t i = 0; i < people.size(); ++i)
    rows[i % ranks].push_back({people.id[i], people.start[i], people.building[i], people.group[i],
                               people.destination[i], people.free_speed_m_s[i], people.departure_s[i],
                               people.person_class[i]});
  people = {std::move(people.classes), {}, {}, {}, {}, {}, {}, {}, {}};
  for (const PersonOfFile& person : all_to_all_joined(comm, std::move(rows))) {
    people.id.push_back(person.id);
    people.start.push_back(person.start);
    people.person_class.push_back(person.person_class);
    people.building.push_back(person.building);
    people.group.push_back(person.group);
    people.destination.push_back(person.destination);
    people.free_speed_m_s.push_back(person.free_speed_m_s);
    people.departure_s.push_back(person.departure_s);
  }
  made.next_id = static_cast<std::uint64_t>(comm.max(static_cast<std::int64_t>(made.next_id)));
  made.off_the_map = comm.sum(comm.first() ? made.off_the_map : 0);
  std::vector<std::byte> packed;
  PacketWriter writer(packed);
  for (const std::string& name : made.destinations) writer.put_all(std::vector<char>(name.begin(), name.end()));
  comm.broadcast(packed);
  made.destinations.clear();
  for (PacketReader reader(packed); !reader.at_end();) {
    const auto name = reader.take_all<char>();
    made.destinations.emplace_back(name.begin(), name.end());
  }
}

}  // namespace

FilePeople people_of_file(const Comm& comm, const Scenario& scenario, const std::vector<PersonClass>& classes,
                          const CityFrame& frame) {
  FilePeople made;
  made.path = scenario.people.file;
  made.people.classes = classes;
  if (made.path.empty()) return made;
  const bool is_shared_out = !scenario.area;
  comm.agree([&] {
    if (is_shared_out && !comm.first()) return;
    EvacueeFile file = read_file(made.path, classes, frame.epsg == 0);
    if (file.frame == EvacueeFrame::degrees) project(file, made.path, frame);
    made.people = std::move(file.people);
    made.destinations = std::move(file.destinations);
  });
  for (const std::uint64_t id : made.people.id) made.next_id = std::max(made.next_id, id + 1);
  std::vector<std::uint8_t> kept;
  for (const PointMm& point : made.people.start) kept.push_back(point.x_mm != nowhere_mm);
  made.off_the_map = std::count(kept.begin(), kept.end(), 0);
  keep(made.people, kept);
  if (is_shared_out) share_out(comm, made);
  const auto seed = static_cast<std::uint64_t>(scenario.run.seed);
  draw_classes_and_speeds(made.people, seed, scenario.run.night);
  draw_departures(made.people, departures_of(scenario), seed);
  return made;
}

std::vector<std::uint32_t> destinations_of_file(const FilePeople& file, std::span<const Destination> destinations) {
  std::vector<std::uint32_t> answer;
  for (const std::string& wanted : file.destinations)
    answer.push_back(destination_called(wanted, destinations, file.path));
  return answer;
}

}  // namespace machi
