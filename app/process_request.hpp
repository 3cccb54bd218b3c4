/// \file  What machi run or machi resume was asked for, as the processes need it.
#pragma once

#include <string>

#include "app/checkpoint_clock.hpp"
#include "engine/partition/cut.hpp"
#include "engine/process/evacuation/rebalance.hpp"
#include "io/run/run_directory.hpp"

namespace machi {

/// How the ground is dealt to the ranks. It cannot change a result.
struct DealRules {
  CutRule cut{CutRule::weighted};
  RebalanceRule rebalance{RebalanceRule::measured};
};

struct ProcessRequest {
  std::string command;  ///< as run.json says it
  std::string folder;
  std::string request_json;  ///< written as request.json
  DealRules deal;
  RunStart start{RunStart::create};
  CheckpointRule checkpoints;
};

}  // namespace machi
