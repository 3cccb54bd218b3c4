/// \file  What a sweep takes from the folder of one of its runs.
#pragma once

#include <string>

#include "io/study/sweep_journal.hpp"

namespace machi {

/// The row of the run in `folder`: single figures of its kpi.json and, of an evacuation, when its people arrived.
/// Throws InputError. Local.
SweepRow row_of_run(const std::string& folder, std::size_t point, std::int64_t seed);

}  // namespace machi
