/// \file  Checkpoints of an evacuation: written so that a kill, a full disk or a flipped bit costs at most the time
/// since the one before, read on any ranks and threads (docs/formats/checkpoint.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"
#include "engine/process/evacuation/record.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t checkpoint_version = 1;
/// How many are kept.
inline constexpr std::size_t checkpoints_kept = 3;

struct CheckpointWritten {
  std::string path;
  std::uint64_t bytes{0};
  double wall_s{0};
};

/// Writes RUN/checkpoints/ckpt.<next_step> and then removes all but the newest. To be called after Recorder::look of
/// the same second. `inputs_hash` names the scenario and its inputs: a run goes on only from a checkpoint with the same
/// one. Throws OutputError, which names the path, on all ranks where it cannot be written; what was there before stays.
/// Collective.
CheckpointWritten write_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                   const Evacuation& evacuation, const EvacuationRecord& record,
                                   const std::string& inputs_hash);

struct Checkpoint {
  std::uint64_t next_step{0};
  std::string path;
  EvacuationState state;    ///< each person on the rank of its block
  EvacuationRecord record;  ///< rows dealt evenly
};

/// The newest checkpoint of a run that verifies; why a newer one did not is logged as a warning. `world` is that in
/// which the run goes on. Throws InputError on all ranks, with all reasons, where none can be used. Collective.
Checkpoint read_newest_checkpoint(const Comm& comm, const std::string& run_path, const EvacuationWorld& world,
                                  const std::string& inputs_hash);

}  // namespace machi
