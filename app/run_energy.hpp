/// \file  The part of `machi run` for scenarios of energy.
#pragma once

#include <string>

#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "io/run/run_directory.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// What machi run was asked for, as run_energy needs it.
struct EnergyRequest {
  std::string command;  ///< as run.json says it
  std::string folder;
  std::string request_json;  ///< written as request.json
  RunStart start{RunStart::create};
};

/// Runs the year of the zones of a scenario from the weather file to the folder of the run. Throws Error on all ranks.
/// Collective.
ExitCode run_energy(const Comm& comm, const ScenarioReading& reading, const EnergyRequest& request);

}  // namespace machi
