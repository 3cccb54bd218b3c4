/// \file  The part of `machi run` for scenarios of mobility whose network is for static assignment.
#pragma once

#include "app/process_request.hpp"
#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// Whether mobility.network_file is a TNTP network. Throws InputError on all ranks. Collective.
bool wants_assignment(const Comm& comm, const ScenarioReading& reading);

/// Assigns the trips of a scenario to its network until the relative gap is reached, and writes the folder of the run.
/// The first rank works with all its threads; the others wait. A signal to stop ends it after the iteration
/// that is under way, without results; it keeps no checkpoint, and resuming begins it again. Throws Error on all ranks.
/// Collective.
ExitCode run_assignment(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request);

}  // namespace machi
