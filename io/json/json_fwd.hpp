/// \file  The names of JSON values, for headers that only mention them.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace machi {

/// What Machi writes and reads back. Objects keep the order in which their members were added, and look members up one
/// by one.
using Json = nlohmann::ordered_json;

/// What others wrote. Objects sort their members, so that a file with a million of them takes no hours.
using SortedJson = nlohmann::json;

}  // namespace machi
