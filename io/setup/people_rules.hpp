/// \file  What a scenario says of its people, as the functions of engine/population want it.
#pragma once

#include <vector>

#include "engine/model/scenario.hpp"
#include "engine/population/departure.hpp"
#include "engine/population/presets.hpp"

namespace machi {

/// Classes by scenario, class table or preset, in this order; with the radius that the scenario gives to all. Throws
/// UsageError for an unknown table or preset.
std::vector<PersonClass> classes_of(const Scenario& scenario);

/// [classes] people.car_shares by class; below 0 where none is given. Throws UsageError for a class that is none of
/// these.
std::vector<double> car_shares_of(const Scenario& scenario, const std::vector<PersonClass>& classes);

/// Null where the scenario names none.
const EvacuationPreset* preset_of(const Scenario& scenario);

/// When the people leave who have no departure of their own.
DeparturePlan departures_of(const Scenario& scenario);
/// One rule of a scenario; `fallback` where it inherits.
DeparturePlan departures_of(const DepartureSettings& settings, const DeparturePlan& fallback);

}  // namespace machi
