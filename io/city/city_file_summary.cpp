#include "io/city/city_file_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

namespace machi {
namespace {

constexpr std::uint64_t slice_leaves = 16384;  // a million cells
constexpr std::uint64_t slice_rows = std::uint64_t{1} << 18;

// Calls `visit(range)` for all `rows` rows, some at a time.
template <class Visit>
void each_slice(std::uint64_t rows, std::uint64_t step, const Visit& visit) {
  for (std::uint64_t first = 0; first < rows; first += step) visit(RowRange{first, std::min(step, rows - first)});
}

std::uint64_t rows_of(const H5Input& file, const std::string& dataset) {
  return file.has(dataset) ? file.rows(dataset) : 0;
}

void add_known(double& sum, float value) {
  if (!std::isnan(value)) sum += static_cast<double>(value);
}

void sum_buildings(const H5Input& file, CityFileSummary& s) {
  s.buildings = rows_of(file, "/buildings/usage");
  each_slice(s.buildings, slice_rows, [&](RowRange rows) {
    const BuildingColumns b = read_buildings(file, rows);
    for (std::size_t i = 0; i < b.usage.size(); ++i) {
      s.building_parts += b.parts[i];
      CodeTotal& use = s.usage[b.usage[i]];
      ++use.count;
      add_known(use.area_m2, b.footprint_area_m2[i]);
      add_known(use.floor_area_m2, b.floor_area_m2[i]);
      const auto number = [](std::int16_t value) { return value == missing_int ? std::nan("") : double{1} * value; };
      s.height_m.add(static_cast<double>(b.height_m[i]));
      s.year.add(number(b.year_of_construction[i]));
      s.storeys.add(number(b.storeys_above_ground[i]));
    }
  });
  for (const auto& [code, use] : s.usage) {
    s.footprint_m2 += use.area_m2;
    s.floor_area_m2 += use.floor_area_m2;
  }
}

void sum_roads_and_land_use(const H5Input& file, CityFileSummary& s) {
  s.roads = rows_of(file, "/roads/function");
  each_slice(s.roads, slice_rows, [&](RowRange rows) {
    for (const std::int16_t section : file.read<std::int16_t>("/roads/section_type", rows)) ++s.road_sections[section];
  });
  s.land_use_polygons = rows_of(file, "/land_use/code");
  each_slice(s.land_use_polygons, slice_rows, [&](RowRange rows) {
    const LandUseColumns columns = read_land_use(file, rows);
    for (std::size_t i = 0; i < columns.code.size(); ++i) {
      CodeTotal& use = s.land_use[columns.code[i]];
      ++use.count;
      add_known(use.area_m2, columns.area_m2[i]);
    }
  });
}

// Texts of the list whose file name contains `part`.
void name_codes(const std::vector<CodeList>& lists, std::string_view part, std::map<std::int16_t, CodeTotal>& totals) {
  for (const CodeList& list : lists) {
    if (list.name.find(part) == std::string::npos) continue;
    for (const auto& [code, text] : list.entries) {
      std::int16_t number = 0;
      const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
      if (error != std::errc{} || end != code.data() + code.size()) continue;
      if (const auto it = totals.find(number); it != totals.end()) it->second.text = text;
    }
    return;
  }
}

void sum_layers(const H5Input& file, CityFileSummary& s) {
  for (int i = 0; i < theme_count; ++i) {
    const auto theme = static_cast<Theme>(i);
    const std::string group = fmt::format("/layers/{}", name_of(theme));
    if (!file.has(group)) continue;
    s.layers.push_back({theme, file.rows(group + "/file"), file.rows(group + "/polygons/kind"),
                        file.rows(group + "/polygons/points_mm"), file.rows(group + "/attributes/key")});
  }
}

void add_terrain(CityFileSummary& s, float height_m) {
  if (std::isnan(height_m)) return;
  s.terrain_min_m = std::isnan(s.terrain_min_m) ? height_m : std::min(s.terrain_min_m, height_m);
  s.terrain_max_m = std::isnan(s.terrain_max_m) ? height_m : std::max(s.terrain_max_m, height_m);
}

void sum_cells(const Grid& grid, CityFileSummary& s) {
  s.leaves += grid.keys.size();
  for (const LeafKey key : grid.keys) {
    const LeafXY leaf = grid.frame.leaf(key);
    const std::int32_t side = grid.frame.leaf_mm();
    s.box.add(BoxMm{leaf.x * side, leaf.y * side, (leaf.x + 1) * side, (leaf.y + 1) * side});
  }
  for (std::size_t i = 0; i < grid.cells(); ++i) {
    ++s.cover_cells[std::min<std::size_t>(static_cast<std::size_t>(grid.cover[i]), cover_count - 1)];
    ++s.terrain_source_cells[std::min<std::size_t>(static_cast<std::size_t>(grid.terrain_source[i]), 4)];
    s.deck_cells += grid.level[i] & level_deck ? 1 : 0;
    s.tunnel_cells += grid.level[i] & level_tunnel ? 1 : 0;
    add_terrain(s, grid.terrain_m[i]);
  }
}

// Buildings that stand in water, by hazard; one bit a building and hazard.
struct WetBuildings {
  std::vector<std::vector<bool>> wet;
  WetBuildings(std::size_t hazards, std::uint64_t buildings) : wet(hazards, std::vector<bool>(buildings)) {}
  void add(const Grid& grid) {
    for (std::size_t h = 0; h < grid.hazards.size(); ++h)
      for (std::size_t i = 0; i < grid.cells(); ++i)
        if (grid.hazards[h].depth_cm[i] > 0 && grid.building[i] < wet[h].size()) wet[h][grid.building[i]] = true;
  }
};

void sum_grid(const H5Input& file, CityFileSummary& s) {
  const Grid empty = read_grid(file, {0, 0}, {.water = false});
  s.grid = empty.frame;
  for (const Hazard& hazard : empty.hazards) s.hazards.push_back({hazard.name, hazard.description});
  WetBuildings wet(s.hazards.size(), s.buildings);
  each_grid_slice(file, slice_leaves, [&](const Grid& grid) {
    sum_cells(grid, s);
    wet.add(grid);
    for (std::size_t h = 0; h < s.hazards.size(); ++h) {
      const auto& depth = grid.hazards[h].depth_cm;
      const auto dry = std::count(depth.begin(), depth.end(), std::uint16_t{0});
      s.hazards[h].wet_area_m2 += static_cast<double>(depth.size() - static_cast<std::size_t>(dry)) * s.cell_area_m2();
      if (!depth.empty())
        s.hazards[h].depth_max_m =
            std::max(s.hazards[h].depth_max_m, *std::max_element(depth.begin(), depth.end()) / 100.0);
    }
  });
  for (std::size_t h = 0; h < s.hazards.size(); ++h)
    s.hazards[h].buildings = static_cast<std::uint64_t>(std::count(wet.wet[h].begin(), wet.wet[h].end(), true));
}

void sum_water(const H5Input& file, CityFileSummary& s) {
  if (!file.has("/water")) return;
  for (const std::string& name : file.children("/water")) {
    const auto time_s = file.read<float>("/water/" + name + "/time_s");
    s.water.push_back({file.text_attribute("/water/" + name, "name"), time_s.size(),
                       time_s.empty() ? 0 : static_cast<double>(time_s.back())});
  }
}

void sum_network(const H5Input& file, NetworkTotal& n) {
  n.source = file.text_attribute("/network", "source");
  n.nodes = file.rows("/network/node_mm");
  n.links = file.rows("/network/from");
  std::set<std::uint32_t> components;
  each_slice(n.links, slice_rows, [&](RowRange rows) {
    const auto length = file.read<float>("/network/length_m", rows);
    const auto component = file.read<std::uint32_t>("/network/component", rows);
    const auto modes = file.read<std::uint8_t>("/network/modes", rows);
    const auto level = file.read<std::uint8_t>("/network/level", rows);
    const std::size_t links = std::min({length.size(), component.size(), modes.size(), level.size()});
    for (std::size_t i = 0; i < links; ++i) {
      const auto metres = static_cast<double>(length[i]);
      n.length_m += metres;
      components.insert(component[i]);
      if (component[i] == 0) n.largest_component_m += metres;
      if ((modes[i] & mode_car) != 0) n.car_length_m += metres;
      if ((modes[i] & mode_walk) != 0) n.walk_length_m += metres;
      n.length_by_level_m[std::min<std::size_t>(level[i], 2)] += metres;
    }
  });
  n.components = components.size();
}

void sum_places_and_people(const City& city, CityFileSummary& s) {
  s.places = city.places.size();
  for (const Place& place : city.places) {
    if (!place.kind.starts_with("shelter")) continue;
    ++s.shelters;
    if (place.capacity < 0) continue;
    ++s.shelters_with_capacity;
    s.shelter_capacity += place.capacity;
  }
  std::set<std::string> meshes;
  for (const MeshPeople& row : city.people) {
    s.people += row.persons;
    meshes.insert(row.mesh_code);
  }
  s.people_meshes = meshes.size();
}

}  // namespace

void Histogram::add(double value) {
  if (std::isnan(value)) {
    ++missing;
    return;
  }
  const auto above = std::upper_bound(edges.begin(), edges.end(), value);
  ++counts[static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - edges.begin(), 1)) - 1];
}

void each_grid_slice(const H5Input& file, std::uint64_t leaves, const std::function<void(const Grid&)>& visit) {
  each_slice(file.rows("/grid/key"), leaves, [&](RowRange rows) { visit(read_grid(file, rows, {.water = false})); });
}

CityFileSummary summarise(const std::string& path) {
  const H5Input file = open_city(path);
  CityFileSummary s;
  s.path = path;
  s.file_bytes = std::filesystem::file_size(path);
  s.header = read_header(file);
  s.provenance = read_provenance(file);
  const City city = read_small_tables(file);
  s.frame = city.frame;
  s.dem_triangles = city.dem_triangles;
  sum_layers(file, s);
  sum_buildings(file, s);
  sum_roads_and_land_use(file, s);
  name_codes(city.code_lists, "Building_usage", s.usage);
  name_codes(city.code_lists, "landUseType", s.land_use);
  sum_grid(file, s);
  sum_water(file, s);
  sum_network(file, s.network);
  sum_places_and_people(city, s);
  s.report = read_import_report(file);
  return s;
}

}  // namespace machi
