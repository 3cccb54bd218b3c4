/// \file  A population in figures, for people.
#pragma once

#include <string>

#include "engine/demand/synthesise.hpp"

namespace machi {

/// Lines of text.
std::string people_table(const PeopleSummary& sums);
/// What the population was made with.
std::string demand_table(const DemandReport& report);

}  // namespace machi
