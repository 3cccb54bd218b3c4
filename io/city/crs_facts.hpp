/// \file  What is known of a metric CRS: its definition in words, and latitude and longitude of its points.
#pragma once

#include <optional>
#include <string>

#include "io/city/crs.hpp"

namespace machi {

/// Definition of a CRS as well-known text (ISO 19162, WKT 2:2019). Throws InputError where PROJ does not know it.
std::string well_known_text(int epsg);

/// Latitude and longitude of a point of a projected CRS, whatever its axis order; empty where it lies nowhere.
/// Throws InputError where PROJ does not know `epsg`.
std::optional<LatLon> lat_lon_of(int epsg, double east_m, double north_m);

}  // namespace machi
