/// \file  The JSON files of a run, in the order in which they were written.
#pragma once

#include <string>

#include "io/json/json_fwd.hpp"
#include "io/run/read_result.hpp"

namespace machi {

/// `text` of the file `name` of a run. Throws InputError where it is no JSON.
Json parsed(const RunFiles& files, const char* name, const std::string& text);

}  // namespace machi
