/// \file  The grid of a city file, its hazards and its water.
#include <algorithm>
#include <string_view>

#include "io/city/city_file.hpp"
#include "io/city/city_file_columns.hpp"
#include "io/city/city_file_parts.hpp"

namespace machi {

namespace {

std::vector<std::string> names_in(const H5Input& file, const std::string& group) {
  std::vector<std::string> names;
  if (!file.has(group)) return names;
  for (const std::string& child : file.children(group))
    names.push_back(file.text_attribute(group + "/" + child, "name"));
  return names;
}

}  // namespace

using city_file::expect_rows;
using city_file::read_into;

Grid read_grid(const H5Input& file, RowRange leaves, const GridColumns& columns) {
  Grid grid;
  grid.frame.cell_mm = static_cast<std::int32_t>(file.integer_attribute("/grid", "cell_mm"));
  grid.frame.order = static_cast<int>(file.integer_attribute("/grid", "hilbert_order"));
  if (grid.frame.cell_mm <= 0 || grid.frame.order < 0 || grid.frame.order > 31)
    city_file::fail(file, "/grid", "has an impossible cell size or order (damaged)");
  grid.leaf_total = file.rows("/grid/key");
  grid.first_leaf = std::min(leaves.first, grid.leaf_total);
  grid.keys = file.read<LeafKey>("/grid/key", leaves);
  const auto wanted = [&](std::string_view name) {
    if (name == "terrain_m") return columns.terrain;
    if (name == "terrain_source") return columns.terrain_source;
    return name != "building" || columns.building;
  };
  each_cell_column(grid, [&](const char* name, auto& column, const ColumnMeta& meta, auto missing) {
    if (!wanted(name)) return;
    read_into(file, "/grid/", leaves)(name, column, meta, missing);
    expect_rows(file, std::string("/grid/") + name, column.size(), grid.cells());
  });
  if (columns.hazards && file.has("/hazards")) {
    for (const std::string& name : file.children("/hazards")) {
      const std::string group = "/hazards/" + name;
      grid.hazards.push_back({file.text_attribute(group, "name"), file.text_attribute(group, "description"),
                              file.read<std::uint16_t>(group + "/depth_cm", leaves)});
      expect_rows(file, group + "/depth_cm", grid.hazards.back().depth_cm.size(), grid.cells());
    }
  }
  const std::size_t events = columns.water ? read_water_names(file).size() : 0;
  for (std::size_t place = 0; place < events; ++place) grid.water.push_back(read_water(file, place));
  return grid;
}

std::vector<std::string> read_hazard_names(const H5Input& file) {
  return names_in(file, "/hazards");
}

std::vector<std::uint16_t> read_hazard_depth_cm(const H5Input& file, std::size_t place, RowRange leaves) {
  const std::string dataset = "/hazards/" + file.children("/hazards").at(place) + "/depth_cm";
  auto depth_cm = file.read<std::uint16_t>(dataset, leaves);
  expect_rows(file, dataset, depth_cm.size(), leaves.count * leaf_cells);
  return depth_cm;
}

std::vector<std::string> read_water_names(const H5Input& file) {
  return names_in(file, "/water");
}

WaterFrames read_water(const H5Input& file, std::size_t place) {
  const std::string group = "/water/" + file.children("/water").at(place);
  WaterFrames frames;
  frames.name = file.text_attribute(group, "name");
  frames.source = file.text_attribute(group, "source");
  frames.cell_mm = static_cast<std::int32_t>(file.integer_attribute(group, "cell_mm"));
  frames.x_mm = static_cast<std::int32_t>(file.integer_attribute(group, "x_mm"));
  frames.y_mm = static_cast<std::int32_t>(file.integer_attribute(group, "y_mm"));
  frames.time_s = file.read<float>(group + "/time_s");
  const auto shape = file.shape(group + "/level_cm");
  if (shape.size() != 3 || shape[0] != frames.time_s.size())
    city_file::fail(file, group + "/level_cm", "does not have one map per time (damaged)");
  frames.rows = static_cast<std::uint32_t>(shape[1]);
  frames.columns = static_cast<std::uint32_t>(shape[2]);
  frames.level_cm = file.read<std::int16_t>(group + "/level_cm");
  return frames;
}

}  // namespace machi
