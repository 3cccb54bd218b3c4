#include "io/setup/city_doors.hpp"

#include <algorithm>
#include <span>

#include "engine/comm/ask.hpp"
#include "engine/comm/row_owners.hpp"
#include "engine/population/entrance_point.hpp"
#include "engine/population/occupancy.hpp"
#include "io/setup/building_edits.hpp"

namespace machi {

PointMm entrance_of(const Network& network, const BuildingColumns& buildings, std::size_t row) {
  const std::uint32_t link = buildings.entrance_link[row];
  if (link >= network.links()) return {buildings.x_mm[row], buildings.y_mm[row], 0};
  const auto shape = std::span(network.shape)
                         .subspan(network.shape_begin[link], network.shape_begin[link + 1] - network.shape_begin[link]);
  return point_along(shape, static_cast<double>(buildings.entrance_offset_m[row]));
}

std::vector<PointMm> read_entrances(const Comm& comm, const H5Input& city, const BuildingColumns& buildings) {
  LinkShapes shapes;
  std::uint64_t links = 0;
  RowRange run;
  comm.agree([&] {
    links = city.rows("/network/from");
    run = run_of_rank(comm, links);
    shapes = read_link_shapes(city, run);
  });
  struct Door {
    std::uint32_t link;
    float offset_m;
  };
  std::vector<Door> doors;
  for (std::size_t row = 0; row < buildings.usage.size(); ++row)
    if (buildings.entrance_link[row] < links)
      doors.push_back({buildings.entrance_link[row], buildings.entrance_offset_m[row]});
  const RowOwners owners(comm, run.count);
  const std::vector<PointMm> found = ask_each<PointMm>(
      comm, std::span<const Door>(doors), [&](const Door& door) { return owners.owner(door.link); },
      [&](const Door& door) {
        const std::uint64_t at = door.link - run.first;
        return point_along(std::span(shapes.points).subspan(shapes.begin[at], shapes.begin[at + 1] - shapes.begin[at]),
                           static_cast<double>(door.offset_m));
      });
  std::vector<PointMm> entrances;
  entrances.reserve(buildings.usage.size());
  auto next = found.begin();
  for (std::size_t row = 0; row < buildings.usage.size(); ++row) {
    const bool on_street = buildings.entrance_link[row] < links;
    entrances.push_back(on_street ? *next++ : PointMm{buildings.x_mm[row], buildings.y_mm[row], 0});
  }
  return entrances;
}

std::uint32_t CityDoors::shelter_building(const PointMm& entrance, std::int64_t admitted) const {
  constexpr double within_m = 150, person_m2 = 1;
  const double least_floor_m2 = person_m2 * static_cast<double>(admitted);
  double best_mm2 = 1e6 * within_m * within_m;
  std::uint32_t best = no_index;
  for (std::uint32_t row = 0; row < middle.size(); ++row) {
    const double dx = static_cast<double>(middle[row].x_mm) - entrance.x_mm;
    const double dy = static_cast<double>(middle[row].y_mm) - entrance.y_mm;
    if (dx * dx + dy * dy >= best_mm2 || floor_m2[row] < least_floor_m2) continue;
    best_mm2 = dx * dx + dy * dy;
    best = row;
  }
  return best;
}

CityDoors read_city_doors(const Scenario& scenario) {
  EditedCity edited = read_edited_city(scenario);
  CityDoors city;
  city.frame = edited.frame;
  city.streets = std::move(edited.streets);
  const BuildingColumns& buildings = edited.buildings;
  for (std::size_t row = 0; row < buildings.usage.size(); ++row) {
    city.door.push_back(entrance_of(city.streets, buildings, row));
    city.middle.push_back({buildings.x_mm[row], buildings.y_mm[row], 0});
    city.storeys.push_back(std::max<std::int16_t>(1, buildings.storeys_above_ground[row]));
    city.floor_m2.push_back(floor_area_of(buildings.floor_area_m2[row], buildings.footprint_area_m2[row],
                                          buildings.storeys_above_ground[row], buildings.height_m[row]));
  }
  return city;
}

}  // namespace machi
