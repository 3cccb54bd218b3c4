/// \file  The water of a run over time, as result.h5 keeps it for maps.
#pragma once

#include <vector>

#include "engine/grid/leaf_domain.hpp"
#include "engine/hazard/water.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// Most frames that are kept; of more, every second, third … is.
inline constexpr std::size_t most_water_frames = 121;

/// Writes the group /water: the deepest cell of every leaf that is ever wet, at some of `time_s` (ascending). Water is
/// a function of time alone, so that it can be asked for again after the run; it stands at its last time afterwards.
/// `steps` × leaves × 2 bytes of memory. Collective.
void write_water(H5Output& file, const LeafDomain& leaves, Water& water, const std::vector<double>& time_s);

}  // namespace machi
