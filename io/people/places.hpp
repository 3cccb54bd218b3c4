/// \file  Designated shelters and other places with a name, from GeoJSON or CSV (docs/formats/shelters.md).
#pragma once

#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/feature.hpp"
#include "engine/model/read_report.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// A place whose point is not yet in the city's frame: `place.point` is unset, `position` is latitude and longitude.
struct RawPlace {
  Place place;
  Position position;
};

struct PlaceFile {
  std::vector<RawPlace> places;  ///< in the order of the file
  ReadReport report;
};

/// Reads the GeoJSON forms of the Geospatial Information Authority (GSI), of PLATEAU VIEW and of municipalities.
/// Capacity is -1 where the file has none. Throws InputError(name[:line], …) for what is no GeoJSON; features without a
/// usable point are counted in the report.
PlaceFile read_places_geojson(ByteSource& source, const std::string& name);

/// Reads the lists of the municipal open-data standard (自治体標準オープンデータセット) and tables alike: one row a
/// place, columns known by their names. UTF-8, UTF-16 or Shift_JIS. Throws InputError(name, …) where the columns of
/// latitude and longitude are missing; rows without a usable point are counted in the report.
PlaceFile read_places_csv(ByteSource& source, const std::string& name);

}  // namespace machi
