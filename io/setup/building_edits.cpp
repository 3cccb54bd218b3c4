#include "io/setup/building_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "engine/core/error.hpp"
#include "engine/model/point_inside.hpp"
#include "io/city/city_file.hpp"
#include "io/city/city_file_columns.hpp"
#include "io/setup/street_edits.hpp"

namespace machi {
namespace {

constexpr double usual_storey_m = 3.2;
/// New buildings meet the standard that all must meet since April 2025 (Act on energy consumption performance of
/// buildings, as amended in 2022).
constexpr std::int64_t this_standard_year = 2025;
constexpr std::string_view row_prefix = "building ";

using EditRow = BuildingEdits::Row;

bool about_buildings(EditKind kind) {
  return kind == EditKind::remove_building || kind == EditKind::change_building || kind == EditKind::vertical_shelter;
}

// The row in `building 17`; nothing for other ids.
std::optional<std::uint64_t> row_in(const std::string& id) {
  if (!id.starts_with(row_prefix) || id.size() == row_prefix.size() || id.size() > row_prefix.size() + 9) return {};
  std::uint64_t row = 0;
  for (const char c : id.substr(row_prefix.size())) {
    if (c < '0' || c > '9') return {};
    row = 10 * row + static_cast<std::uint64_t>(c - '0');
  }
  return row;
}

/// One id of one edit, numbered over all edits.
struct WantedId {
  std::uint32_t edit;
  std::string id;
};

// This rank's rows of what edits name; counts in `found` how often each was met.
std::vector<EditRow> named_rows(const std::vector<WantedId>& wanted, const H5Input& file, RowRange rows,
                                std::vector<std::int64_t>& found) {
  std::vector<EditRow> mine;
  std::multimap<std::string, std::size_t> by_gml_id;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    const std::optional<std::uint64_t> row = row_in(wanted[k].id);
    if (!row) {
      by_gml_id.emplace(wanted[k].id, k);
    } else if (*row >= rows.first && *row < rows.first + rows.count) {
      mine.push_back({static_cast<std::uint32_t>(*row), wanted[k].edit});
      ++found[k];
    }
  }
  if (by_gml_id.empty()) return mine;
  const StringTable ids = file.read_strings("/layers/bldg/id", rows);
  for (std::uint64_t row = 0; row < ids.size(); ++row) {
    const auto [begin, end] = by_gml_id.equal_range(std::string(ids.at(row)));
    for (auto it = begin; it != end; ++it) {
      mine.push_back({static_cast<std::uint32_t>(rows.first + row), wanted[it->second].edit});
      ++found[it->second];
    }
  }
  return mine;
}

void add_drawn_rows(const ScenarioEdit& edit, std::uint32_t number, const CityFrame& frame,
                    const BuildingColumns& columns, RowRange rows, std::vector<EditRow>& mine) {
  const PolygonTable ground = ground_of_edit(edit, frame);
  for (std::size_t row = 0; row < columns.x_mm.size(); ++row)
    for (std::uint32_t p = 0; p < ground.size(); ++p)
      if (contains(ground, p, columns.x_mm[row], columns.y_mm[row])) {
        mine.push_back({static_cast<std::uint32_t>(rows.first + row), number});
        break;
      }
}

// The point of the city's streets on foot that is nearest to what is inside the building.
void set_entrance(const Network& network, std::uint32_t links, AddedBuilding& building) {
  const double x = building.inside.x_mm, y = building.inside.y_mm;
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t link = 0; link < std::min(links, network.links()); ++link) {
    if ((network.modes[link] & mode_walk) == 0) continue;
    double before_mm = 0;
    for (std::uint64_t i = network.shape_begin[link]; i + 1 < network.shape_begin[link + 1]; ++i) {
      const PointMm& a = network.shape[i];
      const PointMm& b = network.shape[i + 1];
      const double dx = static_cast<double>(b.x_mm) - a.x_mm, dy = static_cast<double>(b.y_mm) - a.y_mm;
      const double length2 = dx * dx + dy * dy, length = std::sqrt(length2);
      const double along = length2 > 0 ? std::clamp(((x - a.x_mm) * dx + (y - a.y_mm) * dy) / length2, 0.0, 1.0) : 0.0;
      const double px = a.x_mm + along * dx, py = a.y_mm + along * dy;
      const double distance2 = (px - x) * (px - x) + (py - y) * (py - y);
      if (distance2 < least) {
        least = distance2;
        building.entrance_link = link;
        building.entrance_offset_m = static_cast<float>(1e-3 * (before_mm + along * length));
      }
      before_mm += length;
    }
  }
  if (building.entrance_link == no_index) return;
  const bool first = building.entrance_offset_m < network.length_m[building.entrance_link] / 2;
  building.entrance_node = (first ? network.from : network.to)[building.entrance_link];
}

// A building is of one piece, maybe with courtyards.
void refuse_parts(const ScenarioEdit& edit, const PolygonTable& shape) {
  for (std::uint32_t p = 0; p < shape.size(); ++p) {
    PolygonTable outer;
    outer.append(shape, p);
    outer.ring_begin.back() = 1;
    for (std::uint32_t ring = shape.ring_begin[p] + 1; ring < shape.ring_begin[p + 1]; ++ring)
      if (!contains(outer, 0, shape.ring(ring)[0].x_mm, shape.ring(ring)[0].y_mm))
        throw InputError(edit.where,
                         fmt::format("edits: '{}' is a building of several parts. Add each by itself", edit.id));
  }
}

void add_buildings_of_edits(const Scenario& scenario, const H5Input& file, const Network* network,
                            const CityFrame& frame, BuildingEdits& edits) {
  const std::uint64_t city_rows = file.rows("/buildings/usage");
  for (std::size_t k = 0; k < scenario.edits.size(); ++k) {
    if (scenario.edits[k].kind != EditKind::add_building) continue;
    AddedBuilding building;
    building.row = static_cast<std::uint32_t>(city_rows + edits.added.size());
    building.edit = k;
    building.shape = ground_of_edit(scenario.edits[k], frame);
    std::fill(building.shape.kind.begin(), building.shape.kind.end(), SurfaceKind::footprint);
    refuse_parts(scenario.edits[k], building.shape);
    if (!point_inside(
            building.shape, [](std::uint32_t) { return true; }, building.inside))
      throw InputError(scenario.edits[k].where,
                       fmt::format("edits: the polygon of '{}' encloses no ground. Correct it", scenario.edits[k].id));
    if (network != nullptr) set_entrance(*network, static_cast<std::uint32_t>(file.rows("/network/from")), building);
    edits.added.push_back(std::move(building));
  }
}

/// A building of the city that stands near an added one.
struct NearBuilding {
  double distance2_mm2;
  std::uint32_t row;
  float base_m;
  std::uint32_t added;
};

void set_bases(const Comm& comm, const BuildingColumns& columns, RowRange rows, std::vector<AddedBuilding>& added) {
  std::vector<NearBuilding> nearest;
  for (std::uint32_t k = 0; k < added.size(); ++k) {
    NearBuilding best{std::numeric_limits<double>::infinity(), 0, 0, k};
    for (std::size_t row = 0; row < columns.usage.size(); ++row) {
      if (!std::isfinite(columns.base_m[row])) continue;
      const double dx = static_cast<double>(columns.x_mm[row]) - added[k].inside.x_mm;
      const double dy = static_cast<double>(columns.y_mm[row]) - added[k].inside.y_mm;
      if (dx * dx + dy * dy < best.distance2_mm2)
        best = {dx * dx + dy * dy, static_cast<std::uint32_t>(rows.first + row), columns.base_m[row], k};
    }
    nearest.push_back(best);
  }
  nearest = comm.all_gather_of(std::span<const NearBuilding>(nearest));
  const auto farther = [](const NearBuilding& a, const NearBuilding& b) {
    return a.distance2_mm2 != b.distance2_mm2 ? a.distance2_mm2 > b.distance2_mm2 : a.row > b.row;
  };
  std::sort(nearest.begin(), nearest.end(), farther);  // the nearest last, of equals that of the lowest row
  for (const NearBuilding& ground : nearest)
    if (std::isfinite(ground.distance2_mm2)) added[ground.added].base_m = ground.base_m;
}

void refuse_unknown_ids(const Scenario& scenario, const std::vector<WantedId>& wanted,
                        const std::vector<std::int64_t>& found) {
  for (std::size_t k = 0; k < wanted.size(); ++k)
    if (found[k] == 0)
      throw InputError(
          scenario.edits[wanted[k].edit].where,
          fmt::format("edits: the city has no building '{}'. Give a gml:id of it, or `building ROW`", wanted[k].id));
}

std::int16_t short_or(const std::optional<std::int64_t>& value, std::int16_t otherwise) {
  return value ? static_cast<std::int16_t>(*value) : otherwise;
}

// Storeys and heights of buildings, known where they are above 0.
double storey_m(std::int16_t storeys, float height_m) {
  return storeys > 0 && height_m > 0 ? static_cast<double>(height_m) / storeys : usual_storey_m;
}

// Storeys and height together, so that neither belies the other.
void change_size(const ScenarioEdit& edit, std::size_t row, BuildingColumns& columns) {
  if (!edit.storeys && !edit.height_m) return;
  std::int16_t& storeys = columns.storeys_above_ground[row];
  float& height_m = columns.height_m[row];
  const double each_m = storey_m(storeys, height_m);
  const std::int16_t old_storeys = storeys;
  const float old_m = height_m;
  if (edit.height_m) height_m = static_cast<float>(*edit.height_m);
  if (edit.storeys) storeys = static_cast<std::int16_t>(*edit.storeys);
  if (!edit.height_m && storeys != old_storeys) height_m = static_cast<float>(each_m * storeys);
  const bool other_height = std::isfinite(height_m) && !(height_m == old_m);
  if (!edit.storeys && other_height)
    storeys = static_cast<std::int16_t>(std::max(1.0, std::round(static_cast<double>(height_m) / each_m)));
  // What is published of all floors does not hold for other storeys.
  if (storeys != old_storeys) columns.floor_area_m2[row] = std::numeric_limits<float>::quiet_NaN();
  if (other_height) columns.top_m[row] = columns.base_m[row] + height_m;
}

void change_row(const ScenarioEdit& edit, std::size_t row, BuildingColumns& columns) {
  columns.usage[row] = short_or(edit.usage, columns.usage[row]);
  columns.structure[row] = short_or(edit.structure, columns.structure[row]);
  columns.year_of_construction[row] = short_or(edit.year, columns.year_of_construction[row]);
  change_size(edit, row, columns);
  if (edit.floor_area_m2) columns.floor_area_m2[row] = static_cast<float>(*edit.floor_area_m2);
}

void append_row(ScenarioEdit edit, const AddedBuilding& building, BuildingColumns& columns) {
  each_building_column(columns, [](const char*, auto& column, const ColumnMeta&, auto missing) {
    column.push_back(static_cast<typename std::decay_t<decltype(column)>::value_type>(missing));
  });
  const std::size_t row = columns.usage.size() - 1;
  double footprint_m2 = 0;
  for (std::uint32_t p = 0; p < building.shape.size(); ++p) footprint_m2 += area_m2(building.shape, p);
  columns.footprint_area_m2[row] = static_cast<float>(footprint_m2);
  columns.base_m[row] = building.base_m;
  columns.x_mm[row] = building.inside.x_mm;
  columns.y_mm[row] = building.inside.y_mm;
  columns.entrance_link[row] = building.entrance_link;
  columns.entrance_node[row] = building.entrance_node;
  columns.entrance_offset_m[row] = building.entrance_offset_m;
  if (!edit.storeys && !edit.height_m) edit.storeys = 1;
  if (!edit.year) edit.year = this_standard_year;
  change_row(edit, row, columns);
}

}  // namespace

bool BuildingEdits::moves_skyline(const Scenario& scenario) const {
  return !removed.empty() || !added.empty() || std::any_of(changed.begin(), changed.end(), [&](const Row& row) {
    return scenario.edits[row.edit].storeys || scenario.edits[row.edit].height_m;
  });
}

bool BuildingEdits::is_removed(std::uint32_t row) const {
  return std::binary_search(removed.begin(), removed.end(), row);
}

BuildingEdits find_building_edits(const Comm& comm, const Scenario& scenario, const H5Input& file, RowRange rows,
                                  const BuildingColumns& columns, const Network* network, const CityFrame& frame,
                                  std::vector<std::string>& notes) {
  BuildingEdits edits;
  if (scenario.edits.empty()) return edits;
  std::vector<WantedId> wanted;
  std::vector<EditRow> mine;
  for (std::uint32_t k = 0; k < scenario.edits.size(); ++k)
    if (about_buildings(scenario.edits[k].kind))
      for (const std::string& id : scenario.edits[k].ids) wanted.push_back({k, id});
  std::vector<std::int64_t> found(wanted.size(), 0);
  comm.agree([&] {
    mine = named_rows(wanted, file, rows, found);
    for (std::uint32_t k = 0; k < scenario.edits.size(); ++k)
      if (about_buildings(scenario.edits[k].kind)) add_drawn_rows(scenario.edits[k], k, frame, columns, rows, mine);
    add_buildings_of_edits(scenario, file, network, frame, edits);
  });
  set_bases(comm, columns, rows, edits.added);
  comm.sum(found);
  refuse_unknown_ids(scenario, wanted, found);
  std::vector<EditRow> all = comm.all_gather_of(std::span<const EditRow>(mine));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::map<std::uint32_t, std::size_t> buildings;
  for (const EditRow& row : all) {
    const EditKind kind = scenario.edits[row.edit].kind;
    ++buildings[row.edit];
    if (kind == EditKind::remove_building) edits.removed.push_back(row.row);
    if (kind == EditKind::change_building) edits.changed.push_back(row);
    if (kind == EditKind::vertical_shelter) edits.taking_in.push_back(row);
  }
  edits.removed.erase(std::unique(edits.removed.begin(), edits.removed.end()), edits.removed.end());
  for (std::uint32_t k = 0; k < scenario.edits.size(); ++k)
    if (about_buildings(scenario.edits[k].kind))
      notes.push_back(fmt::format("Edit {} {}: {} buildings.", edit_name(scenario.edits[k].kind), scenario.edits[k].id,
                                  buildings[k]));
  return edits;
}

void edit_columns(const Comm& comm, const Scenario& scenario, const BuildingEdits& edits, BuildingColumns& columns,
                  RowRange& rows) {
  for (const EditRow& change : edits.changed)
    if (change.row >= rows.first && change.row < rows.first + rows.count)
      change_row(scenario.edits[change.edit], change.row - rows.first, columns);
  if (comm.rank() + 1 != comm.size()) return;
  for (const AddedBuilding& building : edits.added) append_row(scenario.edits[building.edit], building, columns);
  rows.count += edits.added.size();
}

void edit_polygons(const Scenario& scenario, const BuildingEdits& edits, const BuildingColumns& before,
                   const BuildingColumns& after, RowRange rows, Layer& layer) {
  for (const EditRow& change : edits.changed) {
    if (change.row < rows.first || change.row - rows.first >= before.usage.size()) continue;
    const std::size_t row = change.row - rows.first;
    if (before.height_m[row] == after.height_m[row] || std::isnan(after.height_m[row])) continue;
    for (std::uint64_t p = layer.polygon_begin[row]; p < layer.polygon_begin[row + 1]; ++p)
      if (layer.polygons.kind[p] == SurfaceKind::roof) layer.polygons.kind[p] = SurfaceKind::closure;
  }
  if (after.usage.size() == before.usage.size()) return;
  for (const AddedBuilding& building : edits.added) {
    layer.id.add(scenario.edits[building.edit].id);
    layer.type.add("Building");
    layer.file.push_back(0);
    for (std::uint32_t p = 0; p < building.shape.size(); ++p) layer.polygons.append(building.shape, p);
    layer.polygon_begin.push_back(layer.polygons.size());
  }
}

bool edits_buildings(const Scenario& scenario) {
  return std::any_of(scenario.edits.begin(), scenario.edits.end(), [](const ScenarioEdit& edit) {
    return edit.kind == EditKind::add_building || edit.kind == EditKind::remove_building ||
           edit.kind == EditKind::change_building;
  });
}

EditedCity read_edited_city(const Scenario& scenario) {
  const H5Input file = open_city(scenario.city_file);
  EditedCity city;
  std::vector<std::string> told_elsewhere;
  city.frame = read_small_tables(file).frame;
  city.streets = read_network(file);
  edit_streets(scenario.edits, file, city.frame, city.streets, told_elsewhere);
  RowRange rows{0, file.rows("/buildings/usage")};
  city.city_rows = rows.count;
  city.buildings = read_buildings(file, rows);
  const Comm alone = Comm::null();
  city.edits =
      find_building_edits(alone, scenario, file, rows, city.buildings, &city.streets, city.frame, told_elsewhere);
  edit_columns(alone, scenario, city.edits, city.buildings, rows);
  return city;
}

EditedBuildings edited_buildings(const Scenario& scenario) {
  EditedBuildings made;
  if (!edits_buildings(scenario)) return made;
  const EditedCity city = read_edited_city(scenario);
  const H5Input file = open_city(scenario.city_file);
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::map<std::uint32_t, std::pair<BuildingChange, std::size_t>> touched;  // with the last edit of each
  for (const EditRow& row : city.edits.changed) touched[row.row] = {BuildingChange::changed, row.edit};
  for (const std::uint32_t row : city.edits.removed) touched[row] = {BuildingChange::removed, none};
  for (const AddedBuilding& building : city.edits.added) touched[building.row] = {BuildingChange::added, building.edit};
  auto added = city.edits.added.begin();
  for (const auto& [row, what] : touched) {
    const bool is_new = what.first == BuildingChange::added;
    made.row.push_back(row);
    made.change.push_back(what.first);
    made.id.push_back(is_new ? scenario.edits[what.second].id
                             : std::string(file.read_strings("/layers/bldg/id", {row, 1}).at(0)));
    made.name.push_back(what.second == none ? std::string() : scenario.edits[what.second].name);
    for (std::uint32_t p = 0; is_new && p < added->shape.size(); ++p) made.footprints.append(added->shape, p);
    if (is_new) ++added;
    made.polygon_begin.push_back(made.footprints.size());
  }
  each_two_building_columns(made.columns, city.buildings, [&](auto& column, const auto& values, auto) {
    for (const std::uint32_t row : made.row) column.push_back(values[row]);
  });
  return made;
}

}  // namespace machi
