#include "io/setup/city_doors.hpp"

#include <algorithm>
#include <span>

#include "engine/population/entrance_point.hpp"
#include "engine/population/occupancy.hpp"
#include "io/city/city_file.hpp"
#include "io/setup/street_edits.hpp"

namespace machi {

PointMm entrance_of(const Network& network, const BuildingColumns& buildings, std::size_t row) {
  const std::uint32_t link = buildings.entrance_link[row];
  if (link >= network.links()) return {buildings.x_mm[row], buildings.y_mm[row], 0};
  const auto shape = std::span(network.shape)
                         .subspan(network.shape_begin[link], network.shape_begin[link + 1] - network.shape_begin[link]);
  return point_along(shape, static_cast<double>(buildings.entrance_offset_m[row]));
}

std::uint32_t CityDoors::nearest(const PointMm& point, double within_m, double least_floor_m2) const {
  double best_mm2 = 1e6 * within_m * within_m;
  std::uint32_t best = no_index;
  for (std::uint32_t row = 0; row < middle.size(); ++row) {
    const double dx = static_cast<double>(middle[row].x_mm) - point.x_mm;
    const double dy = static_cast<double>(middle[row].y_mm) - point.y_mm;
    if (dx * dx + dy * dy >= best_mm2 || floor_m2[row] < least_floor_m2) continue;
    best_mm2 = dx * dx + dy * dy;
    best = row;
  }
  return best;
}

CityDoors read_city_doors(const Scenario& scenario) {
  const H5Input file = open_city(scenario.city_file);
  CityDoors city;
  city.frame = read_small_tables(file).frame;
  city.streets = read_network(file);
  std::vector<std::string> told_elsewhere;
  edit_streets(scenario.edits, file, city.frame, city.streets, told_elsewhere);
  const BuildingColumns buildings = read_buildings(file, {});
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
