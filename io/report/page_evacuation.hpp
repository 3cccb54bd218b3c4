/// \file  What a report page shows of an evacuation.
#pragma once

#include <optional>
#include <string>

#include "io/report/page_data.hpp"
#include "io/run/read_result.hpp"

namespace machi {

/// Curves, destinations with their load over time, water and crowds; all but the movers. `city` gives the places of
/// shelters. Throws InputError.
void add_evacuation(PageData& page, const H5Input& file, const std::optional<std::string>& city);

}  // namespace machi
