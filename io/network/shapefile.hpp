/// \file  Areas from shapefiles (ESRI Shapefile Technical Description, 1998), read record by record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/feature.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// What a shapefile holds, for the report.
struct ShapefileSummary {
  std::uint64_t records{0};
  int epsg{0};             ///< from the .prj; 0 where there is none or PROJ does not know it
  bool projected{false};   ///< positions are easting, northing; else latitude, longitude
  std::string projection;  ///< its name in words
};

/// What a .prj says.
struct Projection {
  int epsg{0};
  bool projected{false};
  std::string name;
};

/// EPSG code of a coordinate system in well-known text of OGC or ESRI; epsg 0 where PROJ knows no code for it.
Projection projection_of(const std::string& well_known_text);

/// Reads the shapefile `inner_path` (its .shp) of an input that visit_files() takes: a .shp itself, a folder or an
/// archive. Its .dbf, .prj and .cpg are those of the same name beside it; without a .dbf features have no attributes.
///
/// Each polygon record becomes one Feature of `theme` whose type is "Area", whose id is "<file name>:<record from 1>"
/// and whose attributes are the columns of the .dbf in UTF-8. Rings are sorted into shells and holes whatever their
/// order. A closed line is taken for an area; open lines, points and empty shapes are counted as skipped.
///
/// Throws InputError where a part of the file is truncated, corrupt or of no known kind. Local: any thread.
ShapefileSummary read_shapefile(const std::string& input, const std::string& inner_path, Theme theme,
                                FeatureSink& sink);

/// The same from sources that are open already; `table` may be null. `stem` is the name for ids.
struct ShapefileParts {
  ByteSource* shapes{nullptr};
  ByteSource* table{nullptr};
  std::string projection;  ///< content of the .prj
  std::string encoding;    ///< content of the .cpg
};
ShapefileSummary read_shapefile(const ShapefileParts& parts, const std::string& name, const std::string& stem,
                                Theme theme, FeatureSink& sink);

}  // namespace machi
