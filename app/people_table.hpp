/// \file  A population in figures, for people.
#pragma once

#include <string>

#include "engine/demand/synthesise.hpp"

namespace machi {

/// Lines of text.
std::string people_table(const PeopleSummary& sums, const DemandReport& report);

}  // namespace machi
