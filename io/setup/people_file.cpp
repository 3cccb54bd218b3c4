#include "io/setup/people_file.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/comm/agree_on_first.hpp"
#include "engine/core/error.hpp"
#include "engine/population/departure.hpp"
#include "engine/population/person_classes.hpp"
#include "io/archive/file_part.hpp"
#include "io/archive/source.hpp"
#include "io/city/crs.hpp"
#include "io/people/evacuees.hpp"
#include "io/setup/people_rules.hpp"
#include "io/setup/shelters.hpp"

namespace machi {
namespace {

/// A point that off_the_map tells from all others.
constexpr std::int32_t nowhere_mm = INT32_MIN;

EvacueeFile read_part(const std::string& path, const std::vector<PersonClass>& classes, bool is_area,
                      const FilePart& part, std::uint64_t& at) {
  const auto open = [&] { return open_file(path); };
  const bool geojson = path.ends_with(".geojson") || path.ends_with(".json");
  if (!geojson) return read_evacuees_csv(open, path, classes, part, at);
  const EvacueeFrame frame = is_area ? EvacueeFrame::metres : EvacueeFrame::degrees;
  return read_evacuees_geojson(open, path, classes, frame, part, at);
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

}  // namespace

FilePeople people_of_file(const Comm& comm, const Scenario& scenario, const std::vector<PersonClass>& classes,
                          const CityFrame& frame) {
  FilePeople made;
  made.path = scenario.people.file;
  made.people.classes = classes;
  if (made.path.empty()) return made;
  const Comm readers = scenario.area ? Comm::null() : comm;  // of one file: each its part
  FilePart part;
  part.rank = static_cast<std::uint64_t>(readers.rank());
  part.ranks = static_cast<std::uint64_t>(readers.size());
  EvacueeFile file;
  agree_on_first(comm, [&](std::uint64_t& at) {
    file = read_part(made.path, classes, frame.epsg == 0, part, at);
    if (file.frame == EvacueeFrame::degrees) project(file, made.path, frame);
  });
  name_groups(readers, file);
  made.people = std::move(file.people);
  made.destinations = std::move(file.destinations);
  std::int64_t next_id = 0;
  for (const std::uint64_t id : made.people.id) next_id = std::max(next_id, static_cast<std::int64_t>(id + 1));
  made.next_id = static_cast<std::uint64_t>(readers.max(next_id));
  std::vector<std::uint8_t> kept;
  for (const PointMm& point : made.people.start) kept.push_back(point.x_mm != nowhere_mm);
  made.off_the_map = readers.sum(std::count(kept.begin(), kept.end(), 0));
  keep(made.people, kept);
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
