#include "io/city/city_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/city/city_file_columns.hpp"
#include "io/city/city_writer.hpp"
#include "io/hdf5/output.hpp"

namespace machi {
namespace {

// Writes a typed column of `rows` rows; one that nobody filled is written as missing.
template <class T, class Missing>
void write_filled(H5Output& file, const std::string& path, const std::vector<T>& column, std::uint64_t rows,
                  const ColumnMeta& meta, const Missing& missing) {
  std::uint64_t size = rows;
  for (const std::uint64_t length : meta.row_shape) size *= length;
  if (column.size() == size) {
    file.write_column(path, column, meta);
  } else if (column.empty()) {
    file.write_column(path, std::vector<T>(size, static_cast<T>(missing)), meta);
  } else {
    throw RunError(fmt::format("{}: {} values where {} are expected", path, column.size(), size));
  }
}

std::span<const std::int32_t> numbers_of(const std::vector<PointMm>& points) {
  static_assert(sizeof(PointMm) == 3 * sizeof(std::int32_t));
  return {reinterpret_cast<const std::int32_t*>(points.data()), points.size() * 3};
}

template <class Row, class Value>
auto column_of(const std::vector<Row>& rows, Value&& value) {
  std::vector<std::decay_t<decltype(value(rows[0]))>> column;
  column.reserve(rows.size());
  for (const Row& row : rows) column.push_back(value(row));
  return column;
}

void write_places(H5Output& file, const std::vector<Place>& places) {
  const auto texts = [&](const char* name, auto member, const char* description) {
    file.write_strings(std::string("/places/") + name, column_of(places, [&](const Place& p) { return p.*member; }),
                       {"", description, "place"});
  };
  texts("id", &Place::id, "identifier as published");
  texts("name", &Place::name, "name as published");
  texts("kind", &Place::kind, "shelter_emergency, shelter, facility, …");
  texts("hazards", &Place::hazards, "hazards that it is designated for, comma-separated");
  texts("capacity_source", &Place::capacity_source, "given, area default or unknown");
  file.write_table("/places/capacity", column_of(places, [](const Place& p) { return p.capacity; }),
                   {"person", "persons that it holds; below 0 unknown", "place"});
  std::vector<std::int32_t> points;
  for (const Place& place : places)
    for (const std::int32_t number : {place.point.x_mm, place.point.y_mm, place.point.z_mm}) points.push_back(number);
  file.write_table("/places/point_mm", points,
                   {"mm", "easting, northing from the origin, height over T.P.", "place, axis", "", {3}});
}

void write_people(H5Output& file, const std::vector<MeshPeople>& people) {
  file.write_strings("/people/mesh_code", column_of(people, [](const MeshPeople& p) { return p.mesh_code; }),
                     {"", "cell of the national grid, JIS X 0410", "row"});
  file.write_table("/people/age_low", column_of(people, [](const MeshPeople& p) { return p.age_low; }),
                   {"year", "youngest age of the class", "row"});
  file.write_table("/people/age_high", column_of(people, [](const MeshPeople& p) { return p.age_high; }),
                   {"year", "oldest age of the class", "row"});
  file.write_table("/people/persons", column_of(people, [](const MeshPeople& p) { return p.persons; }),
                   {"person", "persons of the class in the cell", "row"});
}

void write_code_lists(H5Output& file, const std::vector<CodeList>& lists) {
  std::vector<std::uint32_t> list;
  std::vector<std::string> code;
  std::vector<std::string> text;
  for (std::uint32_t i = 0; i < lists.size(); ++i) {
    for (const auto& [key, meaning] : lists[i].entries) {
      list.push_back(i);
      code.push_back(key);
      text.push_back(meaning);
    }
  }
  file.write_strings("/code_lists/name", column_of(lists, [](const CodeList& l) { return l.name; }),
                     {"", "file name of the list", "list"});
  file.write_table("/code_lists/list", list, {"", "row of name", "entry"});
  file.write_strings("/code_lists/code", code, {"", "code", "entry"});
  file.write_strings("/code_lists/text", text, {"", "its meaning as published", "entry"});
}

// The levels of one event, a frame at a time.
void write_levels(H5Output& file, const Comm& comm, const std::string& dataset, const WaterTable& water,
                  std::uint64_t rows, std::uint64_t columns) {
  const std::size_t frames = comm.first() ? water.frames.time_s.size() : 0;
  GrowingColumn levels = file.begin_column<std::int16_t>(
      dataset, frames,
      {"cm", "water level over T.P.; row 0 is the south", "frame, row, column", "-32768 dry", {rows, columns}});
  comm.agree([&] {
    std::vector<std::int16_t> level_cm(rows * columns);
    for (std::size_t frame = 0; frame < frames; ++frame) {
      water.unpack(frame, level_cm);
      levels.packer.add(std::as_bytes(std::span(level_cm)));
    }
  });
  file.end_column(std::move(levels));
}

void write_water(H5Output& file, const Comm& comm, const std::vector<WaterTable>& all) {
  static const WaterTable none;  // on ranks that hold fewer
  const std::int64_t count = comm.max(comm.first() ? static_cast<std::int64_t>(all.size()) : 0);
  for (std::int64_t i = 0; i < count; ++i) {
    const WaterTable& water = comm.first() ? all[static_cast<std::size_t>(i)] : none;
    const WaterFrames& frames = water.frames;
    const std::string group = fmt::format("/water/{:03}", i);
    file.attribute(group, "name", frames.name);
    file.attribute(group, "source", frames.source);
    file.attribute(group, "cell_mm", std::int64_t{frames.cell_mm});
    file.attribute(group, "x_mm", std::int64_t{frames.x_mm});
    file.attribute(group, "y_mm", std::int64_t{frames.y_mm});
    file.write_table(group + "/time_s", frames.time_s, {"s", "time after the start of the event", "frame"});
    const auto rows = static_cast<std::uint64_t>(comm.max(std::int64_t{frames.rows}));
    const auto columns = static_cast<std::uint64_t>(comm.max(std::int64_t{frames.columns}));
    write_levels(file, comm, group + "/level_cm", water, std::max<std::uint64_t>(rows, 1),
                 std::max<std::uint64_t>(columns, 1));
  }
}

std::vector<WaterTable> tables_of(const std::vector<WaterFrames>& water) {
  std::vector<WaterTable> tables;
  for (const WaterFrames& one : water) {
    const std::size_t cells = std::size_t{one.rows} * one.columns;
    if (one.level_cm.size() != cells * one.time_s.size())
      throw RunError(fmt::format("water {}: {} levels where {} are expected", one.name, one.level_cm.size(),
                                 cells * one.time_s.size()));
    tables.push_back({{}, [&one, cells](std::size_t frame, std::span<std::int16_t> level_cm) {
                        std::copy_n(one.level_cm.begin() + static_cast<std::ptrdiff_t>(frame * cells), cells,
                                    level_cm.begin());
                      }});
    WaterFrames& frames = tables.back().frames;
    frames.name = one.name;
    frames.source = one.source;
    frames.cell_mm = one.cell_mm;
    frames.x_mm = one.x_mm;
    frames.y_mm = one.y_mm;
    frames.columns = one.columns;
    frames.rows = one.rows;
    frames.time_s = one.time_s;
  }
  return tables;
}

// The rows of all ranks.
void write_network(H5Output& file, const Network& network) {
  file.attribute("/network", "source", network.source);
  file.write_column("/network/node_mm", numbers_of(network.node),
                    {"mm", "easting, northing from the origin, height over T.P.", "node, axis", "", {3}});
  const auto write_rows = [&](std::uint64_t rows) {
    return [&file, rows](const char* name, const auto& column, const ColumnMeta& meta, auto missing) {
      write_filled(file, std::string("/network/") + name, column, rows, meta, missing);
    };
  };
  each_node_column(network, write_rows(network.nodes()));
  each_link_column(network, write_rows(network.links()));
  file.write_offsets<std::uint64_t>("/network/shape_begin", network.shape_begin,
                                    {"point", "points of link k are [begin[k], begin[k + 1])", "link + 1"});
  file.write_column("/network/shape_mm", numbers_of(network.shape),
                    {"mm", "points from first to second node, both included", "point, axis", "", {3}});
}

struct ReportRows {
  std::vector<std::uint8_t> theme;
  std::vector<std::string> name;
  std::vector<std::uint64_t> count;
  std::vector<std::uint64_t> filled;
  std::vector<std::string> first_ids;
};

void write_tallies(H5Output& file, const std::string& group, const ImportReport& report,
                   std::map<std::string, Tally, std::less<>> ThemeReport::*member) {
  ReportRows rows;
  for (int theme = 0; theme < theme_count; ++theme) {
    for (const auto& [name, tally] : report.theme(static_cast<Theme>(theme)).*member) {
      rows.theme.push_back(static_cast<std::uint8_t>(theme));
      rows.name.push_back(name);
      rows.count.push_back(tally.count);
      rows.first_ids.push_back(fmt::format("{}", fmt::join(tally.first_ids, "\n")));
    }
  }
  file.write_table(group + "/theme", rows.theme, {"", "row of /import_report/theme", "row"});
  file.write_strings(group + "/name", rows.name, {"", "what happened", "row"});
  file.write_table(group + "/count", rows.count, {"1", "how often", "row"});
  file.write_strings(group + "/first_ids", rows.first_ids, {"", "the first three ids, one a line", "row"});
}

void write_report(H5Output& file, const ImportReport& report) {
  std::vector<std::string> names;
  std::vector<std::uint64_t> files;
  std::vector<std::uint64_t> features;
  std::vector<std::uint64_t> parts;
  ReportRows rows;
  for (int theme = 0; theme < theme_count; ++theme) {
    const ThemeReport& one = report.theme(static_cast<Theme>(theme));
    names.emplace_back(name_of(static_cast<Theme>(theme)));
    files.push_back(one.files);
    features.push_back(one.features);
    parts.push_back(one.parts);
    for (const auto& [path, fill] : one.attributes) {
      rows.theme.push_back(static_cast<std::uint8_t>(theme));
      rows.name.push_back(path);
      rows.count.push_back(fill.present);
      rows.filled.push_back(fill.filled);
    }
  }
  file.write_strings("/import_report/theme", names, {"", "name of the theme", "theme"});
  file.write_table("/import_report/files", files, {"1", "files read", "theme"});
  file.write_table("/import_report/features", features, {"1", "features read", "theme"});
  file.write_table("/import_report/parts", parts, {"1", "parts of features read", "theme"});
  file.write_table("/import_report/attributes/theme", rows.theme, {"", "row of /import_report/theme", "row"});
  file.write_strings("/import_report/attributes/path", rows.name, {"", "path below the feature", "row"});
  file.write_table("/import_report/attributes/present", rows.count, {"1", "features that carry it", "row"});
  file.write_table("/import_report/attributes/filled", rows.filled,
                   {"1", "of those, with a value that is no dummy", "row"});
  write_tallies(file, "/import_report/repairs", report, &ThemeReport::repairs);
  write_tallies(file, "/import_report/skipped", report, &ThemeReport::skipped);
  file.write_strings("/import_report/notes", report.notes, {"", "sentences: what was found and assumed", "row"});
}

void write_header(H5Output& file, const City& city, const CityHeader& header) {
  file.attribute("/", "format", std::string("machi city"));
  file.attribute("/", "version", city_file_version);
  file.attribute("/", "attribution", header.attribution);
  file.attribute("/", "crs_epsg", std::int64_t{city.frame.epsg});
  file.attribute("/", "crs_wkt", header.crs_wkt);
  file.attribute("/", "origin_east_m", city.frame.origin_east_m);
  file.attribute("/", "origin_north_m", city.frame.origin_north_m);
  file.attribute("/", "lat_min", header.lat_min);
  file.attribute("/", "lat_max", header.lat_max);
  file.attribute("/", "lon_min", header.lon_min);
  file.attribute("/", "lon_max", header.lon_max);
  file.attribute("/", "dem_triangles", static_cast<std::int64_t>(city.dem_triangles));
}

void write_provenance(H5Output& file, const Provenance& provenance) {
  file.attribute("/provenance", "program", provenance.program);
  file.attribute("/provenance", "version", provenance.version);
  file.attribute("/provenance", "command", provenance.command);
  file.attribute("/provenance", "started_utc", provenance.started_utc);
  const auto& inputs = provenance.inputs;
  file.write_strings("/provenance/input_path", column_of(inputs, [](const auto& input) { return input.path; }),
                     {"", "path as given", "input"});
  file.write_strings("/provenance/input_sha256", column_of(inputs, [](const auto& input) { return input.sha256; }),
                     {"", "SHA-256 of its bytes", "input"});
  file.write_table("/provenance/input_bytes", column_of(inputs, [](const auto& input) { return input.bytes; }),
                   {"byte", "size", "input"});
}

}  // namespace

void CityWriter::begin(const City& city, const CityHeader& header) {
  file_.emplace(comm_, path_, force_);
  write_header(file(), city, header);
  file().write_strings("/files/name", city.files, {"", "files read, sorted", "file"});
}

void CityWriter::typed_columns(const City& city) {
  const auto write_into = [&](const std::string& group, Theme theme) {
    const std::uint64_t rows = features_[static_cast<std::size_t>(theme)];
    return [this, group, rows](const char* name, const auto& column, const ColumnMeta& meta, auto missing) {
      write_filled(file(), group + name, column, rows, meta, missing);
    };
  };
  each_building_column(city.buildings, write_into("/buildings/", Theme::bldg));
  each_road_column(city.roads, write_into("/roads/", Theme::tran));
  each_land_use_column(city.land_use, write_into("/land_use/", Theme::luse));
}

void CityWriter::small_tables(const City& city, const std::vector<WaterTable>& water, const Network& network,
                              const ImportReport& report, const Provenance& provenance) {
  write_water(file(), comm_, water);
  write_network(file(), network);
  write_places(file(), city.places);
  write_people(file(), city.people);
  write_code_lists(file(), city.code_lists);
  write_report(file(), report);
  write_provenance(file(), provenance);
}

void write_city(const Comm& comm, const std::string& path, const City& city, const Grid& grid, const Network& network,
                const ImportReport& report, const CityHeader& header, const Provenance& provenance, bool force) {
  CityWriter writer(comm, path, force);
  writer.begin(city, header);
  for (int t = 0; t < theme_count; ++t) {
    const Layer& layer = city.layer(static_cast<Theme>(t));
    writer.begin_layer(static_cast<Theme>(t), size_of(layer));
    comm.agree([&] { writer.add(layer); });
    writer.end_layer(layer.attributes);
  }
  writer.typed_columns(city);
  const auto most = static_cast<std::size_t>(comm.max(static_cast<std::int64_t>(grid.hazards.size())));
  std::vector<Hazard> hazards(most);  // a rank that holds none of them may not know them
  std::copy(grid.hazards.begin(), grid.hazards.end(), hazards.begin());
  writer.begin_grid(grid.frame, grid.keys.size(), hazards);
  comm.agree([&] { writer.add(grid); });
  writer.end_grid();
  writer.small_tables(city, comm.first() ? tables_of(grid.water) : std::vector<WaterTable>(), network, report,
                      provenance);
  writer.commit();
}

}  // namespace machi
