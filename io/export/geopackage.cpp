#include "io/export/geopackage.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "engine/core/error.hpp"
#include "io/run/atomic_file.hpp"

namespace machi {
namespace {

constexpr std::uint32_t wkb_point = 1;
constexpr std::uint32_t wkb_line = 2;
constexpr std::uint32_t wkb_polygon = 3;
constexpr std::uint32_t wkb_multi_polygon = 6;

// The standard's tables. Times are constant: the same run gives the same bytes.
constexpr const char* frame_of_a_package = R"(
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
BEGIN;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,
AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",
0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]', 'longitude and latitude on WGS 84');
)";

const char* name_of(MapGeometry geometry) {
  constexpr const char* names[] = {"", "POINT", "LINESTRING", "POLYGON", "MULTIPOLYGON"};
  return names[static_cast<std::size_t>(geometry)];
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

template <class T>
void append(std::string& bytes, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes.append(raw, sizeof(T));
}

}  // namespace

// ---- Shapes

void MapShape::number(std::uint32_t value) {
  append(wkb_, value);
}

void MapShape::coordinates(MapPoint at) {
  append(wkb_, at.x_m);
  append(wkb_, at.y_m);
  low_ = {std::min(low_.x_m, at.x_m), std::min(low_.y_m, at.y_m)};
  high_ = {std::max(high_.x_m, at.x_m), std::max(high_.y_m, at.y_m)};
}

void MapShape::begin(std::uint32_t type) {
  wkb_ += '\1';  // little-endian
  number(type);
}

void MapShape::rings(std::span<const std::vector<MapPoint>> rings) {
  number(static_cast<std::uint32_t>(rings.size()));
  for (const std::vector<MapPoint>& ring : rings) {
    number(static_cast<std::uint32_t>(ring.empty() ? 0 : ring.size() + 1));
    for (const MapPoint& at : ring) coordinates(at);
    if (!ring.empty()) coordinates(ring.front());
  }
}

MapShape MapShape::point(MapPoint at) {
  MapShape shape;
  shape.begin(wkb_point);
  shape.coordinates(at);
  return shape;
}

MapShape MapShape::line(std::span<const MapPoint> points) {
  MapShape shape;
  shape.begin(wkb_line);
  shape.number(static_cast<std::uint32_t>(points.size()));
  for (const MapPoint& at : points) shape.coordinates(at);
  return shape;
}

MapShape MapShape::polygon(std::span<const std::vector<MapPoint>> rings) {
  MapShape shape;
  shape.begin(wkb_polygon);
  shape.rings(rings);
  return shape;
}

MapShape MapShape::multi_polygon(std::span<const std::vector<std::vector<MapPoint>>> polygons) {
  MapShape shape;
  shape.begin(wkb_multi_polygon);
  shape.number(static_cast<std::uint32_t>(polygons.size()));
  for (const auto& rings : polygons) {
    shape.begin(wkb_polygon);
    shape.rings(rings);
  }
  return shape;
}

std::string MapShape::blob(std::int64_t srs) const {
  std::string bytes = "GP";
  bytes += '\0';    // version 1
  bytes += '\x03';  // little-endian, with a box of x and y
  append(bytes, static_cast<std::int32_t>(srs));
  for (const double bound : {low_.x_m, high_.x_m, low_.y_m, high_.y_m}) append(bytes, bound);
  return bytes + wkb_;
}

// ---- The file

struct GeoPackage::Database {
  sqlite3* handle{nullptr};
  sqlite3_stmt* insert{nullptr};
  bool has_geometry{false};
  ~Database() {
    sqlite3_finalize(insert);
    sqlite3_close(handle);
  }
};

GeoPackage::GeoPackage(std::string path, GeoPackageSrs srs)
    : path_(std::move(path)),
      aside_(fmt::format("{}.tmp.{}", path_, ::getpid())),
      srs_(std::move(srs)),
      database_(std::make_unique<Database>()) {
  std::remove(aside_.c_str());
  if (sqlite3_open(aside_.c_str(), &database_->handle) != SQLITE_OK) fail();
  run(frame_of_a_package);
  if (srs_.id > 0 && srs_.id != 4326)
    run(fmt::format("INSERT INTO gpkg_spatial_ref_sys VALUES ({}, {}, 'EPSG', {}, {}, NULL)", quoted(srs_.name),
                    srs_.id, srs_.id, quoted(srs_.wkt)));
}

GeoPackage::~GeoPackage() {
  if (!database_) return;
  database_.reset();
  std::remove(aside_.c_str());
}

void GeoPackage::fail() const {
  throw OutputError(path_, fmt::format("cannot be written ({}). Free space or choose another folder",
                                       sqlite3_errmsg(database_->handle)));
}

void GeoPackage::run(const std::string& sql) {
  if (sqlite3_exec(database_->handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void GeoPackage::begin_layer(const std::string& name, const std::string& description, MapGeometry geometry,
                             const std::vector<MapColumn>& columns) {
  end_layer();
  layers_.emplace_back(name, 0);
  database_->has_geometry = geometry != MapGeometry::none;
  std::string table = fmt::format("CREATE TABLE \"{}\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", name);
  std::string places;
  if (database_->has_geometry) {
    table += fmt::format(", geom {}", name_of(geometry));
    places = "?";
  }
  std::string names = database_->has_geometry ? "geom" : "";
  for (const MapColumn& column : columns) {
    table += fmt::format(", \"{}\" {}", column.name, column.type);
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", column.name);
    places += places.empty() ? "?" : ", ?";
  }
  run(table + ")");
  run(
      fmt::format("INSERT INTO gpkg_contents VALUES ({}, '{}', {}, {}, '2000-01-01T00:00:00.000Z', NULL, NULL, NULL, "
                  "NULL, {})",
                  quoted(name), database_->has_geometry ? "features" : "attributes", quoted(name), quoted(description),
                  database_->has_geometry ? fmt::to_string(srs_.id) : "NULL"));
  if (database_->has_geometry)
    run(fmt::format("INSERT INTO gpkg_geometry_columns VALUES ({}, 'geom', '{}', {}, 0, 0)", quoted(name),
                    name_of(geometry), srs_.id));
  const std::string insert = fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})", name, names, places);
  if (sqlite3_prepare_v2(database_->handle, insert.c_str(), -1, &database_->insert, nullptr) != SQLITE_OK) fail();
  low_ = {1e300, 1e300};
  high_ = {-1e300, -1e300};
}

void GeoPackage::add(const MapShape& shape, std::span<const MapValue> values) {
  const std::string blob = shape.blob(srs_.id);
  insert(&blob, values);
  low_ = {std::min(low_.x_m, shape.low().x_m), std::min(low_.y_m, shape.low().y_m)};
  high_ = {std::max(high_.x_m, shape.high().x_m), std::max(high_.y_m, shape.high().y_m)};
}

void GeoPackage::add(std::span<const MapValue> values) {
  insert(nullptr, values);
}

void GeoPackage::insert(const std::string* blob, std::span<const MapValue> values) {
  sqlite3_stmt* statement = database_->insert;
  int at = 1;
  if (blob != nullptr) sqlite3_bind_blob(statement, at++, blob->data(), static_cast<int>(blob->size()), SQLITE_STATIC);
  for (const MapValue& value : values) {
    if (value.kind == MapValue::Kind::whole) {
      sqlite3_bind_int64(statement, at, value.whole);
    } else if (value.kind == MapValue::Kind::number && std::isfinite(value.number)) {
      sqlite3_bind_double(statement, at, value.number);
    } else if (value.kind == MapValue::Kind::text) {
      sqlite3_bind_text(statement, at, value.text.data(), static_cast<int>(value.text.size()), SQLITE_STATIC);
    } else {
      sqlite3_bind_null(statement, at);
    }
    ++at;
  }
  if (sqlite3_step(statement) != SQLITE_DONE) fail();
  sqlite3_reset(statement);
  ++layers_.back().second;
}

void GeoPackage::end_layer() {
  if (database_->insert == nullptr) return;
  sqlite3_finalize(database_->insert);
  database_->insert = nullptr;
  const auto& [name, rows] = layers_.back();
  if (database_->has_geometry && rows > 0)
    run(fmt::format("UPDATE gpkg_contents SET min_x = {}, min_y = {}, max_x = {}, max_y = {} WHERE table_name = {}",
                    low_.x_m, low_.y_m, high_.x_m, high_.y_m, quoted(name)));
}

void GeoPackage::finish() {
  end_layer();
  run("COMMIT");
  sqlite3* handle = std::exchange(database_->handle, nullptr);
  if (sqlite3_close(handle) != SQLITE_OK)
    throw OutputError(path_, "cannot be written. Free space or choose another folder");
  database_.reset();
  if (std::rename(aside_.c_str(), path_.c_str()) != 0) {
    const int error = errno;
    std::remove(aside_.c_str());
    throw OutputError(path_, unwritable(error));
  }
}

}  // namespace machi
