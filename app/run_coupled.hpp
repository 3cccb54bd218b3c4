/// \file  The part of `machi run` for scenarios with more than one process: one clock, one folder
/// (docs/models/coupling.md).
#pragma once

#include "app/process_request.hpp"
#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// The scenario as an evacuation sees it, whose second 0 is the alarm.
Scenario scenario_from_alarm(const Scenario& scenario, double alarm_s);

/// Runs them on one clock: mobility to the alarm or the end of the day, evacuation from the alarm on, energy of the day
/// as both left it. Throws Error on all ranks. Collective.
ExitCode run_coupled(const Comm& comm, const ScenarioReading& reading, const ProcessRequest& request);

}  // namespace machi
