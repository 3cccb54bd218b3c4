/// \file  The report at the end of a run.
#pragma once

#include "io/run/run_directory.hpp"

namespace machi {

/// Writes report.html from what stands in the folder. A run is not lost with its report: where it fails, a warning says
/// why. On the first rank.
void write_page_of(const RunDirectory& directory);

}  // namespace machi
