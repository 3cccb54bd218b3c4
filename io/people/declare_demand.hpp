/// \file  The options of a synthetic population.
#pragma once

#include "engine/demand/demand_settings.hpp"
#include "io/options/options.hpp"

namespace machi {

/// Binds every number of docs/models/population.md.
void declare_demand(DemandSettings& settings, OptionTable& table);

}  // namespace machi
