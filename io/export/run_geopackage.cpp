#include "io/export/run_geopackage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "io/city/city_file.hpp"
#include "io/report/layer_slices.hpp"
#include "io/report/run_scene.hpp"
#include "io/run/edit_rows.hpp"
#include "io/run/xdmf.hpp"

namespace machi {
namespace {

using MapRings = std::vector<std::vector<MapPoint>>;

MapValue value_of(std::int16_t number) {
  return number == missing_int ? MapValue{} : MapValue{std::int64_t{number}};
}

MapValue whole(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

MapShape square(const ExportedRun& run, std::int32_t column, std::int32_t row, double side_m) {
  const auto corner = [&](int right, int up) { return run.place((column + right) * side_m, (row + up) * side_m); };
  const MapRings rings{{corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)}};
  return MapShape::polygon(rings);
}

std::vector<MapPoint> ring_of(const ExportedRun& run, std::span<const PointMm> points) {
  std::vector<MapPoint> ring;
  for (const PointMm& at : points) ring.push_back(run.place(1e-3 * at.x_mm, 1e-3 * at.y_mm));
  return ring;
}

MapShape outline(const ExportedRun& run, const Layer& layer, std::uint64_t feature) {
  std::vector<MapRings> polygons;
  for (const std::uint32_t p : outlines_of(layer, feature)) {
    MapRings rings;
    for (std::uint32_t r = layer.polygons.ring_begin[p]; r < layer.polygons.ring_begin[p + 1]; ++r)
      rings.push_back(ring_of(run, layer.polygons.ring(r)));
    polygons.push_back(std::move(rings));
  }
  return MapShape::multi_polygon(polygons);
}

void add_about(const ExportedRun& run, GeoPackage& out) {
  out.begin_layer("about", "What this file is", MapGeometry::none, {{"key", "TEXT"}, {"value", "TEXT"}});
  out.add({std::string("run"), run.name()});
  out.add({std::string("title"), run.title()});
  out.add({std::string("nature"), run.result().text_attribute("/", "simulated")});
  out.add({std::string("attribution"), run.attribution()});
  out.add({std::string("second 0"), run.utc(0)});
}

// ---- Evacuation

void add_destinations(const ExportedRun& run, GeoPackage& out) {
  const RunScene scene = gather_scene(run.files());
  const std::vector<std::string> name = run.result().read_string_list("/destinations/name");
  out.begin_layer(
      "destinations", "Shelters and exits, and who came", MapGeometry::point,
      {{"id", "TEXT"}, {"name", "TEXT"}, {"capacity", "INTEGER"}, {"arrived", "INTEGER"}, {"full_at", "TEXT"}});
  for (std::size_t d = 0; d < scene.place.size(); ++d) {
    if (!scene.place[d]) continue;
    const ResultDestination& to = scene.tables.destinations[d];
    out.add(MapShape::point(run.place(1e-3 * scene.place[d]->x_mm, 1e-3 * scene.place[d]->y_mm)),
            {to.id, name[d], to.capacity < 0 ? MapValue{} : MapValue{to.capacity}, to.admitted,
             to.full_at_s < 0 ? MapValue{} : MapValue{run.clock(to.full_at_s)}});
  }
}

void add_lost(const ExportedRun& run, GeoPackage& out) {
  const H5Input& file = run.result();
  const auto id = file.read<std::uint64_t>("/persons/id");
  const auto fate = file.read<std::uint8_t>("/persons/fate");
  const auto time_s = file.read<float>("/persons/time_s");
  const auto x_cm = file.read<std::int32_t>("/persons/x_cm");
  const auto y_cm = file.read<std::int32_t>("/persons/y_cm");
  out.begin_layer("lost", "Where persons were lost", MapGeometry::point,
                  {{"id", "INTEGER"}, {"clock", "TEXT"}, {"time", "DATETIME"}});
  for (std::size_t p = 0; p < id.size(); ++p)
    if (fate[p] == static_cast<std::uint8_t>(PersonFate::lost))
      out.add(MapShape::point(run.place(0.01 * x_cm[p], 0.01 * y_cm[p])),
              {whole(id[p]), run.clock(time_s[p]), run.utc(time_s[p])});
}

void add_ways(const ExportedRun& run, GeoPackage& out) {
  out.begin_layer("ways", "Ways of the persons who were followed", MapGeometry::line,
                  {{"id", "INTEGER"}, {"t_start", "DATETIME"}, {"t_end", "DATETIME"}});
  std::vector<MapPoint> points;
  WayPoint first;
  WayPoint last;
  const auto flush = [&] {
    if (points.size() > 1)
      out.add(MapShape::line(points), {whole(last.id), run.utc(first.time_s), run.utc(last.time_s)});
    points.clear();
  };
  each_way_point(run.result(), [&](const WayPoint& at) {
    if (!points.empty() && at.id != last.id) flush();
    if (points.empty()) first = at;
    points.push_back(run.place(0.01 * at.x_cm, 0.01 * at.y_cm));
    last = at;
  });
  flush();
}

// A frame holds until the next one.
void add_crowd(const ExportedRun& run, GeoPackage& out) {
  const H5Input& file = run.result();
  if (!file.has("/fields/block_xy")) return;
  const auto xy = file.read<std::int32_t>("/fields/block_xy");
  const auto time_s = file.read<double>("/fields/time_s");
  const double side_m = file.number_attribute("/fields", "block_m");
  out.begin_layer("crowd", "Persons by block and time", MapGeometry::polygon,
                  {{"persons", "INTEGER"},
                   {"density_1_m2", "REAL"},
                   {"clock", "TEXT"},
                   {"t_start", "DATETIME"},
                   {"t_end", "DATETIME"}});
  for (std::size_t f = 0; f < time_s.size(); ++f) {
    const double until_s = f + 1 < time_s.size() ? time_s[f + 1] : run.end_s();
    const auto persons = file.read<std::uint32_t>(frame_group(f) + "/persons");
    for (std::size_t b = 0; b < persons.size(); ++b)
      if (persons[b] > 0)
        out.add(square(run, xy[2 * b], xy[2 * b + 1], side_m),
                {whole(persons[b]), persons[b] / (side_m * side_m), run.clock(time_s[f]), run.utc(time_s[f]),
                 run.utc(until_s)});
  }
}

/// Persons who began in a building, and what became of them.
struct Inmates {
  std::int64_t persons{0};
  std::int64_t safe{0};
  std::int64_t lost{0};
};

std::map<std::uint64_t, Inmates> inmates_of(const ExportedParts& parts) {
  std::map<std::uint64_t, Inmates> by_building;
  const ExportedRun* run = part_with(parts, "/persons/building");
  if (run == nullptr) return by_building;
  const auto building = run->result().read<std::uint32_t>("/persons/building");
  const auto fate = run->result().read<std::uint8_t>("/persons/fate");
  for (std::size_t p = 0; p < building.size(); ++p) {
    if (building[p] == no_index) continue;
    Inmates& here = by_building[building[p]];
    ++here.persons;
    here.safe += fate[p] == static_cast<std::uint8_t>(PersonFate::safe);
    here.lost += fate[p] == static_cast<std::uint8_t>(PersonFate::lost);
  }
  return by_building;
}

// ---- Buildings

/// What the year's energy of a city says of its buildings: sums over the months of each column.
class ZoneSums {
 public:
  explicit ZoneSums(const ExportedParts& parts) {
    const ExportedRun* run = part_with(parts, "/zones/building");
    if (run == nullptr) return;
    const H5Input& file = run->result();
    const auto building = file.read<std::uint32_t>("/zones/building");
    for (std::size_t z = 0; z < building.size(); ++z) row_[building[z]] = z;
    for (const std::string& name : file.children("/zones")) {
      if (!name.ends_with("_kWh") || file.shape("/zones/" + name) != std::vector<std::uint64_t>{building.size(), 12})
        continue;
      const auto months = file.read<float>("/zones/" + name);
      std::vector<double> sums(building.size(), 0);
      for (std::size_t k = 0; k < months.size(); ++k) sums[k / 12] += static_cast<double>(months[k]);
      names_.push_back(name);
      sums_.push_back(std::move(sums));
    }
  }
  const std::vector<std::string>& names() const { return names_; }
  void append(std::uint64_t building, std::vector<MapValue>& row) const {
    const auto found = row_.find(building);
    for (const std::vector<double>& sums : sums_)
      row.push_back(found == row_.end() ? MapValue{} : MapValue{sums[found->second]});
  }

 private:
  std::map<std::uint64_t, std::size_t> row_;
  std::vector<std::string> names_;
  std::vector<std::vector<double>> sums_;
};

void add_buildings(const ExportedParts& parts, GeoPackage& out) {
  const ExportedRun& run = *parts.front();
  const std::map<std::uint64_t, Inmates> inmates = inmates_of(parts);
  const ZoneSums zones(parts);
  std::vector<MapColumn> columns{{"id", "TEXT"},         {"usage", "INTEGER"}, {"year", "INTEGER"},
                                 {"storeys", "INTEGER"}, {"height_m", "REAL"}, {"floor_area_m2", "REAL"}};
  if (!inmates.empty())
    columns.insert(columns.end(), {{"persons", "INTEGER"}, {"safe", "INTEGER"}, {"lost", "INTEGER"}});
  for (const std::string& name : zones.names()) columns.push_back({name.c_str(), "REAL"});
  out.begin_layer("buildings", "Buildings of the city, with who was in them and what they needed",
                  MapGeometry::multi_polygon, columns);
  const EditedBuildings edited = read_edited_buildings(H5Input(run.files().result));
  each_building_slice(*run.city(), edited, [&](const Layer& layer, const BuildingColumns& facts, RowRange rows) {
    for (std::uint64_t f = 0; f < layer.size(); ++f) {
      std::vector<MapValue> row{std::string(layer.id.at(f)),
                                value_of(facts.usage[f]),
                                value_of(facts.year_of_construction[f]),
                                value_of(facts.storeys_above_ground[f]),
                                static_cast<double>(facts.height_m[f]),
                                static_cast<double>(facts.floor_area_m2[f])};
      if (!inmates.empty()) {
        const auto found = inmates.find(rows.first + f);
        const Inmates here = found == inmates.end() ? Inmates{} : found->second;
        row.insert(row.end(), {here.persons, here.safe, here.lost});
      }
      zones.append(rows.first + f, row);
      out.add(outline(run, layer, f), row);
    }
  });
}

// Points, for there are as many as buildings times hours.
void add_presence(const ExportedRun& run, GeoPackage& out) {
  const H5Input& file = run.result();
  if (run.city() == nullptr) return;
  const std::uint64_t hours = file.shape("/presence/persons").at(1);
  const auto first_hour = file.integer_attribute("/presence", "first_hour");
  const double start_s = file.number_attribute("/", "start_s");
  const auto persons = file.read<std::uint32_t>("/presence/persons");
  BuildingColumns buildings = read_buildings(*run.city());
  apply_edits(read_edited_buildings(H5Input(run.files().result)), 0, buildings.usage.size(), buildings);
  out.begin_layer("presence", "Persons in each building by the hour", MapGeometry::point,
                  {{"building", "INTEGER"},
                   {"persons", "INTEGER"},
                   {"clock", "TEXT"},
                   {"t_start", "DATETIME"},
                   {"t_end", "DATETIME"}});
  for (std::uint64_t b = 0; b < std::min<std::uint64_t>(buildings.x_mm.size(), persons.size() / hours); ++b)
    for (std::uint64_t h = 0; h < hours; ++h) {
      const std::uint32_t here = persons[b * hours + h];
      if (here == 0) continue;
      const double second = 3600.0 * static_cast<double>(first_hour + static_cast<std::int64_t>(h)) - start_s;
      out.add(MapShape::point(run.place(1e-3 * buildings.x_mm[b], 1e-3 * buildings.y_mm[b])),
              {whole(b), whole(here), run.clock(second), run.utc(second), run.utc(second + 3600)});
    }
}

// ---- Traffic

void add_links(const ExportedRun& run, GeoPackage& out) {
  const H5Input& file = run.result();
  const auto x_m = file.read<double>("/nodes/x_m");
  const auto y_m = file.read<double>("/nodes/y_m");
  const auto from = file.read<std::uint32_t>("/links/from");
  const auto to = file.read<std::uint32_t>("/links/to");
  const auto length_m = file.read<double>("/links/length_m");
  const std::vector<std::string> id = file.read_string_list("/links/id");
  const auto shape = [&](std::size_t l) {
    const std::array<MapPoint, 2> ends{run.place(x_m[from[l]], y_m[from[l]]), run.place(x_m[to[l]], y_m[to[l]])};
    return MapShape::line(ends);
  };
  const auto link = file.read<std::uint32_t>("/volumes/link");
  const auto bin = file.read<std::uint32_t>("/volumes/bin");
  const auto vehicles = file.read<std::uint32_t>("/volumes/vehicles");
  const auto speed_m_s = file.read<double>("/volumes/speed_m_s");
  std::vector<std::int64_t> all(id.size(), 0);
  for (std::size_t k = 0; k < link.size(); ++k) all[link[k]] += vehicles[k];
  out.begin_layer("links", "Links with all their vehicles", MapGeometry::line,
                  {{"id", "TEXT"}, {"length_m", "REAL"}, {"vehicles", "INTEGER"}});
  for (std::size_t l = 0; l < id.size(); ++l) out.add(shape(l), {id[l], length_m[l], all[l]});
  const double bin_s = file.number_attribute("/volumes", "bin_s");
  out.begin_layer("link_volumes", "Vehicles and mean speed by link and time", MapGeometry::line,
                  {{"id", "TEXT"},
                   {"vehicles", "INTEGER"},
                   {"speed_m_s", "REAL"},
                   {"clock", "TEXT"},
                   {"t_start", "DATETIME"},
                   {"t_end", "DATETIME"}});
  for (std::size_t k = 0; k < link.size(); ++k) {
    const double second = bin[k] * bin_s;
    out.add(shape(link[k]), {id[link[k]], whole(vehicles[k]), speed_m_s[k], run.clock(second), run.utc(second),
                             run.utc(second + bin_s)});
  }
}

}  // namespace

std::string export_geopackage(const ExportedParts& parts, const std::string& path) {
  GeoPackage out(path, parts.front()->srs());
  if (const ExportedRun* flight = part_with(parts, "/persons/fate")) {
    add_destinations(*flight, out);
    add_lost(*flight, out);
    add_ways(*flight, out);
    add_crowd(*flight, out);
  }
  if (const ExportedRun* traffic = part_with(parts, "/volumes/link")) add_links(*traffic, out);
  if (const ExportedRun* traffic = part_with(parts, "/presence/persons")) add_presence(*traffic, out);
  if (parts.front()->city() != nullptr) add_buildings(parts, out);
  add_about(*parts.front(), out);
  out.finish();
  std::string line = fmt::format("Wrote {}:", path);
  for (const auto& [name, rows] : out.layers()) line += fmt::format(" {} ({} rows)", name, rows);
  return line;
}

}  // namespace machi
