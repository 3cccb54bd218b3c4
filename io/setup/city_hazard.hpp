/// \file  The water of a scenario over a city.
#pragma once

#include "io/hdf5/input.hpp"
#include "io/setup/evacuation_setup.hpp"

namespace machi {

/// The ground of this rank.
struct OwnGround {
  RowRange leaves;               ///< of the city file
  std::vector<float> terrain_m;  ///< [leaves * 64]
};

/// Sets up EvacuationWorld::water and ::lost. `building_rows`: the run of buildings that this rank reads. Collective.
void set_up_hazard(const Comm& comm, const Scenario& scenario, const H5Input& file, RowRange building_rows,
                   OwnGround ground, EvacuationSetup& setup);

}  // namespace machi
