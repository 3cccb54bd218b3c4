/// \file  Writing a GeoPackage (OGC 12-128r18, version 1.3): layers of features and tables without geometry in one
/// SQLite file that QGIS, GDAL and ArcGIS open.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace machi {

/// A coordinate reference system as the file names it.
struct GeoPackageSrs {
  std::int64_t id{-1};  ///< EPSG code; -1: a plane that lies nowhere on Earth
  std::string name{"Undefined Cartesian SRS"};
  std::string wkt{"undefined"};
};

struct MapPoint {
  double x_m{0};
  double y_m{0};
};

/// A geometry in the form that GeoPackages keep: a header with its box, then well-known binary.
class MapShape {
 public:
  static MapShape point(MapPoint point);
  static MapShape line(std::span<const MapPoint> points);
  /// Rings without their first point repeated; the first is the shell, the others are holes.
  static MapShape polygon(std::span<const std::vector<MapPoint>> rings);
  static MapShape multi_polygon(std::span<const std::vector<std::vector<MapPoint>>> polygons);

  std::string blob(std::int64_t srs) const;
  MapPoint low() const { return low_; }
  MapPoint high() const { return high_; }

 private:
  void number(std::uint32_t value);
  void coordinates(MapPoint at);
  void begin(std::uint32_t type);
  void rings(std::span<const std::vector<MapPoint>> rings);

  std::string wkb_;
  MapPoint low_{1e300, 1e300};
  MapPoint high_{-1e300, -1e300};
};

enum class MapGeometry : std::uint8_t { none, point, line, polygon, multi_polygon };

struct MapColumn {
  const char* name;
  const char* type;  ///< INTEGER, REAL, TEXT or DATETIME
};

/// A cell of a row; one without value, or whose number is not finite, is NULL.
struct MapValue {
  enum class Kind : std::uint8_t { none, whole, number, text };
  MapValue() = default;
  MapValue(std::int64_t value) : kind(Kind::whole), whole(value) {}
  MapValue(double value) : kind(Kind::number), number(value) {}
  MapValue(std::string value) : kind(Kind::text), text(std::move(value)) {}
  Kind kind{Kind::none};
  std::int64_t whole{0};
  double number{0};
  std::string text;
};

class GeoPackage {
 public:
  /// Begins a file beside `path`. Throws OutputError.
  GeoPackage(std::string path, GeoPackageSrs srs);
  ~GeoPackage();  ///< removes what was not finished
  GeoPackage(const GeoPackage&) = delete;
  GeoPackage& operator=(const GeoPackage&) = delete;

  /// A table, to which rows are then added.
  void begin_layer(const std::string& name, const std::string& description, MapGeometry geometry,
                   const std::vector<MapColumn>& columns);
  /// A row; its values stand in the order of the columns.
  void add(const MapShape& shape, std::span<const MapValue> values);
  void add(std::span<const MapValue> values);  ///< of a table without geometry
  void add(const MapShape& shape, std::initializer_list<MapValue> values) {
    add(shape, std::span(values.begin(), values.size()));
  }
  void add(std::initializer_list<MapValue> values) { add(std::span(values.begin(), values.size())); }
  /// Makes the file appear under its name.
  void finish();
  /// Layers with their rows, in the order in which they were begun.
  const std::vector<std::pair<std::string, std::uint64_t>>& layers() const { return layers_; }

 private:
  struct Database;
  void run(const std::string& sql);
  void end_layer();
  void insert(const std::string* blob, std::span<const MapValue> values);
  [[noreturn]] void fail() const;

  std::string path_;
  std::string aside_;
  GeoPackageSrs srs_;
  std::unique_ptr<Database> database_;
  std::vector<std::pair<std::string, std::uint64_t>> layers_;
  MapPoint low_{};
  MapPoint high_{};
};

}  // namespace machi
