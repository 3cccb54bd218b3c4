/// \file  The part of `machi run` for scenarios of mobility.
#pragma once

#include "app/process_request.hpp"
#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// Lets the people of a scenario travel, from their network and plans to the folder of the run. Throws Error on all
/// ranks. Collective.
ExitCode run_mobility(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request);

}  // namespace machi
