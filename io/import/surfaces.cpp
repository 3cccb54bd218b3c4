#include "io/import/surfaces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "io/import/plateau_values.hpp"

namespace machi {
namespace {

bool is_traffic_area(SurfaceKind kind) {
  return kind == SurfaceKind::carriageway || kind == SurfaceKind::crossing || kind == SurfaceKind::sidewalk ||
         kind == SurfaceKind::traffic_other || kind == SurfaceKind::auxiliary;
}

bool is_downward_or_wall(SurfaceKind kind) {
  return kind == SurfaceKind::wall || kind == SurfaceKind::closure || kind == SurfaceKind::ground ||
         kind == SurfaceKind::outer_ceiling;
}

class GroundCollector {
 public:
  GroundCollector(const City& city, const FirstRows& first) : city_(city), first_(first) {}

  template <class CoverOf>
  void add_theme(Theme theme, std::uint8_t level, CoverOf cover_of) {
    const Layer& layer = city_.layer(theme);
    for (std::uint64_t row = 0; row < layer.size(); ++row)
      for (std::uint64_t p = layer.polygon_begin[row]; p < layer.polygon_begin[row + 1]; ++p)
        if (covers_ground(theme, layer.polygons.kind[p]))
          add(theme, row, static_cast<std::uint32_t>(p), cover_of(row), level);
  }

  void add(Theme theme, std::uint64_t row, std::uint32_t polygon, Cover cover, std::uint8_t level) {
    ground_.polygons.append(city_.layer(theme).polygons, polygon);
    const std::uint32_t global = first_[static_cast<std::size_t>(theme)] + static_cast<std::uint32_t>(row);
    ground_.tags.push_back(cover_tag(global, cover, level).packed());
  }

  TaggedPolygons take() { return std::move(ground_); }

 private:
  const City& city_;
  const FirstRows& first_;
  TaggedPolygons ground_;
};

}  // namespace

Cover cover_of_land_use(std::int16_t code) {
  switch (code) {
    case 204:
      return Cover::water;
    case 201:
    case 202:
    case 203:
    case 205:
    case 217:
      return Cover::green;
    default:
      return Cover::open;
  }
}

std::uint8_t level_bits_of_section(std::int16_t section_type) {
  switch (section_type) {
    case 2:
    case 3:
    case 7:
      return level_deck;
    case 5:
    case 6:
      return level_tunnel;
    default:
      return 0;
  }
}

bool covers_ground(Theme theme, SurfaceKind kind) {
  switch (theme) {
    case Theme::bldg:
      return is_outline(kind);
    case Theme::tran:
    case Theme::luse:
    case Theme::wtr:
      return true;
    case Theme::brid:
      return !is_downward_or_wall(kind);
    default:
      return false;
  }
}

PolygonTable polygons_of(const RecordView& record) {
  PolygonTable table;
  for (const RecordPolygon& polygon : record.polygons()) {
    table.kind.push_back(polygon.kind);
    table.lod.push_back(polygon.lod);
    table.part.push_back(polygon.part);
    table.ring_begin.push_back(polygon.ring_end);
  }
  for (const std::uint32_t end : record.ring_ends()) table.point_begin.push_back(end);
  table.points.assign(record.points().begin(), record.points().end());
  return table;
}

std::vector<std::uint32_t> street_polygons(const Layer& roads, std::uint64_t row) {
  std::vector<std::uint32_t> areas;
  std::vector<std::uint32_t> surfaces;
  for (std::uint64_t p = roads.polygon_begin[row]; p < roads.polygon_begin[row + 1]; ++p)
    (is_traffic_area(roads.polygons.kind[p]) ? areas : surfaces).push_back(static_cast<std::uint32_t>(p));
  if (areas.empty()) return surfaces;
  // Where a file has traffic areas at several levels of detail, the finest counts.
  std::uint8_t finest = 0;
  for (const std::uint32_t p : areas) finest = std::max(finest, roads.polygons.lod[p]);
  std::erase_if(areas, [&](std::uint32_t p) { return roads.polygons.lod[p] != finest; });
  return areas;
}

TaggedPolygons ground_polygons(const City& city, const FirstRows& first) {
  GroundCollector ground(city, first);
  ground.add_theme(Theme::luse, 0, [&](std::uint64_t row) { return cover_of_land_use(city.land_use.code[row]); });
  ground.add_theme(Theme::wtr, 0, [](std::uint64_t) { return Cover::water; });
  ground.add_theme(Theme::brid, level_deck, [](std::uint64_t) { return Cover::walkway; });
  ground.add_theme(Theme::bldg, 0, [](std::uint64_t) { return Cover::building; });
  const Layer& roads = city.layer(Theme::tran);
  for (std::uint64_t row = 0; row < roads.size(); ++row) {
    const std::uint8_t level = level_bits_of_section(city.roads.section_type[row]);
    for (const std::uint32_t p : street_polygons(roads, row))
      ground.add(Theme::tran, row, p, roads.polygons.kind[p] == SurfaceKind::sidewalk ? Cover::walkway : Cover::road,
                 level);
  }
  return ground.take();
}

TaggedPolygons road_polygons(const City& city, const FirstRows& first) {
  TaggedPolygons streets;
  const Layer& roads = city.layer(Theme::tran);
  const std::uint32_t begin = first[static_cast<std::size_t>(Theme::tran)];
  for (std::uint64_t row = 0; row < roads.size(); ++row) {
    const std::int16_t section = city.roads.section_type[row];
    std::uint32_t place = 0;
    for (const std::uint32_t p : street_polygons(roads, row)) {
      streets.polygons.append(roads.polygons, p);
      streets.tags.push_back({begin + static_cast<std::uint32_t>(row),
                              section == missing_int ? 0U : static_cast<std::uint32_t>(section),
                              static_cast<std::uint32_t>(roads.polygons.kind[p]), place++});
    }
  }
  return streets;
}

std::vector<RoadFact> road_facts(const City& city, const FirstRows& first) {
  std::vector<RoadFact> facts;
  const std::uint32_t begin = first[static_cast<std::size_t>(Theme::tran)];
  for (std::uint32_t row = 0; row < city.layer(Theme::tran).size(); ++row)
    if (city.roads.width_m[row] > 0 || city.roads.lanes[row] != missing_int)
      facts.push_back({begin + row, city.roads.width_m[row], city.roads.lanes[row]});
  return facts;
}

std::vector<TerrainSample> terrain_samples(const City& city) {
  std::vector<TerrainSample> samples;
  const BuildingColumns& buildings = city.buildings;
  for (std::size_t row = 0; row < buildings.base_m.size(); ++row) {
    if (!std::isfinite(buildings.base_m[row])) continue;
    const auto z_mm = static_cast<std::int32_t>(std::lround(buildings.base_m[row] * 1e3F));
    samples.push_back({{buildings.x_mm[row], buildings.y_mm[row], z_mm}, TerrainSource::building_base});
  }
  const Layer& roads = city.layer(Theme::tran);
  for (std::uint64_t row = 0; row < roads.size(); ++row) {
    if (level_bits_of_section(city.roads.section_type[row]) != 0) continue;
    for (const std::uint32_t p : street_polygons(roads, row))
      for (const PointMm& point : roads.polygons.shell(p))
        // A height of 0 throughout means that the publisher had none.
        if (point.z_mm != 0) samples.push_back({point, TerrainSource::road});
  }
  return samples;
}

std::string hazard_name(Theme theme, const std::string& file) {
  const std::string folder = fmt::format("/{}/", name_of(theme));
  const auto at = file.rfind(folder);
  const std::string_view name = last_name(file);
  std::string result(name_of(theme));
  if (at != std::string::npos) {
    const std::string below = file.substr(at + folder.size());
    const auto slash = below.rfind('/');
    if (slash != std::string::npos) result += fmt::format("/{}", below.substr(0, slash));
  }
  for (const std::string_view scale : {"_l1", "_l2"})
    if (name.find(scale) != std::string_view::npos) result += fmt::format("/{}", scale.substr(1));
  return result;
}

bool is_hazard(Theme theme) {
  return theme == Theme::fld || theme == Theme::tnm || theme == Theme::htd || theme == Theme::ifld;
}

std::map<std::string, TaggedPolygons> hazard_polygons(const City& city, const std::vector<std::string>& files,
                                                      Theme theme, const FirstRows& first,
                                                      std::uint64_t& without_level) {
  std::map<std::string, TaggedPolygons> by_name;
  const Layer& layer = city.layer(theme);
  for (std::uint64_t row = 0; row < layer.size(); ++row) {
    TaggedPolygons& water = by_name[hazard_name(theme, files[layer.file[row]])];
    const HazardTag tag{first[static_cast<std::size_t>(theme)] + static_cast<std::uint32_t>(row)};
    for (std::uint64_t p = layer.polygon_begin[row]; p < layer.polygon_begin[row + 1]; ++p) {
      const auto shell = layer.polygons.shell(static_cast<std::uint32_t>(p));
      if (std::all_of(shell.begin(), shell.end(), [](const PointMm& point) { return point.z_mm == 0; })) {
        ++without_level;
        continue;
      }
      water.polygons.append(layer.polygons, static_cast<std::uint32_t>(p));
      water.tags.push_back(tag.packed());
    }
  }
  return by_name;
}

std::vector<std::string> all_names(const Comm& comm, const std::set<std::string>& mine) {
  std::string lines;
  for (const std::string& name : mine) lines += name + '\n';
  const std::vector<char> all = comm.all_gather_of<char>(lines);
  std::istringstream text(std::string(all.begin(), all.end()));
  std::set<std::string> names;
  for (std::string name; std::getline(text, name);) names.insert(name);
  return {names.begin(), names.end()};
}

}  // namespace machi
