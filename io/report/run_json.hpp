/// \file  The JSON files of a run, in the order in which they were written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "io/run/read_result.hpp"

namespace machi {

/// `text` of the file `name` of a run. Throws InputError where it is no JSON.
nlohmann::ordered_json parsed(const RunFiles& files, const char* name, const std::string& text);

}  // namespace machi
