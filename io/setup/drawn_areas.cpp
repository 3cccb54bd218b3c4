#include "io/setup/drawn_areas.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "engine/hazard/blocked_roads.hpp"
#include "io/archive/source.hpp"
#include "io/city/city_file.hpp"
#include "io/city/crs.hpp"
#include "io/options/options.hpp"
#include "io/people/geojson.hpp"
#include "io/people/places.hpp"
#include "io/setup/hazard.hpp"
#include "io/setup/shelters.hpp"
#include "io/setup/street_edits.hpp"

namespace machi {
namespace {

// Appends a ring without the repetition of its first point; false where a point has no place in the frame.
bool add_ring(LocalCrs& crs, const CityFrame& frame, std::span<const Position> ring, PolygonTable& polygons) {
  std::vector<PointMm> points(ring.size());
  if (!crs.to_local_mm(ring, frame.origin_east_m, frame.origin_north_m, points)) return false;
  if (points.size() > 1 && points.front() == points.back()) points.pop_back();
  polygons.points.insert(polygons.points.end(), points.begin(), points.end());
  polygons.point_begin.push_back(static_cast<std::uint32_t>(polygons.points.size()));
  return true;
}

bool is_polygon(const GeoJsonFeature& feature) {
  return feature.geometry_type == "Polygon" || feature.geometry_type == "MultiPolygon";
}

// Metres from the city's origin, as WKT has them.
std::string points_text(std::span<const PointMm> points, bool closed) {
  std::vector<std::string> texts;
  for (const PointMm& point : points) texts.push_back(fmt::format("{} {}", 1e-3 * point.x_mm, 1e-3 * point.y_mm));
  if (closed && !texts.empty()) texts.push_back(texts.front());
  return fmt::format("({})", fmt::join(texts, ", "));
}

std::string polygon_text(const PolygonTable& polygons, std::uint32_t polygon) {
  std::vector<std::string> rings;
  for (std::uint32_t ring = polygons.ring_begin[polygon]; ring < polygons.ring_begin[polygon + 1]; ++ring)
    rings.push_back(points_text(polygons.ring(ring), true));
  return fmt::format("({})", fmt::join(rings, ", "));
}

bool holds(const std::vector<std::uint64_t>& cells, std::size_t cell) {
  return (cells[cell / leaf_cells] >> (cell % leaf_cells) & 1) != 0;
}

}  // namespace

bool any_contains(const PolygonTable& polygons, const PointMm& point) {
  for (std::uint32_t k = 0; k < polygons.size(); ++k)
    if (contains(polygons, k, point.x_mm, point.y_mm)) return true;
  return false;
}

DrawnAreas read_drawn_areas(const std::string& path, std::string_view key, const CityFrame& frame,
                            std::optional<std::int64_t> only) {
  LocalCrs crs(geographic_epsg, frame.epsg);
  DrawnAreas areas;
  std::int64_t number = 0;
  read_geojson(*open_file(path), path, [&](const GeoJsonFeature& feature) {
    if (++number != only.value_or(number) || !is_polygon(feature)) return;
    std::size_t begin = 0;
    for (const std::size_t end : feature.line_end) {
      const auto ring = std::span(feature.positions).subspan(begin, end - begin);
      if (!feature.well_formed || ring.size() < 4 || !add_ring(crs, frame, ring, areas.polygons))
        throw InputError(path, fmt::format("polygon {} has a ring that is no ring near the city. Correct it",
                                           areas.names.size() + 1));
      begin = end;
    }
    areas.polygons.kind.push_back(SurfaceKind::surface);
    areas.polygons.lod.push_back(0);
    areas.polygons.part.push_back(0);
    areas.polygons.ring_begin.push_back(static_cast<std::uint32_t>(areas.polygons.point_begin.size() - 1));
    areas.names.emplace_back(feature.at(key));
  });
  if (areas.names.empty() && only)
    throw InputError(path, fmt::format("feature {} is no polygon. Give a Polygon or MultiPolygon", *only));
  if (areas.names.empty()) throw InputError(path, "holds no polygons. Give Polygon or MultiPolygon features");
  return areas;
}

std::vector<PointMm> line_of_drawing(const ScenarioEdit& edit, const CityFrame& frame) {
  if (edit.file.empty()) return edit.line;
  LocalCrs crs(geographic_epsg, frame.epsg);
  std::vector<PointMm> line;
  std::size_t lines = 0;
  std::int64_t number = 0;
  read_geojson(*open_file(edit.file), edit.file, [&](const GeoJsonFeature& feature) {
    if (++number != edit.feature.value_or(number) || feature.geometry_type != "LineString") return;
    ++lines;
    line.resize(feature.positions.size());
    if (!feature.well_formed || line.size() < 2 ||
        !crs.to_local_mm(feature.positions, frame.origin_east_m, frame.origin_north_m, line))
      throw InputError(edit.file, "has a line that is no line near the city. Correct it");
  });
  if (lines == 0 && edit.feature)
    throw InputError(edit.file, fmt::format("feature {} is no line. Give a LineString", *edit.feature));
  if (lines != 1) throw InputError(edit.file, fmt::format("holds {} lines. Give one feature with a LineString", lines));
  return line;
}

std::vector<ScenarioEdit> edits_with_shapes(const Scenario& scenario) {
  std::vector<ScenarioEdit> edits = scenario.edits;
  for (ScenarioEdit& edit : edits) {
    if (edit.file.empty() || edit.kind == EditKind::add_shelter) continue;
    const CityFrame frame = read_small_tables(open_city(scenario.city_file)).frame;
    if (edit.kind == EditKind::add_bridge || edit.kind == EditKind::add_bus_line) {
      edit.wkt = "LINESTRING " + points_text(line_of_drawing(edit, frame), false);
      continue;
    }
    const PolygonTable ground = ground_of_edit(edit, frame);
    edit.wkt = "MULTIPOLYGON (";
    for (std::uint32_t p = 0; p < ground.size(); ++p) edit.wkt += (p == 0 ? "" : ", ") + polygon_text(ground, p);
    edit.wkt += ")";
  }
  return edits;
}

std::vector<Place> read_shelters(const std::string& path, const CityFrame& frame, std::vector<std::string>& notes) {
  const std::unique_ptr<ByteSource> opened = open_file(path);
  ReplayedSource source(*opened);
  const bool is_json = sniff(path, source.head()) == InputKind::geojson;
  const PlaceFile file = is_json ? read_places_geojson(source, path) : read_places_csv(source, path);
  LocalCrs crs(geographic_epsg, frame.epsg);
  std::vector<Place> shelters;
  std::size_t unusable = 0;
  for (const RawPlace& raw : file.places) {
    Place place = raw.place;
    if (!crs.to_local_mm({&raw.position, 1}, frame.origin_east_m, frame.origin_north_m, {&place.point, 1})) {
      ++unusable;
      continue;
    }
    shelters.push_back(std::move(place));
  }
  for (const auto& [reason, tally] : file.report.skipped)
    notes.push_back(fmt::format("{}: {} places left out ({}).", path, tally.count, reason));
  if (unusable != 0) notes.push_back(fmt::format("{}: {} places lie too far away to be named.", path, unusable));
  return shelters;
}

std::vector<std::uint64_t> blocked_cells(const Comm& comm, const Scenario& scenario, const LeafDomain& leaves,
                                         const Network& network, const CityFrame& frame,
                                         std::vector<std::string>& notes) {
  const HazardSettings& hazard = scenario.hazard;
  std::vector<std::uint64_t> blocked(leaves.own(), 0);
  const auto add = [&](const std::vector<std::uint64_t>& more) {
    for (std::size_t leaf = 0; leaf < blocked.size(); ++leaf) blocked[leaf] |= more[leaf];
  };
  if (!hazard.blocked_file.empty())
    comm.agree([&] { add(cells_of_polygons(leaves, read_drawn_areas(hazard.blocked_file, "", frame).polygons)); });
  if (hazard.damaged_percent) {
    const std::vector<std::uint32_t> links = draw_blocked_links(network, std::span(&*hazard.damaged_percent, 1),
                                                                static_cast<std::uint64_t>(scenario.run.seed));
    add(cells_of_blocked_links(leaves, network, links, {}));
    notes.push_back(fmt::format("{} of {} links are blocked by fallen buildings.", links.size(), network.links()));
  }
  return blocked;
}

namespace {

// Gives everyone its district; returns that of each polygon.
std::vector<std::uint16_t> place_in_districts(const DrawnAreas& drawn, EvacuationSetup& setup) {
  std::vector<std::uint16_t> district_of(drawn.names.size());
  for (std::uint32_t p = 0; p < drawn.names.size(); ++p) {
    const auto d = std::find(setup.districts.begin(), setup.districts.end(), drawn.names[p]);
    district_of[p] = static_cast<std::uint16_t>(d - setup.districts.begin());
    if (d == setup.districts.end()) setup.districts.push_back(drawn.names[p]);
    PolygonTable one;
    one.append(drawn.polygons, p);
    const std::vector<std::uint64_t> cells = cells_of_polygons(*setup.dealt.leaves, one);
    for (WaitingPerson& person : setup.people)
      if (holds(cells, setup.world.cell_of(person.walker))) person.walker.district = district_of[p];
  }
  return district_of;
}

// Those without a destination of their own go to the nearest open shelter of their district. `lists`: by polygon.
void give_goals_of_districts(const std::string& path, std::span<const std::string> lists,
                             std::span<const std::uint16_t> district_of, EvacuationSetup& setup) {
  std::vector<std::vector<std::uint32_t>> shelters(setup.districts.size());
  for (std::size_t p = 0; p < lists.size(); ++p)
    for (const std::string& name : words_of_list(lists[p]))
      shelters[district_of[p]].push_back(destination_called(name, setup.world.destinations, path));
  std::vector<std::uint32_t> goal(setup.districts.size(), 0);
  for (std::size_t d = 0; d < shelters.size(); ++d) {
    if (shelters[d].empty()) continue;
    std::sort(shelters[d].begin(), shelters[d].end());
    shelters[d].erase(std::unique(shelters[d].begin(), shelters[d].end()), shelters[d].end());
    goal[d] = static_cast<std::uint32_t>(setup.world.goals.size());
    setup.world.goals.push_back({std::move(shelters[d]), false, 0, 0});
  }
  for (WaitingPerson& person : setup.people)
    if (person.walker.goal == 0 && person.walker.district < goal.size())
      person.walker.goal = goal[person.walker.district];
}

}  // namespace

void place_in_areas(const Comm& comm, const Scenario& scenario, const CityFrame& frame, EvacuationSetup& setup) {
  const HazardSettings& hazard = scenario.hazard;
  const LeafDomain& leaves = *setup.dealt.leaves;
  if (const std::string& path = hazard.districts_file; !path.empty()) {
    comm.agree([&] {
      const auto district_of = place_in_districts(read_drawn_areas(path, hazard.district_key, frame), setup);
      if (scenario.evacuation->decision != DestinationRule::district) return;
      const DrawnAreas lists = read_drawn_areas(path, hazard.district_shelters_key, frame);
      give_goals_of_districts(path, lists.names, district_of, setup);
    });
  }
  if (hazard.zone != ZoneRule::polygon) return;
  std::vector<std::uint64_t> zone;
  comm.agree([&] { zone = cells_of_polygons(leaves, read_drawn_areas(hazard.zone_file, "", frame).polygons); });
  keep_those_in_zone(comm, setup, "start outside the drawn zone",
                     [&](const WaitingPerson& person) { return holds(zone, setup.world.cell_of(person.walker)); });
}

}  // namespace machi
