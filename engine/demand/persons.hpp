/// \file  From members of households to persons: age, sex, what they do, licence, and the cars of the household.
#pragma once

#include "engine/demand/demand_settings.hpp"
#include "engine/demand/households.hpp"
#include "engine/model/people.hpp"

namespace machi {

/// The households of the sample with their persons; places of work and activities are still missing. Local: each draw
/// depends on (seed, person) or (seed, household) alone.
People make_persons(const Members& members, const TownBuildings& buildings, const DemandSettings& settings);

}  // namespace machi
