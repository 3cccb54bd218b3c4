#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/city/city_file.hpp"
#include "io/city/city_file_columns.hpp"
#include "io/city/city_file_parts.hpp"

namespace machi {

using city_file::expect_rows;
using city_file::expect_rows_of;
using city_file::fail;
using city_file::read_into;

namespace {

std::vector<PointMm> read_points(const H5Input& file, const std::string& dataset, RowRange rows = {}) {
  const auto numbers = file.read<std::int32_t>(dataset, rows);
  if (numbers.size() % 3 != 0) fail(file, dataset, "is no table of three columns (damaged)");
  std::vector<PointMm> points(numbers.size() / 3);
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
  return points;
}

// Offsets of a run of rows, and the rows below that they point to.
struct Run {
  std::vector<std::uint64_t> begin;  // rebased to 0
  RowRange below;
};

Run read_run(const H5Input& file, const std::string& dataset, RowRange rows) {
  Run run{file.read_offsets(dataset, rows), {}};
  run.below = {run.begin.front(), run.begin.back() - run.begin.front()};
  for (std::uint64_t& offset : run.begin) offset -= run.below.first;
  return run;
}

std::vector<std::uint32_t> narrow(const H5Input& file, const std::string& dataset,
                                  const std::vector<std::uint64_t>& offsets) {
  if (offsets.back() > missing_index)
    throw InputError(file.path() + ":" + dataset, "points to more than 2^32 rows. Read it in slices or on more ranks");
  return {offsets.begin(), offsets.end()};
}

PolygonTable read_polygons(const H5Input& file, const std::string& group, RowRange rows) {
  PolygonTable polygons;
  each_polygon_column(polygons, read_into(file, group + "/", rows));
  each_polygon_column(polygons, expect_rows_of(file, group + "/", rows.count));
  const Run rings = read_run(file, group + "/ring_begin", rows);
  const Run points = read_run(file, group + "/point_begin", rings.below);
  polygons.ring_begin = narrow(file, group + "/ring_begin", rings.begin);
  polygons.point_begin = narrow(file, group + "/point_begin", points.begin);
  polygons.points = read_points(file, group + "/points_mm", points.below);
  expect_rows(file, group + "/ring_begin", polygons.ring_begin.size(), rows.count + 1);
  expect_rows(file, group + "/point_begin", polygons.point_begin.size(), rings.below.count + 1);
  expect_rows(file, group + "/points_mm", polygons.points.size(), points.below.count);
  return polygons;
}

AttributeTable read_attributes(const H5Input& file, const std::string& group, RowRange rows) {
  AttributeTable table;
  Run run = read_run(file, group + "/feature_begin", rows);
  table.feature_begin = std::move(run.begin);
  table.key = file.read<std::uint32_t>(group + "/key", run.below);
  table.group = file.read<std::uint32_t>(group + "/group", run.below);
  table.value = file.read_strings(group + "/value", run.below);
  table.keys = file.read_string_list(group + "/keys");
  table.key_code_space = file.read_string_list(group + "/key_code_space");
  table.key_unit = file.read_string_list(group + "/key_unit");
  expect_rows(file, group + "/key", table.key.size(), run.below.count);
  expect_rows(file, group + "/value", table.value.size(), run.below.count);
  for (const std::uint32_t key : table.key)
    if (key >= table.keys.size()) fail(file, group + "/key", "points beyond keys (damaged)");
  return table;
}

RowRange part_of(std::uint64_t rows, std::uint64_t part, std::uint64_t parts) {
  const std::uint64_t first = rows / parts * part + std::min(part, rows % parts);
  return {first, rows / parts + (part < rows % parts ? 1 : 0)};
}

std::vector<Place> read_places(const H5Input& file) {
  const auto id = file.read_string_list("/places/id");
  const auto name = file.read_string_list("/places/name");
  const auto kind = file.read_string_list("/places/kind");
  const auto hazards = file.read_string_list("/places/hazards");
  const auto source = file.read_string_list("/places/capacity_source");
  const auto capacity = file.read<double>("/places/capacity");
  const auto points = read_points(file, "/places/point_mm");
  for (const std::size_t rows :
       {name.size(), kind.size(), hazards.size(), source.size(), capacity.size(), points.size()})
    expect_rows(file, "/places", rows, id.size());
  std::vector<Place> places(id.size());
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i] = {id[i], name[i], kind[i], hazards[i], points[i], capacity[i], source[i]};
  return places;
}

std::vector<MeshPeople> read_people(const H5Input& file) {
  const auto mesh = file.read_string_list("/people/mesh_code");
  const auto low = file.read<std::int16_t>("/people/age_low");
  const auto high = file.read<std::int16_t>("/people/age_high");
  const auto persons = file.read<double>("/people/persons");
  for (const std::size_t rows : {low.size(), high.size(), persons.size()})
    expect_rows(file, "/people", rows, mesh.size());
  std::vector<MeshPeople> people(mesh.size());
  for (std::size_t i = 0; i < people.size(); ++i) people[i] = {mesh[i], low[i], high[i], persons[i]};
  return people;
}

std::vector<CodeList> read_code_lists(const H5Input& file) {
  std::vector<CodeList> lists;
  for (std::string& name : file.read_string_list("/code_lists/name")) lists.push_back({std::move(name), {}});
  const auto list = file.read<std::uint32_t>("/code_lists/list");
  const auto code = file.read_string_list("/code_lists/code");
  const auto text = file.read_string_list("/code_lists/text");
  expect_rows(file, "/code_lists/code", code.size(), list.size());
  expect_rows(file, "/code_lists/text", text.size(), list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] >= lists.size()) fail(file, "/code_lists/list", "points beyond name (damaged)");
    lists[list[i]].entries.emplace_back(code[i], text[i]);
  }
  return lists;
}

std::uint64_t rows_or_none(const H5Input& file, const std::string& dataset) {
  return file.has(dataset) ? file.rows(dataset) : 0;
}

std::map<std::string, Tally, std::less<>> ThemeReport::*tallies(const std::string& name) {
  return name == "repairs" ? &ThemeReport::repairs : &ThemeReport::skipped;
}

void read_tallies(const H5Input& file, const std::string& name, ImportReport& report) {
  const std::string group = "/import_report/" + name;
  const auto theme = file.read<std::uint8_t>(group + "/theme");
  const auto what = file.read_string_list(group + "/name");
  const auto count = file.read<std::uint64_t>(group + "/count");
  const auto ids = file.read_string_list(group + "/first_ids");
  for (const std::size_t rows : {what.size(), count.size(), ids.size()}) expect_rows(file, group, rows, theme.size());
  for (std::size_t i = 0; i < theme.size(); ++i) {
    if (theme[i] >= theme_count) fail(file, group + "/theme", "names an unknown theme");
    Tally& tally = (report.theme(static_cast<Theme>(theme[i])).*tallies(name))[what[i]];
    tally.count = count[i];
    for (std::size_t at = 0; at < ids[i].size();) {
      const std::size_t end = std::min(ids[i].find('\n', at), ids[i].size());
      tally.first_ids.push_back(ids[i].substr(at, end - at));
      at = end + 1;
    }
  }
}

}  // namespace

H5Input open_city(const std::string& path) {
  H5Input file(path);
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != "machi city")
    throw InputError(path, "is an HDF5 file, but no city of machi. Name the file that `machi import` wrote");
  const std::int64_t version = file.integer_attribute("/", "version");
  if (version != city_file_version)
    throw InputError(path, fmt::format("has version {} of the format; this program reads version {}. Import the city "
                                       "again with this program",
                                       version, city_file_version));
  return file;
}

CityHeader read_header(const H5Input& file) {
  CityHeader header;
  header.crs_wkt = file.text_attribute("/", "crs_wkt");
  header.attribution = file.text_attribute("/", "attribution");
  header.lat_min = file.number_attribute("/", "lat_min");
  header.lat_max = file.number_attribute("/", "lat_max");
  header.lon_min = file.number_attribute("/", "lon_min");
  header.lon_max = file.number_attribute("/", "lon_max");
  return header;
}

Provenance read_provenance(const H5Input& file) {
  Provenance provenance;
  provenance.program = file.text_attribute("/provenance", "program");
  provenance.version = file.text_attribute("/provenance", "version");
  provenance.command = file.text_attribute("/provenance", "command");
  provenance.started_utc = file.text_attribute("/provenance", "started_utc");
  const auto path = file.read_string_list("/provenance/input_path");
  const auto sha256 = file.read_string_list("/provenance/input_sha256");
  const auto bytes = file.read<std::uint64_t>("/provenance/input_bytes");
  expect_rows(file, "/provenance/input_sha256", sha256.size(), path.size());
  expect_rows(file, "/provenance/input_bytes", bytes.size(), path.size());
  for (std::size_t i = 0; i < path.size(); ++i) provenance.inputs.push_back({path[i], sha256[i], bytes[i]});
  return provenance;
}

RowRange run_of_rank(const Comm& comm, std::uint64_t rows) {
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  const std::uint64_t first = rows * rank / ranks;
  return {first, rows * (rank + 1) / ranks - first};
}

Layer read_layer(const H5Input& file, Theme theme, RowRange rows, bool with_attributes) {
  const std::string group = fmt::format("/layers/{}", name_of(theme));
  Layer layer;
  if (!file.has(group)) return layer;
  layer.file = file.read<std::uint32_t>(group + "/file", rows);
  if (layer.file.empty()) return layer;
  rows.count = layer.file.size();
  layer.id = file.read_strings(group + "/id", rows);
  layer.type = file.read_strings(group + "/type", rows);
  Run run = read_run(file, group + "/polygon_begin", rows);
  layer.polygon_begin = std::move(run.begin);
  for (const std::uint64_t got : {layer.id.size(), layer.type.size(), layer.polygon_begin.size() - 1})
    expect_rows(file, group, got, rows.count);
  layer.polygons = read_polygons(file, group + "/polygons", run.below);
  if (with_attributes) layer.attributes = read_attributes(file, group + "/attributes", rows);
  return layer;
}

BuildingColumns read_buildings(const H5Input& file, RowRange rows) {
  BuildingColumns columns;
  each_building_column(columns, read_into(file, "/buildings/", rows));
  each_building_column(columns, expect_rows_of(file, "/buildings/", columns.usage.size()));
  return columns;
}

RoadColumns read_roads(const H5Input& file, RowRange rows) {
  RoadColumns columns;
  each_road_column(columns, read_into(file, "/roads/", rows));
  each_road_column(columns, expect_rows_of(file, "/roads/", columns.function.size()));
  return columns;
}

LandUseColumns read_land_use(const H5Input& file, RowRange rows) {
  LandUseColumns columns;
  each_land_use_column(columns, read_into(file, "/land_use/", rows));
  each_land_use_column(columns, expect_rows_of(file, "/land_use/", columns.code.size()));
  return columns;
}

City read_small_tables(const H5Input& file) {
  City city;
  city.frame.epsg = static_cast<int>(file.integer_attribute("/", "crs_epsg"));
  city.frame.origin_east_m = file.number_attribute("/", "origin_east_m");
  city.frame.origin_north_m = file.number_attribute("/", "origin_north_m");
  city.dem_triangles = static_cast<std::uint64_t>(file.integer_attribute("/", "dem_triangles"));
  city.files = file.read_string_list("/files/name");
  city.places = read_places(file);
  city.people = read_people(file);
  city.code_lists = read_code_lists(file);
  return city;
}

City read_city_tables(const H5Input& file, std::uint64_t part, std::uint64_t parts) {
  City city = read_small_tables(file);
  const auto rows_of = [&](Theme theme) {
    return part_of(rows_or_none(file, fmt::format("/layers/{}/file", name_of(theme))), part, parts);
  };
  for (int i = 0; i < theme_count; ++i) {
    const auto theme = static_cast<Theme>(i);
    city.layer(theme) = read_layer(file, theme, rows_of(theme));
  }
  city.buildings = read_buildings(file, rows_of(Theme::bldg));
  city.roads = read_roads(file, rows_of(Theme::tran));
  city.land_use = read_land_use(file, rows_of(Theme::luse));
  return city;
}

Network read_network(const H5Input& file) {
  Network network;
  network.source = file.text_attribute("/network", "source");
  network.node = read_points(file, "/network/node_mm");
  each_node_column(network, read_into(file, "/network/", {}));
  each_link_column(network, read_into(file, "/network/", {}));
  network.shape_begin = file.read_offsets("/network/shape_begin");
  network.shape = read_points(file, "/network/shape_mm");
  expect_rows(file, "/network/shape_begin", network.shape_begin.size(), std::uint64_t{network.links()} + 1);
  expect_rows(file, "/network/shape_mm", network.shape.size(), network.shape_begin.back());
  each_link_column(network, expect_rows_of(file, "/network/", network.links()));
  each_node_column(network, expect_rows_of(file, "/network/", network.nodes()));
  for (const auto* ends : {&network.from, &network.to})
    for (const std::uint32_t node : *ends)
      if (node >= network.nodes()) fail(file, "/network/from", "points beyond the nodes (damaged)");
  return network;
}

LinkShapes read_link_shapes(const H5Input& file, RowRange links) {
  Run run = read_run(file, "/network/shape_begin", links);
  expect_rows(file, "/network/shape_begin", run.begin.size(), links.count + 1);
  LinkShapes shapes{std::move(run.begin), read_points(file, "/network/shape_mm", run.below)};
  expect_rows(file, "/network/shape_mm", shapes.points.size(), run.below.count);
  return shapes;
}

ImportReport read_import_report(const H5Input& file) {
  ImportReport report;
  const auto files = file.read<std::uint64_t>("/import_report/files");
  const auto features = file.read<std::uint64_t>("/import_report/features");
  const auto parts = file.read<std::uint64_t>("/import_report/parts");
  for (const std::size_t rows : {files.size(), features.size(), parts.size()})
    expect_rows(file, "/import_report", rows, theme_count);
  for (std::size_t i = 0; i < theme_count; ++i) {
    report.themes[i].files = files[i];
    report.themes[i].features = features[i];
    report.themes[i].parts = parts[i];
  }
  const std::string group = "/import_report/attributes";
  const auto theme = file.read<std::uint8_t>(group + "/theme");
  const auto path = file.read_string_list(group + "/path");
  const auto present = file.read<std::uint64_t>(group + "/present");
  const auto filled = file.read<std::uint64_t>(group + "/filled");
  for (const std::size_t rows : {path.size(), present.size(), filled.size()})
    expect_rows(file, group, rows, theme.size());
  for (std::size_t i = 0; i < theme.size(); ++i) {
    if (theme[i] >= theme_count) fail(file, group + "/theme", "names an unknown theme");
    report.theme(static_cast<Theme>(theme[i])).attributes[path[i]] = {present[i], filled[i]};
  }
  read_tallies(file, "repairs", report);
  read_tallies(file, "skipped", report);
  report.notes = file.read_string_list("/import_report/notes");
  return report;
}

}  // namespace machi
