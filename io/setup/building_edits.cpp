#include "io/setup/building_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "engine/core/error.hpp"
#include "io/city/city_file_columns.hpp"
#include "io/setup/street_edits.hpp"

namespace machi {
namespace {

constexpr double usual_storey_m = 3.2;
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

// The point of a street on foot that is nearest to the middle of the corners of a building.
PointMm nearest_street(const Network& network, const PolygonTable& shape) {
  double x = 0, y = 0;
  for (const PointMm& corner : shape.shell(0)) {
    x += corner.x_mm / static_cast<double>(shape.shell(0).size());
    y += corner.y_mm / static_cast<double>(shape.shell(0).size());
  }
  PointMm best{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y), 0};
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    if ((network.modes[link] & mode_walk) == 0) continue;
    for (std::uint64_t i = network.shape_begin[link]; i + 1 < network.shape_begin[link + 1]; ++i) {
      const PointMm& a = network.shape[i];
      const PointMm& b = network.shape[i + 1];
      const double dx = static_cast<double>(b.x_mm) - a.x_mm, dy = static_cast<double>(b.y_mm) - a.y_mm;
      const double length2 = dx * dx + dy * dy;
      const double along = length2 > 0 ? std::clamp(((x - a.x_mm) * dx + (y - a.y_mm) * dy) / length2, 0.0, 1.0) : 0.0;
      const double px = a.x_mm + along * dx, py = a.y_mm + along * dy;
      const double distance2 = (px - x) * (px - x) + (py - y) * (py - y);
      if (distance2 >= least) continue;
      least = distance2;
      best = {static_cast<std::int32_t>(std::floor(px)), static_cast<std::int32_t>(std::floor(py)), 0};
    }
  }
  return best;
}

void add_buildings_of_edits(const Scenario& scenario, std::uint64_t city_rows, const Network* network,
                            const CityFrame& frame, BuildingEdits& edits) {
  for (std::size_t k = 0; k < scenario.edits.size(); ++k) {
    if (scenario.edits[k].kind != EditKind::add_building) continue;
    AddedBuilding building;
    building.row = static_cast<std::uint32_t>(city_rows + edits.added.size());
    building.edit = k;
    building.shape = ground_of_edit(scenario.edits[k], frame);
    if (network != nullptr) building.entrance = nearest_street(*network, building.shape);
    edits.added.push_back(std::move(building));
  }
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

float number_or(const std::optional<double>& value, float otherwise) {
  return value ? static_cast<float>(*value) : otherwise;
}

void change_row(const ScenarioEdit& edit, std::size_t row, BuildingColumns& columns) {
  columns.usage[row] = short_or(edit.usage, columns.usage[row]);
  columns.structure[row] = short_or(edit.structure, columns.structure[row]);
  columns.year_of_construction[row] = short_or(edit.year, columns.year_of_construction[row]);
  columns.height_m[row] = number_or(edit.height_m, columns.height_m[row]);
  // What is published of all floors does not hold for other storeys.
  if (edit.storeys) columns.floor_area_m2[row] = std::numeric_limits<float>::quiet_NaN();
  columns.storeys_above_ground[row] = short_or(edit.storeys, columns.storeys_above_ground[row]);
  columns.floor_area_m2[row] = number_or(edit.floor_area_m2, columns.floor_area_m2[row]);
}

void append_row(const ScenarioEdit& edit, const AddedBuilding& building, BuildingColumns& columns) {
  each_building_column(columns, [](const char*, auto& column, const ColumnMeta&, auto missing) {
    column.push_back(static_cast<typename std::decay_t<decltype(column)>::value_type>(missing));
  });
  const std::size_t row = columns.usage.size() - 1;
  double footprint_m2 = 0;
  for (std::uint32_t p = 0; p < building.shape.size(); ++p) footprint_m2 += area_m2(building.shape, p);
  columns.footprint_area_m2[row] = static_cast<float>(footprint_m2);
  columns.x_mm[row] = building.entrance.x_mm;
  columns.y_mm[row] = building.entrance.y_mm;
  change_row(edit, row, columns);
  if (!edit.storeys)
    columns.storeys_above_ground[row] =
        static_cast<std::int16_t>(std::max(1.0, std::floor(edit.height_m.value_or(0) / usual_storey_m)));
}

}  // namespace

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
    add_buildings_of_edits(scenario, file.rows("/buildings/usage"), network, frame, edits);
  });
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

}  // namespace machi
