/// \file  Places from GeoJSON and CSV.
#include "io/people/places.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "io/archive/csv.hpp"
#include "io/archive/encoding.hpp"
#include "io/people/geojson.hpp"
#include "io/people/place_fields.hpp"

namespace machi {
namespace {

constexpr std::uint64_t largest_places_bytes = 256'000'000;

/// What a report shows of a place that is left out.
std::string label_of(const Place& place) {
  return place.name.empty() ? place.id : place.id + " " + place.name;
}

struct Centroid {
  Position position;
  double area{0};  ///< absolute, in square degrees
};

/// Centre of gravity of a ring; of its corners where it has no area.
Centroid centroid_of(std::span<const Position> ring) {
  Position sum, mean;
  double doubled_area = 0;
  const Position& zero = ring.front();
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const Position& a = ring[k];
    const Position& b = ring[(k + 1) % ring.size()];
    const double cross =
        (a.second - zero.second) * (b.first - zero.first) - (b.second - zero.second) * (a.first - zero.first);
    doubled_area += cross;
    sum.first += cross * (a.first + b.first - 2 * zero.first);
    sum.second += cross * (a.second + b.second - 2 * zero.second);
    mean.first += a.first - zero.first;
    mean.second += a.second - zero.second;
  }
  const double weight = doubled_area != 0 ? 1 / (3 * doubled_area) : 1 / static_cast<double>(ring.size());
  const Position& offset = doubled_area != 0 ? sum : mean;
  return {{zero.first + offset.first * weight, zero.second + offset.second * weight, zero.height_m},
          std::abs(doubled_area) / 2};
}

/// The point of a feature: the point itself, or the centre of the largest ring of an area.
std::optional<Position> position_of(const GeoJsonFeature& feature) {
  if (feature.positions.empty()) return std::nullopt;
  if (feature.geometry_type == "Point" || feature.geometry_type == "MultiPoint") return feature.positions.front();
  Centroid best{{}, -1};
  std::size_t begin = 0;
  for (const std::size_t end : feature.line_end) {
    const auto ring = std::span(feature.positions).subspan(begin, end - begin);
    if (!ring.empty()) {
      const Centroid centroid = centroid_of(ring);
      if (centroid.area > best.area) best = centroid;
    }
    begin = end;
  }
  return best.area >= 0 ? std::optional(best.position) : std::nullopt;
}

std::string_view geometry_problem(const GeoJsonFeature& feature) {
  if (!feature.is_feature) return "not a GeoJSON feature";
  if (feature.geometry_type.empty()) return "no geometry";
  if (!feature.well_formed) return "coordinates are not numbers, or nested otherwise than their type says";
  const std::string& type = feature.geometry_type;
  if (type == "LineString" || type == "MultiLineString") return "a line, not a place";
  if (type != "Point" && type != "MultiPoint" && type != "Polygon" && type != "MultiPolygon") {
    return "geometry of an unknown type";
  }
  return {};
}

/// Adds a place, or counts why not.
void add(PlaceFile& file, Place place, const std::optional<Position>& position, std::string_view problem) {
  if (problem.empty() && !position) problem = "no coordinates";
  if (problem.empty() && place.name.empty() && place.kind == "facility") {
    problem = "neither a name nor the values of a shelter";
  }
  if (problem.empty()) problem = position_problem(position->first, position->second).value_or(std::string_view{});
  if (!problem.empty()) return file.report.skip(problem, label_of(place));
  file.places.push_back({std::move(place), *position});
}

struct PositionColumns {
  std::size_t latitude{0};
  std::size_t longitude{0};
};

PositionColumns position_columns(const std::vector<std::string>& header, const std::string& name) {
  const auto latitude = std::find_if(header.begin(), header.end(), is_latitude_column);
  const auto longitude = std::find_if(header.begin(), header.end(), is_longitude_column);
  if (latitude == header.end() || longitude == header.end()) {
    throw InputError(name, "has no columns 緯度 and 経度 (or latitude and longitude) in its first row. Name them so");
  }
  return {static_cast<std::size_t>(latitude - header.begin()), static_cast<std::size_t>(longitude - header.begin())};
}

}  // namespace

PlaceFile read_places_geojson(ByteSource& source, const std::string& name) {
  PlaceFile file;
  read_geojson(source, name, [&](const GeoJsonFeature& feature) {
    ++file.report.read;
    add(file, place_of(feature.properties, file.report), position_of(feature), geometry_problem(feature));
  });
  return file;
}

PlaceFile read_places_csv(ByteSource& source, const std::string& name) {
  const std::string text = utf8_text(read_all(source, name, largest_places_bytes), name);
  CsvReader rows(text);
  std::vector<std::string> header, fields;
  rows.next(header);
  const PositionColumns columns = position_columns(header, name);
  PlaceFile file;
  PlaceValues values;
  while (rows.next(fields)) {
    ++file.report.read;
    values.clear();
    for (std::size_t k = 0; k < std::min(header.size(), fields.size()); ++k) values.emplace_back(header[k], fields[k]);
    const auto field = [&](std::size_t column) { return column < fields.size() ? fields[column] : std::string(); };
    const std::string latitude_text = field(columns.latitude), longitude_text = field(columns.longitude);
    const auto latitude = decimal(latitude_text), longitude = decimal(longitude_text);
    std::optional<Position> position;
    if (latitude && longitude) position = Position{*latitude, *longitude, 0};
    const bool blank = latitude_text.empty() || longitude_text.empty();
    const std::string_view problem = blank || position ? "" : "latitude or longitude is not a number";
    add(file, place_of(values, file.report), position, problem);
  }
  if (rows.unclosed()) {
    throw InputError(name + ":" + std::to_string(rows.line()), "begins a quoted field that never ends. Close it");
  }
  return file;
}

}  // namespace machi
