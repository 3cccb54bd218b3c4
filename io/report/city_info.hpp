/// \file  What `machi info` says of a city file: a page for people and JSON for programs.
#pragma once

#include <string>

#include "io/city/city_file_summary.hpp"

namespace machi {

/// Tables of counts, extents, areas, histograms, network, hazards and what the import did; 100 columns wide, UTF-8.
std::string info_text(const CityFileSummary& summary);

/// The same as JSON (docs/formats/city.md lists the keys), indented, with a newline at the end.
std::string info_json(const CityFileSummary& summary);

/// What an import read, what was filled, mended and left out, theme by theme.
std::string import_text(const ImportReport& report);

}  // namespace machi
