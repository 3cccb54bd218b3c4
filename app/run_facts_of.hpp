/// \file  What every run says of itself in run.json, whatever process it runs.
#pragma once

#include <string>

#include "engine/comm/comm.hpp"
#include "io/run/run_facts.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// The program, the machine and the scenario, and the time it is now.
RunFacts begin_facts(const Scenario& scenario, const std::string& command);

/// Adds every file that the scenario names to the facts, read by the first rank. The answer is one SHA-256 of them and
/// of the settings, the same on all ranks. Throws InputError on all ranks. Collective.
std::string hash_inputs(const Comm& comm, const ScenarioReading& reading, RunFacts& facts);

/// Logs the table of where the time of the steps went, by the ranks. Collective.
void say_step_times(const Comm& comm, const StepTimes& steps);

}  // namespace machi
