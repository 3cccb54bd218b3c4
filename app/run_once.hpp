/// \file  One run of a scenario, as machi run makes it: the one function through which other commands run anything.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"

namespace machi {

/// Runs the scenario file with `sets` (section.key=value) into `folder`, replacing a run that stands there. Throws
/// what machi run ends with, on all ranks of `comm`. Collective.
ExitCode run_once(const Comm& comm, const std::string& scenario, const std::vector<std::string>& sets,
                  const std::string& folder);

}  // namespace machi
