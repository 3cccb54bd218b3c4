/// \file  What machi run or machi resume was asked for, as the processes need it.
#pragma once

#include <string>

#include "app/checkpoint_clock.hpp"
#include "engine/partition/cut.hpp"
#include "io/run/run_directory.hpp"

namespace machi {

struct ProcessRequest {
  std::string command;  ///< as run.json says it
  std::string folder;
  std::string request_json;  ///< written as request.json
  CutRule cut{CutRule::weighted};
  RunStart start{RunStart::create};
  CheckpointRule checkpoints;
};

}  // namespace machi
