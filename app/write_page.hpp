/// \file  The report at the end of a run.
#pragma once

#include <string>

#include "io/run/read_result.hpp"
#include "io/run/run_directory.hpp"
#include "io/study/kpi_sheet.hpp"

namespace machi {

/// Writes report.html from what stands in the folder. A run is not lost with its report: where it fails, a warning says
/// why. On the first rank.
void write_page_of(const RunDirectory& directory);

/// The KPI sheet of the whole run for its page, as JSON; empty where it cannot be made, and a warning says why. Local.
std::string page_sheet(const RunFiles& files, const SheetSettings& settings);

}  // namespace machi
