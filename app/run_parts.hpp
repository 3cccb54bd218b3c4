/// \file  What every run says of itself, whatever process runs.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "io/run/run_facts.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// Command and time of the start.
void begin_facts(const std::string& scenario, const std::string& folder, const std::vector<std::string>& sets,
                 RunFacts& facts);
/// Program, libraries, threads, seed.
void describe_program(const Scenario& scenario, RunFacts& facts);
/// Notes the inputs, which the first rank reads; SHA-256 of them all and the values in force. Collective.
std::string hash_inputs(const Comm& comm, const ScenarioReading& reading, RunFacts& facts);

}  // namespace machi
