/// \file  state.h5: the persons, destinations and records of an evacuation between two seconds.
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"
#include "engine/process/evacuation/record.hpp"

namespace machi {

/// The same bytes for any ranks and threads. `blocks` are those of the evacuation. Throws OutputError on all ranks.
/// Collective.
void write_state(const Comm& comm, const std::string& path, const EvacuationState& state,
                 const EvacuationRecord& record, const BlockDomain& blocks);

/// Each person on the rank of its block, records dealt evenly. Throws InputError on all ranks, which names the file,
/// where it does not hold the state of such a world. Collective.
void read_state(const Comm& comm, const std::string& path, const EvacuationWorld& world, EvacuationState& state,
                EvacuationRecord& record);

}  // namespace machi
