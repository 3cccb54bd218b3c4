/// \file  What `machi info` says of a run: a page for people.
#pragma once

#include <string>

#include "io/run/read_result.hpp"

namespace machi {

/// What became of the persons, when, where they went, where it was crowded, and what the run cost; 100 columns wide,
/// UTF-8. All figures are those of kpi.json and run.json. Throws InputError where one of them is damaged.
std::string run_page(const RunFiles& files);

}  // namespace machi
