/// \file  A run as a GeoPackage: what QGIS draws, and plays where a layer has times.
#pragma once

#include <string>

#include "io/export/exported_run.hpp"

namespace machi {

/// Writes the layers for which the run has results (docs/formats/exports.md). Returns a line for the log. Throws
/// InputError, OutputError.
std::string export_geopackage(const ExportedParts& parts, const std::string& path);

}  // namespace machi
