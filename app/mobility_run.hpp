/// \file  A run of traffic.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "engine/partition/cut.hpp"
#include "io/run/run_directory.hpp"

namespace machi {

/// What a run of traffic is asked for.
struct MobilityRequest {
  std::string scenario;
  std::vector<std::string> sets;
  CutRule cut{CutRule::weighted};
  std::string folder;
  RunStart start{RunStart::create};
};

/// Carries it out, from the scenario to the folder of the run. Throws what reading, running and writing throw, on all
/// ranks. Collective.
ExitCode run_mobility(const Comm& comm, const MobilityRequest& request);

}  // namespace machi
