/// \file  What zones keep from day to day as columns of a state file.
#pragma once

#include <string>

#include "engine/process/energy/zone_state.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// Writes the zones of all ranks in rank order under /zones, /nodes and /vehicles. Throws OutputError on all ranks.
/// Collective.
void write_zone_states(H5Output& file, const ZoneStates& states);

/// The zones of `range`. Throws InputError. Local.
ZoneStates read_zone_states(const H5Input& file, RowRange range);

}  // namespace machi
