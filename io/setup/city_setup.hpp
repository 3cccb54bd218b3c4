/// \file  The evacuation of a city file.
#pragma once

#include "io/setup/evacuation_setup.hpp"

namespace machi {

EvacuationSetup set_up_city(const Comm& comm, const Scenario& scenario, CutRule cut);

}  // namespace machi
