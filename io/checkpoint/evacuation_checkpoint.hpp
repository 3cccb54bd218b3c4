/// \file  Checkpoints of an evacuation.
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"
#include "engine/process/evacuation/record.hpp"
#include "io/checkpoint/checkpoint.hpp"

namespace machi {

/// To be called after Recorder::look of the same second. Throws as write_checkpoint does. Collective.
CheckpointWritten write_evacuation_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                              const Evacuation& evacuation, const EvacuationRecord& record,
                                              const std::string& inputs_hash);

struct EvacuationCheckpoint {
  std::uint64_t next_step{0};
  std::string path;
  EvacuationState state;    ///< each person on the rank of its block
  EvacuationRecord record;  ///< rows dealt evenly
};

/// The newest one that can be used. `world` is that in which the run goes on. Throws as read_newest_checkpoint does.
/// Collective.
EvacuationCheckpoint read_evacuation_checkpoint(const Comm& comm, const std::string& run_path,
                                                const EvacuationWorld& world, const std::string& inputs_hash);

}  // namespace machi
