/// \file  Water and crowds of a run as GeoTIFFs, one a frame.
#pragma once

#include <string>

#include "io/export/exported_run.hpp"

namespace machi {

/// Fills the folder `path`, which is made, with NAME_HH-MM-SS.tif for each frame and NAME.qml, a style for QGIS.
/// Returns a line for the log. Throws InputError where the run has neither, OutputError.
std::string export_rasters(const ExportedParts& parts, const std::string& path);

}  // namespace machi
