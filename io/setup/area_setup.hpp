/// \file  The evacuation of an area scenario.
#pragma once

#include "io/setup/evacuation_setup.hpp"

namespace machi {

EvacuationSetup set_up_area(const Comm& comm, const Scenario& scenario, CutRule cut);

}  // namespace machi
