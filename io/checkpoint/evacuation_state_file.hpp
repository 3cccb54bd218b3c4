/// \file  What a checkpoint holds of an evacuation: the persons, destinations and records of an evacuation between two
/// seconds.
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"
#include "engine/process/evacuation/record.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// Writes into the group that the file has entered, the same bytes for any ranks and threads. `blocks` are those of the
/// evacuation. Throws OutputError on all ranks. Collective.
void write_state(const Comm& comm, H5Output& file, const EvacuationState& state, const EvacuationRecord& record,
                 const BlockDomain& blocks);

/// From a group of a file, empty: from its root. Each person on the rank of its block, records dealt evenly. Throws
/// InputError on all ranks, which names the file, where it does not hold the state of such a world. Collective.
void read_state(const Comm& comm, const std::string& path, const std::string& group, const EvacuationWorld& world,
                EvacuationState& state, EvacuationRecord& record);

/// Persons of this rank in a state.
std::int64_t persons_in(const EvacuationState& state);

}  // namespace machi
