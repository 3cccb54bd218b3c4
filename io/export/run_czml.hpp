/// \file  Moving persons of a run as CZML, for Cesium, Re:Earth and PLATEAU VIEW.
#pragma once

#include <string>

#include "io/export/exported_run.hpp"

namespace machi {

/// Viewers stall with more moving points than this.
inline constexpr std::size_t most_czml_movers = 500;

/// Writes the ways of up to `most_czml_movers` persons of the evacuation, else of those who drive, who they are
/// depending on their ids alone. Returns a line for the log. Throws InputError where the run has no ways or lies
/// nowhere on Earth, OutputError.
std::string export_czml(const ExportedParts& parts, const std::string& path);

}  // namespace machi
