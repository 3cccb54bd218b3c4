/// \file  Points and areas with named values from GeoJSON (RFC 7946), feature by feature.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/feature.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// One feature. Numbers and truth values in `properties` are text, null is empty text, nested values are left out.
struct GeoJsonFeature {
  bool is_feature{false};     ///< its type says "Feature"
  std::string geometry_type;  ///< Point, Polygon, …; empty where there is no geometry
  bool well_formed{true};     ///< coordinates are arrays of two or more numbers
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<Position> positions;    ///< first is the latitude, second the longitude, in degrees
  std::vector<std::size_t> line_end;  ///< end of each ring or line in positions

  /// The value of a property; empty where there is none.
  std::string_view at(std::string_view key) const;
};

/// Calls `visit` for every feature, in the order of the file; memory holds one feature at a time. Throws
/// InputError(name:line, …) for text that is not JSON or not UTF-8, for JSON that is no GeoJSON, and for coordinates
/// that a "crs" member says are not longitude and latitude.
void read_geojson(ByteSource& source, const std::string& name, const std::function<void(const GeoJsonFeature&)>& visit);

}  // namespace machi
