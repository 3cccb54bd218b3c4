/// \file  The city file that a run took place in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/run/read_result.hpp"

namespace machi {

/// Path of the city file among the inputs of a run, in the projection `epsg` where one is given. Empty where the run
/// had none (`epsg` 0); where it has gone or changed since the run, a warning says that the `what` ("picture", "page")
/// shows no town.
std::optional<std::string> city_of_run(const RunFiles& files, std::optional<std::int64_t> epsg, std::string_view what);

}  // namespace machi
