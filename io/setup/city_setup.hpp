/// \file  The evacuation of a city file.
#pragma once

#include "io/setup/evacuation_setup.hpp"

namespace machi {

/// `given`: the people, instead of those of the scenario; else null.
EvacuationSetup set_up_city(const Comm& comm, const Scenario& scenario, CutRule cut, const GivenPeople* given);

}  // namespace machi
