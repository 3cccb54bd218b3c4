/// \file  What machi run was asked for, as the processes that are not evacuations need it.
#pragma once

#include <string>

#include "engine/partition/cut.hpp"
#include "io/run/run_directory.hpp"

namespace machi {

struct ProcessRequest {
  std::string command;  ///< as run.json says it
  std::string folder;
  std::string request_json;  ///< written as request.json
  CutRule cut{CutRule::weighted};
  RunStart start{RunStart::create};
};

}  // namespace machi
