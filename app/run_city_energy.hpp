/// \file  `machi run` of the zones of a city.
#pragma once

#include "app/process_request.hpp"
#include "app/program.hpp"
#include "engine/comm/comm.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// Every building's year, and its folder. Throws what its parts throw, on all ranks. Collective.
ExitCode run_city_energy(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request);

}  // namespace machi
