/// \file  The part of `machi run` for scenarios of energy.
#pragma once

#include "app/process_request.hpp"
#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// Runs the year of the zones of a scenario from the weather file to the folder of the run. Throws Error on all ranks.
/// Collective.
ExitCode run_energy(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request);

}  // namespace machi
