#include "io/import/collect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/model/point_inside.hpp"
#include "io/import/plateau_values.hpp"
#include "io/import/repair.hpp"

namespace machi {
namespace {

// Smaller footprints are leftovers of a publisher's tiling, not buildings.
constexpr double min_footprint_m2 = 0.01;
// A face counts as level when its corners differ by at most this.
constexpr std::int32_t level_face_mm = 10;

// Records that a collector keeps before it hands them over.
constexpr std::size_t most_record_bytes = std::size_t{2} << 20;

bool is_far(const PointMm& p) {
  return std::abs(p.x_mm) > city_reach_mm || std::abs(p.y_mm) > city_reach_mm;
}

std::string_view file_name(std::string_view path) {
  return last_name(path);
}

PolygonTable select(const PolygonTable& from, const std::vector<std::uint32_t>& polygons, SurfaceKind kind) {
  PolygonTable into;
  for (const std::uint32_t p : polygons) {
    into.append(from, p);
    into.kind.back() = kind;
  }
  return into;
}

// The lowest level faces of each part (reference: footprints of LOD1 blocks that come without LOD0); where a part has
// no level face, its face with the largest area seen from above.
std::vector<std::uint32_t> lowest_faces(const PolygonTable& polygons) {
  struct Face {
    std::uint32_t polygon;
    std::int32_t z_min, z_max;
  };
  std::map<std::uint16_t, std::vector<Face>> parts;
  for (std::uint32_t p = 0; p < polygons.size(); ++p) {
    if (polygons.kind[p] != SurfaceKind::solid && polygons.kind[p] != SurfaceKind::ground) continue;
    const auto shell = polygons.shell(p);
    const auto [low, high] =
        std::minmax_element(shell.begin(), shell.end(), [](auto& a, auto& b) { return a.z_mm < b.z_mm; });
    parts[polygons.part[p]].push_back({p, low->z_mm, high->z_mm});
  }
  std::vector<std::uint32_t> chosen;
  for (auto& [part, faces] : parts) {
    // The floors of two levels of detail lie over one another: the coarsest, drawn up from the outline, counts.
    const auto lod_of = [&](const Face& face) { return polygons.lod[face.polygon]; };
    const std::uint8_t coarsest = lod_of(*std::min_element(
        faces.begin(), faces.end(), [&](const Face& a, const Face& b) { return lod_of(a) < lod_of(b); }));
    std::erase_if(faces, [&](const Face& face) { return lod_of(face) != coarsest; });
    const auto is_level = [](const Face& face) { return face.z_max - face.z_min <= level_face_mm; };
    std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
    for (const Face& face : faces)
      if (is_level(face) && area_m2(polygons, face.polygon) > 0) lowest = std::min(lowest, face.z_min);
    const std::size_t before = chosen.size();
    for (const Face& face : faces)
      if (is_level(face) && face.z_min <= lowest + level_face_mm) chosen.push_back(face.polygon);
    if (chosen.size() > before) continue;
    const auto largest = std::max_element(faces.begin(), faces.end(), [&](const Face& a, const Face& b) {
      return area_m2(polygons, a.polygon) < area_m2(polygons, b.polygon);
    });
    if (largest != faces.end()) chosen.push_back(largest->polygon);
  }
  return chosen;
}

}  // namespace

LocalCrs& CrsCache::from(int epsg, const std::string& file) {
  const auto it = systems_.find(epsg);
  if (it != systems_.end()) return it->second;
  try {
    return systems_.try_emplace(epsg, epsg, frame_.epsg).first->second;
  } catch (const Error& error) {
    throw InputError(file, error.what());
  }
}

std::uint32_t KeyTable::find_or_add(const Attribute& attribute) {
  const auto it = index.find(attribute.path);
  if (it != index.end()) return it->second;
  const auto number = static_cast<std::uint32_t>(keys.size());
  keys.push_back(
      {std::string(attribute.path), std::string(file_name(attribute.code_space)), std::string(attribute.unit), 0, {}});
  index.emplace(attribute.path, number);
  return number;
}

void count(std::map<std::string, Tally, std::less<>>& tallies, std::string_view kind, std::string_view id) {
  auto it = tallies.find(kind);
  if (it == tallies.end()) it = tallies.emplace(std::string(kind), Tally{}).first;
  ++it->second.count;
  if (it->second.first_ids.size() < 3) it->second.first_ids.emplace_back(id);
}

FeatureCollector::FeatureCollector(CrsCache& crs, std::uint32_t file, std::string name)
    : crs_(crs), file_(file), name_(std::move(name)) {}

int FeatureCollector::epsg_or_assumed(int epsg) {
  if (epsg != 0) return epsg;
  if (crs_.frame().assumed_epsg == 0)
    throw InputError(name_, "has no srsName. Say which CRS it is in with --source-epsg, e.g. --source-epsg 6697");
  return crs_.frame().assumed_epsg;
}

bool FeatureCollector::to_points(const Feature& feature) {
  points_.resize(feature.positions.size());
  if (feature.positions.empty()) return true;
  const ImportFrame& frame = crs_.frame();
  const int epsg = epsg_or_assumed(feature.epsg);
  if (feature.epsg == 0) count_repair(feature.theme, "no srsName: the city's own CRS was assumed", feature.id);
  LocalCrs& system = crs_.from(epsg, name_);
  if (!system.to_local_mm(feature.positions, frame.origin_east_m, frame.origin_north_m, points_)) {
    count(report.theme(feature.theme).skipped, "coordinates that lie nowhere on Earth", feature.id);
    return false;
  }
  if (std::any_of(points_.begin(), points_.end(), is_far)) {
    ++far_features;
    count(report.theme(feature.theme).skipped, too_far, feature.id);
    return false;
  }
  ++near_features;
  return true;
}

void FeatureCollector::gather_polygons(const Feature& feature) {
  polygons_ = {};
  for (const FeaturePolygon& polygon : feature.polygons) {
    for (std::uint32_t r = polygon.ring_begin; r < polygon.ring_end; ++r) {
      const std::uint32_t begin = r == 0 ? 0 : feature.ring_end[r - 1];
      std::span<const PointMm> ring = std::span<const PointMm>(points_).subspan(begin, feature.ring_end[r] - begin);
      if (ring.size() > 1 && ring.front() == ring.back()) {
        ring = ring.first(ring.size() - 1);
      } else {
        count_repair(feature.theme, "unclosed ring", feature.id);
      }
      polygons_.points.insert(polygons_.points.end(), ring.begin(), ring.end());
      polygons_.point_begin.push_back(static_cast<std::uint32_t>(polygons_.points.size()));
    }
    polygons_.kind.push_back(polygon.kind);
    polygons_.lod.push_back(polygon.lod);
    polygons_.part.push_back(polygon.part);
    polygons_.ring_begin.push_back(static_cast<std::uint32_t>(polygons_.point_begin.size() - 1));
  }
}

// Keeps what describes a building without loss: outlines and LOD2 surfaces. A LOD1 block is its outline from base to
// top.
void FeatureCollector::reduce_building(RecordHeader& header, std::string_view id) {
  std::vector<std::uint32_t> outlines;
  std::vector<std::uint32_t> roof_edges;
  std::vector<std::uint32_t> surfaces;
  header.base_z_mm = std::numeric_limits<std::int32_t>::max();
  header.top_z_mm = std::numeric_limits<std::int32_t>::min();
  for (std::uint32_t p = 0; p < polygons_.size(); ++p) {
    const SurfaceKind kind = polygons_.kind[p];
    if (kind == SurfaceKind::footprint) {
      outlines.push_back(p);
    } else if (kind == SurfaceKind::roof_edge) {
      roof_edges.push_back(p);
    } else {
      if (kind != SurfaceKind::solid) surfaces.push_back(p);
      for (const PointMm& point : polygons_.shell(p)) {
        header.base_z_mm = std::min(header.base_z_mm, point.z_mm);
        header.top_z_mm = std::max(header.top_z_mm, point.z_mm);
      }
    }
  }
  PolygonTable kept;
  if (!outlines.empty()) {
    kept = select(polygons_, outlines, SurfaceKind::footprint);
  } else if (!roof_edges.empty()) {
    kept = select(polygons_, roof_edges, SurfaceKind::roof_edge);
  } else {
    kept = select(polygons_, lowest_faces(polygons_), SurfaceKind::footprint);
    if (kept.size() > 0) count_repair(Theme::bldg, "no LOD0 outline: the floor of its solid stands for it", id);
  }
  for (const std::uint32_t p : surfaces) kept.append(polygons_, p);
  polygons_ = std::move(kept);
}

void FeatureCollector::collect_attributes(const Feature& feature) {
  KeyTable& table = keys[static_cast<std::size_t>(feature.theme)];
  attributes_.clear();
  values_.clear();
  for (const Attribute& attribute : feature.attributes) {
    const std::uint32_t number = table.find_or_add(attribute);
    KeyTable::Key& key = table.keys[number];
    const bool first = key.last_feature != feature_number_;
    const bool filled = !is_dummy(attribute.path, attribute.value);
    // A feature counts once per key, by its first value.
    if (first) {
      ++key.fill.present;
      key.last_feature = feature_number_;
      key.fill.filled += filled ? 1 : 0;
    }
    values_.append(attribute.value);
    attributes_.push_back({number, attribute.group, static_cast<std::uint32_t>(values_.size())});
  }
}

void FeatureCollector::feature(const Feature& feature) {
  last_theme_ = feature.theme;
  ThemeReport& theme = report.theme(feature.theme);
  if (!to_points(feature)) return;
  ++feature_number_;
  ++theme.features;
  theme.parts += feature.parts;
  RecordHeader header;
  header.theme = feature.theme;
  header.parts = feature.parts;
  header.file = file_;
  header.line = static_cast<std::uint32_t>(std::min<std::uint64_t>(feature.line, 0xffffffffU));
  for (const FeaturePolygon& polygon : feature.polygons) header.lod = std::max(header.lod, polygon.lod);
  gather_polygons(feature);
  const bool is_building = feature.theme == Theme::bldg;
  if (is_building) reduce_building(header, feature.id);
  repair_polygons(polygons_, is_building ? min_footprint_m2 : 0.0,
                  [&](std::string_view kind) { count_repair(feature.theme, kind, feature.id); });
  if (polygons_.size() == 0 && feature.theme != Theme::dem) count_repair(feature.theme, "no geometry left", feature.id);
  PointMm place;
  const auto use = [&](std::uint32_t p) { return !is_building || is_outline(polygons_.kind[p]); };
  header.has_place = point_inside(polygons_, use, place) ? 1 : 0;
  if (header.has_place == 0 && !polygons_.points.empty()) {
    place = polygons_.points.front();
    header.has_place = 1;
  }
  header.place_x_mm = place.x_mm;
  header.place_y_mm = place.y_mm;
  box.add(box_of(polygons_.points));
  collect_attributes(feature);
  records_.append(header, feature.type, feature.id, attributes_, values_, polygons_);
  if (records_.bytes().size() > most_record_bytes) hand_over_records();
}

void FeatureCollector::hand_over_records() {
  if (take_records_) take_records_(records_.bytes());
  records_.clear();
}

void FeatureCollector::triangles(std::span<const Triangle> triangles, int epsg) {
  last_theme_ = Theme::dem;
  triangle_count += triangles.size();
  if (!take_triangles_) return;
  const ImportFrame& frame = crs_.frame();
  LocalCrs& system = crs_.from(epsg_or_assumed(epsg), name_);
  triangles_.clear();
  for (const Triangle& triangle : triangles) {
    std::array<PointMm, 3> corners;
    const bool sound = system.to_local_mm(triangle, frame.origin_east_m, frame.origin_north_m, corners);
    if (sound && std::none_of(corners.begin(), corners.end(), is_far)) {
      triangles_.push_back(corners);
    } else {
      count(report.theme(Theme::dem).skipped, "triangle that lies elsewhere", "");
    }
  }
  take_triangles_(triangles_);
}

void FeatureCollector::count_repair(Theme theme, std::string_view kind, std::string_view id) {
  count(report.theme(theme).repairs, kind, id);
}
void FeatureCollector::repaired(std::string_view what, std::string_view id) {
  count_repair(last_theme_, what, id);
}
void FeatureCollector::skipped(std::string_view reason, std::string_view id) {
  count(report.theme(last_theme_).skipped, reason, id);
}

}  // namespace machi
