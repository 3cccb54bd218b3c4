/// \file  What plants and meters add to result.h5 of a run of energy (docs/formats/energy.md).
#pragma once

#include "io/hdf5/output.hpp"
#include "io/run/energy_rows.hpp"

namespace machi {

/// Group /systems and the carriers of /hours; only where carriers are counted, which all ranks know. Throws
/// OutputError. Collective.
void write_systems(H5Output& file, const EnergyRows& rows);

}  // namespace machi
