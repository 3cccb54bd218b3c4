#include "io/setup/town_setup.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/core/error.hpp"
#include "engine/demand/demand_settings.hpp"
#include "engine/model/mesh_code.hpp"
#include "engine/network/drive_network.hpp"
#include "engine/population/occupancy.hpp"
#include "io/city/city_file.hpp"
#include "io/city/crs.hpp"
#include "io/setup/building_edits.hpp"
#include "io/setup/street_edits.hpp"

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

double floor_area_at(const BuildingColumns& columns, std::size_t k) {
  return floor_area_of(columns.floor_area_m2[k], columns.footprint_area_m2[k], columns.storeys_above_ground[k],
                       columns.height_m[k]);
}

void add_building(const BuildingColumns& columns, std::size_t k, std::uint64_t row, double floor_area_m2,
                  TownBuildings& buildings) {
  buildings.row.push_back(static_cast<std::uint32_t>(row));
  buildings.usage.push_back(columns.usage[k]);
  buildings.floor_area_m2.push_back(floor_area_m2);
  buildings.point.push_back({columns.x_mm[k], columns.y_mm[k], 0});
  buildings.entrance_link.push_back(columns.entrance_link[k]);
  buildings.entrance_node.push_back(columns.entrance_node[k]);
}

// This rank's run of the buildings.
void add_buildings(const BuildingColumns& columns, RowRange rows, Town& town) {
  for (std::size_t k = 0; k < columns.usage.size(); ++k)
    add_building(columns, k, rows.first + k, floor_area_at(columns, k), town.buildings);
}

// The streets of the city as it is, and its people by cell, which need the buildings.
void add_surroundings(const H5Input& file, Town& town) {
  town.streets = read_network(file);
  town.network = drive_network(town.streets, mode_walk | mode_bicycle | mode_car);
  add_people(read_small_tables(file), town);
}

// `columns` and `rows` are this rank's of the city with the edits.
void propose(const BuildingEdits& edits, const BuildingColumns& columns, RowRange rows, Town& town) {
  TownBuildings& buildings = town.buildings;
  const std::size_t standing = buildings.size();
  std::vector<std::uint32_t> touched = edits.removed;
  for (const BuildingEdits::Row& row : edits.changed) touched.push_back(row.row);
  for (std::uint64_t row = rows.first + standing; row < rows.first + rows.count; ++row) {
    add_building(columns, row - rows.first, row, 0, buildings);
    ++buildings.added;
    touched.push_back(static_cast<std::uint32_t>(row));
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const std::uint32_t row : touched) {
    if (row < rows.first || row - rows.first >= rows.count) continue;
    const auto at = static_cast<std::uint32_t>(row - rows.first);
    town.proposed.push_back({at, columns.usage[at], edits.is_removed(row) ? 0 : floor_area_at(columns, at)});
  }
}

}  // namespace

Town read_town(const Comm& comm, const std::string& city_file) {
  Town town;
  town.name = city_file;
  comm.agree([&] {
    const H5Input file = open_city(city_file);
    const RowRange rows = run_of_rank(comm, file.rows("/buildings/usage"));
    add_buildings(read_buildings(file, rows), rows, town);
    add_surroundings(file, town);
  });
  return town;
}

Town read_town(const Comm& comm, const Scenario& scenario, std::vector<std::string>& notes) {
  if (scenario.edits.empty()) return read_town(comm, scenario.city_file);
  Town town;
  town.name = scenario.city_file;
  std::optional<H5Input> file;
  RowRange rows;
  BuildingColumns columns;
  CityFrame frame;
  Network streets;
  comm.agree([&] {
    file.emplace(open_city(scenario.city_file));
    rows = run_of_rank(comm, file->rows("/buildings/usage"));
    columns = read_buildings(*file, rows);
    add_buildings(columns, rows, town);
    frame = read_small_tables(*file).frame;
    streets = read_network(*file);
    std::vector<std::string> told_elsewhere;
    edit_streets(scenario.edits, *file, frame, streets, told_elsewhere);
  });
  const BuildingEdits edits = find_building_edits(comm, scenario, *file, rows, columns, &streets, frame, notes);
  edit_columns(comm, scenario, edits, columns, rows);
  propose(edits, columns, rows, town);
  comm.agree([&] { add_surroundings(*file, town); });
  return town;
}

}  // namespace machi
