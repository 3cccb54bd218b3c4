#include "io/setup/town_setup.hpp"

#include <algorithm>
#include <map>

#include "engine/core/error.hpp"
#include "engine/demand/demand_settings.hpp"
#include "engine/model/mesh_code.hpp"
#include "engine/network/drive_network.hpp"
#include "engine/population/occupancy.hpp"
#include "io/city/city_file.hpp"
#include "io/city/crs.hpp"

namespace machi {
namespace {

/// Which of some cells of the national grid a point of the city is in.
class CellFinder {
 public:
  CellFinder(const City& city) : frame_(city.frame), back_(city.frame.epsg, geographic_epsg) {
    for (const MeshPeople& row : city.people) {
      const auto cell = mesh_cell(row.mesh_code);
      if (!cell) continue;
      level_ = cell->level;
      cells_.emplace(row.mesh_code, static_cast<std::uint32_t>(cells_.size()));
    }
    swapped_ = is_swapped();
  }

  std::uint32_t of(const PointMm& point) {
    const auto place = back_.exact(position(point, swapped_));
    if (!place) return no_index;
    const auto found = cells_.find(mesh_code(place->north_m, place->east_m, level_));
    return found == cells_.end() ? no_index : found->second;
  }
  const std::map<std::string, std::uint32_t>& cells() const { return cells_; }

 private:
  Position position(const PointMm& point, bool swapped) const {
    const double east_m = frame_.origin_east_m + 1e-3 * point.x_mm;
    const double north_m = frame_.origin_north_m + 1e-3 * point.y_mm;
    return swapped ? Position{north_m, east_m, 0} : Position{east_m, north_m, 0};
  }

  // Some systems (Japan's among them) name northings first. There and back tells which.
  bool is_swapped() {
    LocalCrs forth(geographic_epsg, frame_.epsg);
    const auto there = back_.exact(position({}, false));
    if (!there) return true;
    const auto again = forth.exact({there->north_m, there->east_m, 0});
    return !again || std::abs(again->east_m - frame_.origin_east_m) > 1 ||
           std::abs(again->north_m - frame_.origin_north_m) > 1;
  }

  CityFrame frame_;
  LocalCrs back_;
  MeshLevel level_{MeshLevel::quarter};
  std::map<std::string, std::uint32_t> cells_;
  bool swapped_{false};
};

// Persons of one row by classes of five years, as the census has them within the row's ages.
void add_ages(const MeshPeople& row, const std::vector<double>& census, std::vector<double>& by_age) {
  std::vector<double> part(age_classes, 0);
  double sum = 0;
  for (std::size_t k = 0; k < age_classes; ++k) {
    const int low = static_cast<int>(k) * age_class_years;
    const int high = k + 1 < age_classes ? low + age_class_years - 1 : 120;
    const int years = std::min<int>(high, row.age_high) - std::max<int>(low, row.age_low) + 1;
    if (years <= 0) continue;
    part[k] = census[k] * years / (high - low + 1);
    sum += part[k];
  }
  for (std::size_t k = 0; k < age_classes; ++k) by_age[k] += sum > 0 ? row.persons * part[k] / sum : 0;
}

void add_people(const City& city, Town& town) {
  if (city.people.empty()) return;
  CellFinder finder(city);
  const std::vector<double> census = DemandSettings().age_thousands;
  town.people.persons_by_age.assign(finder.cells().size(), std::vector<double>(age_classes, 0));
  for (const MeshPeople& row : city.people)
    if (const auto found = finder.cells().find(row.mesh_code); found != finder.cells().end())
      add_ages(row, census, town.people.persons_by_age[found->second]);
  for (const PointMm& point : town.buildings.point) town.buildings.cell.push_back(finder.of(point));
}

void add_buildings(const H5Input& file, const Comm& comm, Town& town) {
  const RowRange range = run_of_rank(comm, file.rows("/buildings/usage"));
  const BuildingColumns columns = read_buildings(file, range);
  TownBuildings& buildings = town.buildings;
  for (std::size_t k = 0; k < columns.usage.size(); ++k) {
    buildings.row.push_back(static_cast<std::uint32_t>(range.first + k));
    buildings.usage.push_back(columns.usage[k]);
    buildings.floor_area_m2.push_back(floor_area_of(columns.floor_area_m2[k], columns.footprint_area_m2[k],
                                                    columns.storeys_above_ground[k], columns.height_m[k]));
    buildings.point.push_back({columns.x_mm[k], columns.y_mm[k], 0});
    buildings.entrance_link.push_back(columns.entrance_link[k]);
    buildings.entrance_node.push_back(columns.entrance_node[k]);
  }
}

}  // namespace

Town read_town(const Comm& comm, const std::string& city_file) {
  Town town;
  town.name = city_file;
  comm.agree([&] {
    const H5Input file = open_city(city_file);
    add_buildings(file, comm, town);
    town.streets = read_network(file);
    town.network = drive_network(town.streets, mode_walk | mode_bicycle | mode_car);
    add_people(read_small_tables(file), town);
  });
  return town;
}

}  // namespace machi
