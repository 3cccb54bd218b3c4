/// \file  Scales the demand of a scenario until its volumes agree with counts (docs/models/calibration.md).
#pragma once

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

struct MobilitySetup;

/// Runs the demand of `setup` as often as mobility.calibration says and leaves the scaled one in its place. Network,
/// shares, rules and counts must be there. Throws UsageError on all ranks where there are too many groups. Collective.
void calibrate_demand(const Comm& comm, const Scenario& scenario, MobilitySetup& setup);

}  // namespace machi
