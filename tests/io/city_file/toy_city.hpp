/// \file  A small town made in code, cut over any number of ranks: a bay in the south, hills in the north, a river with
/// a bridge, streets, blocks of houses, a park, a shelter, a flood. What tests of city files and maps are made of.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/import_report.hpp"
#include "engine/model/network.hpp"
#include "io/city/city_file.hpp"

namespace machi {

/// Everything that write_city takes. `leaves_x` × `leaves_y` leaves of 8 m.
struct ToyCity {
  City city;
  Grid grid;
  Network network;
  ImportReport report;
  CityHeader header;
  Provenance provenance;
};

namespace toy {

inline constexpr int block_m = 64;  ///< from street to street
inline constexpr int street_m = 8;

struct House {
  LeafKey key;
  int x, y, width, depth;  // m
  int number;
};

inline double shore_y(double x) {
  return 70 + 25 * std::sin(x / 120.0);
}
inline double river_x(double y) {
  return 420 + 30 * std::sin(y / 90.0);
}
inline double ground_m(double x, double y) {
  const double hill = std::max(0.0, y - 380) / 8 * (1 + 0.4 * std::sin(x / 60.0));
  return std::round((std::max(0.0, (y - shore_y(x)) / 60) + hill) * 256) / 256;
}
inline bool is_water(double x, double y) {
  return y < shore_y(x) || std::abs(x - river_x(y)) < 9;
}
inline bool is_street(int x, int y) {
  return (x % block_m < street_m || y % block_m < street_m) && y > 128;
}
inline bool is_park(int x, int y) {
  return (x / block_m == 3 && y / block_m == 4) || ground_m(x, y) > 12;
}

inline std::vector<House> houses(const GridFrame& frame, int width_m, int height_m) {
  std::vector<House> all;
  for (int by = 0; by + block_m <= height_m; by += block_m) {
    for (int bx = 0; bx + block_m <= width_m; bx += block_m) {
      for (int k = 0; k < 9; ++k) {
        const int x = bx + 11 + k % 3 * 18;
        const int y = by + 11 + k / 3 * 18;
        const int size = 9 + (k * 7 + bx / block_m + by / 32) % 6;
        if (y < 140 || is_park(x, y) || is_water(x, y) || is_water(x + size, y)) continue;
        all.push_back({frame.key(frame.leaf_at(x * 1000, y * 1000)), x, y, size, 10, 0});
      }
    }
  }
  std::sort(all.begin(), all.end(),
            [](const House& a, const House& b) { return std::tie(a.key, a.x, a.y) < std::tie(b.key, b.x, b.y); });
  for (std::size_t i = 0; i < all.size(); ++i) all[i].number = static_cast<int>(i);
  return all;
}

inline void add_box(PolygonTable& polygons, SurfaceKind kind, int x, int y, int width, int depth) {
  polygons.kind.push_back(kind);
  polygons.lod.push_back(1);
  polygons.part.push_back(0);
  const auto z = static_cast<std::int32_t>(ground_m(x, y) * 1000);
  for (const auto& [dx, dy] : {std::pair{0, 0}, {width, 0}, {width, depth}, {0, depth}})
    polygons.points.push_back({(x + dx) * 1000, (y + dy) * 1000, z});
  polygons.point_begin.push_back(static_cast<std::uint32_t>(polygons.points.size()));
  polygons.ring_begin.push_back(static_cast<std::uint32_t>(polygons.point_begin.size() - 1));
}

inline void add_feature(Layer& layer, const std::string& id, const std::string& type) {
  layer.id.add(id);
  layer.type.add(type);
  layer.file.push_back(0);
  layer.polygon_begin.push_back(layer.polygons.size());
  layer.attributes.feature_begin.push_back(layer.attributes.key.size());
}

inline void add_building(City& city, const House& house) {
  constexpr std::array<std::int16_t, 6> usages{411, 411, 412, 402, 422, missing_int};
  Layer& layer = city.layer(Theme::bldg);
  add_box(layer.polygons, SurfaceKind::footprint, house.x, house.y, house.width, house.depth);
  layer.attributes.key.push_back(0);
  layer.attributes.group.push_back(0);
  layer.attributes.value.add(fmt::format("町 {}", house.number));
  add_feature(layer, fmt::format("bldg_{:05}", house.number), "Building");
  const auto k = static_cast<std::size_t>(house.number);
  BuildingColumns& b = city.buildings;
  b.usage.push_back(usages[k % usages.size()]);
  b.year_of_construction.push_back(
      static_cast<std::int16_t>(k % 5 == 0 ? missing_int : 1960 + static_cast<int>(k) % 60));
  b.storeys_above_ground.push_back(static_cast<std::int16_t>(1 + k % 7));
  b.height_m.push_back(k % 7 == 3 ? std::numeric_limits<float>::quiet_NaN() : 4.0F + static_cast<float>(k % 11) * 3);
  b.footprint_area_m2.push_back(static_cast<float>(house.width * house.depth));
  b.base_m.push_back(static_cast<float>(ground_m(house.x, house.y)));
  b.parts.push_back(static_cast<std::uint16_t>(k % 10 == 0 ? 2 : 0));
  b.lod.push_back(1);
  b.x_mm.push_back((house.x + house.width / 2) * 1000);
  b.y_mm.push_back((house.y + 5) * 1000);
}

inline void add_roads(City& city, int width_m, int height_m, int part, int parts) {
  std::vector<std::array<int, 4>> boxes;
  for (int y = 192; y < height_m; y += block_m) boxes.push_back({0, y, width_m, street_m});
  for (int x = 0; x < width_m; x += block_m) boxes.push_back({x, 136, street_m, height_m - 136});
  const auto cut = [&](int k) { return boxes.size() * static_cast<std::size_t>(k) / static_cast<std::size_t>(parts); };
  for (std::size_t i = cut(part); i < cut(part + 1); ++i) {
    Layer& layer = city.layer(Theme::tran);
    add_box(layer.polygons, SurfaceKind::surface, boxes[i][0], boxes[i][1], boxes[i][2], boxes[i][3]);
    add_feature(layer, fmt::format("tran_{}", i), "Road");
    city.roads.function.push_back(missing_int);
    city.roads.section_type.push_back(static_cast<std::int16_t>(i % 2 == 0 ? 1 : 4));
    city.roads.width_m.push_back(static_cast<float>(street_m));
    city.roads.lanes.push_back(2);
    city.roads.lod.push_back(1);
  }
}

inline void add_leaf(Grid& grid, LeafKey key, const std::vector<House>& all, int width_m) {
  static_cast<void>(width_m);
  const LeafXY leaf = grid.frame.leaf(key);
  grid.keys.push_back(key);
  for (int cell = 0; cell < leaf_cells; ++cell) {
    const int x = leaf.x * 8 + cell % 8;
    const int y = leaf.y * 8 + cell / 8;
    const bool water = is_water(x + 0.5, y + 0.5);
    const bool street = is_street(x, y);
    const bool bridge = water && street && y > 140;
    grid.terrain_m.push_back(water && y < 60 ? std::numeric_limits<float>::quiet_NaN()
                                             : static_cast<float>(ground_m(x, y)));
    grid.terrain_source.push_back(water && y < 60 ? TerrainSource::none : TerrainSource::dem);
    grid.cover.push_back(water ? Cover::water : street ? Cover::road : is_park(x, y) ? Cover::green : Cover::open);
    grid.level.push_back(bridge ? level_deck : 0);
    grid.building.push_back(0xffffffffU);
    grid.slope_percent.push_back(static_cast<std::uint8_t>(y > 380 ? 12 : 2));
    const double depth = water ? 0 : 5 - ground_m(x, y) * 2;
    grid.hazards[0].depth_cm.push_back(static_cast<std::uint16_t>(std::max(0.0, depth * 100)));
  }
  for (const House& house : all) {
    for (int y = std::max(house.y, leaf.y * 8); y < std::min(house.y + house.depth, leaf.y * 8 + 8); ++y) {
      for (int x = std::max(house.x, leaf.x * 8); x < std::min(house.x + house.width, leaf.x * 8 + 8); ++x) {
        const std::size_t cell = grid.cover.size() - 64 + static_cast<std::size_t>(y % 8 * 8 + x % 8);
        grid.cover[cell] = Cover::building;
        grid.building[cell] = static_cast<std::uint32_t>(house.number);
      }
    }
  }
}

inline Network network(int width_m, int height_m) {
  Network n;
  n.source = "road surfaces";
  const int columns = (width_m - street_m / 2) / block_m + 1;
  const int first_row = 192;
  for (int y = first_row; y < height_m; y += block_m)
    for (int x = 0; x < width_m; x += block_m)
      n.node.push_back({(x + 4) * 1000, (y + 4) * 1000, static_cast<std::int32_t>(ground_m(x, y) * 1000)});
  n.node_level.assign(n.node.size(), Level::ground);
  n.node_road.assign(n.node.size(), 0xffffffffU);
  const auto link = [&](std::uint32_t from, std::uint32_t to) {
    n.from.push_back(from);
    n.to.push_back(to);
    n.length_m.push_back(static_cast<float>(block_m));
    n.width_m.push_back(static_cast<float>(street_m));
    n.lanes.push_back(2);
    n.grade.push_back(0);
    n.free_speed_m_s.push_back(8.5F);
    n.modes.push_back(mode_walk | mode_bicycle | mode_car);
    n.oneway.push_back(0);
    n.level.push_back(Level::ground);
    n.road.push_back(0);
    n.component.push_back(n.links() == 1 ? 1 : 0);  // the first link is a part of its own
    n.shape.push_back(n.node[from]);
    n.shape.push_back(n.node[to]);
    n.shape_begin.push_back(n.shape.size());
  };
  for (std::uint32_t i = 0; i < n.nodes(); ++i) {
    if (static_cast<int>(i) % columns + 1 < columns) link(i, i + 1);
    if (i + static_cast<std::uint32_t>(columns) < n.nodes()) link(i, i + static_cast<std::uint32_t>(columns));
  }
  return n;
}

inline ImportReport report() {
  ImportReport r;
  ThemeReport& buildings = r.theme(Theme::bldg);
  buildings.files = 1;
  buildings.features = 100;
  buildings.attributes["usage"] = {100, 80};
  buildings.repairs["ring not closed"] = {2, {"bldg_00001", "bldg_00007"}};
  buildings.skipped["no geometry"] = {1, {"bldg_x"}};
  r.notes = {"toy.gml is CityGML 2.0", "高さは標高"};
  return r;
}

}  // namespace toy

/// The part of the town that `part` of `parts` ranks holds.
inline ToyCity toy_city(int part, int parts, int width_m = 800, int height_m = 640) {
  ToyCity t;
  t.grid.frame = {1000, 7};
  t.grid.hazards = {{"tnm/toy", "a flood", {}}};
  const std::vector<toy::House> all = toy::houses(t.grid.frame, width_m, height_m);
  std::vector<LeafKey> keys;
  for (int y = 0; y < height_m / 8; ++y)
    for (int x = 0; x < width_m / 8; ++x) keys.push_back(t.grid.frame.key({x, y}));
  std::sort(keys.begin(), keys.end());
  const std::size_t begin = keys.size() * static_cast<std::size_t>(part) / static_cast<std::size_t>(parts);
  const std::size_t end = keys.size() * static_cast<std::size_t>(part + 1) / static_cast<std::size_t>(parts);
  t.grid.first_leaf = begin;
  t.grid.leaf_total = keys.size();
  for (std::size_t i = begin; i < end; ++i) toy::add_leaf(t.grid, keys[i], all, width_m);
  t.city.frame = {6677, 20000, -40000};
  t.city.files = {"udx/bldg/toy.gml"};
  for (Layer& layer : t.city.layers) {
    layer.attributes.keys = {"name"};
    layer.attributes.key_code_space = {""};
    layer.attributes.key_unit = {""};
  }
  for (const toy::House& house : all)
    if (house.key >= keys[begin] && (end == keys.size() || house.key < keys[end])) toy::add_building(t.city, house);
  toy::add_roads(t.city, width_m, height_m, part, parts);
  t.city.places = {{"s1", "第一小学校", "shelter", "flood,tsunami", {220'000, 300'000, 4000}, 350, "given"},
                   {"s2", "Park", "shelter_emergency", "earthquake", {560'000, 430'000, 9000}, -1, "unknown"},
                   {"f1", "Town hall", "facility", "", {300'000, 220'000, 3000}, -1, "unknown"}};
  t.city.people = {{"5339001011", 0, 64, 812.5}, {"5339001011", 65, 120, 240}};
  t.city.code_lists = {{"Building_usage.xml", {{"411", "住宅"}, {"412", "共同住宅"}}}};
  t.city.dem_triangles = 1234;
  t.grid.water = {{"tnm/toy", "made for tests", 100'000, 0, 0, 8, 6, {0, 60, 120}, {}}};
  for (std::int16_t i = 0; i < 3 * 8 * 6; ++i) t.grid.water[0].level_cm.push_back(i);
  if (part == 0) t.network = toy::network(width_m, height_m);
  if (part == 0) t.report = toy::report();
  t.header = {"PROJCRS[\"JGD2011 / Japan Plane Rectangular CS IX\"]", "made for tests", 35.1, 35.2, 139.9, 140.0};
  t.provenance = {"machi", "0.1.0", "machi import toy", "2026-01-01T00:00:00Z", {{"toy.gml", "00ff", 17}}};
  return t;
}

inline void write_toy(const Comm& comm, const std::string& path, const ToyCity& t, bool force = true) {
  write_city(comm, path, t.city, t.grid, t.network, t.report, t.header, t.provenance, force);
}

}  // namespace machi
