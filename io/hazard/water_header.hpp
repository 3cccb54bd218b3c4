/// \file  The header of a water frames file.
#pragma once

#include <string>
#include <string_view>

#include "io/hazard/water_frames.hpp"

namespace machi {

/// Reads and checks the header's JSON. Throws InputError(name, …).
WaterHeader parse_water_header(std::string_view json, const std::string& name);

}  // namespace machi
