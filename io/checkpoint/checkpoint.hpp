/// \file  Checkpoints of a run, whatever it simulates: written so that a kill, a full disk or a flipped bit costs at
/// most the time since the one before, read on any ranks and threads (docs/formats/checkpoint.md).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t checkpoint_version = 2;
/// How many are kept.
inline constexpr std::size_t checkpoints_kept = 3;

struct CheckpointWritten {
  std::string path;
  std::uint64_t bytes{0};
  double wall_s{0};
};

/// What a checkpoint says of itself beside its state.
struct CheckpointLabel {
  std::string inputs_hash;  ///< names the scenario and its inputs: a run goes on only from one with the same
  std::int64_t persons{0};  ///< everyone (of an energy run: every zone); a state must hold as many
};

/// Writes RUN/checkpoints/ckpt.<next_step> and then removes all but the newest. `write_state` writes the state file of
/// the given path on all ranks. Throws OutputError, which names the path, on all ranks where it cannot be written;
/// what was there before stays. Collective.
CheckpointWritten write_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                   const CheckpointLabel& label,
                                   const std::function<void(const std::string&)>& write_state);

/// A checkpoint whose checksums are right and which belongs to the run.
struct FoundCheckpoint {
  std::string path;
  std::uint64_t next_step{0};
  std::int64_t persons{0};
  std::string state_path() const { return path + "/state.h5"; }
};

/// Folders of the finished checkpoints of a run, newest first. Local.
std::vector<std::string> finished_checkpoints(const std::string& run_path);

/// Reads the state of a checkpoint on all ranks. Answers why it cannot be used, empty where it can; may throw Error on
/// all ranks instead.
using StateReader = std::function<std::string(const FoundCheckpoint&)>;

/// The newest checkpoint of a run that verifies and that `read_state` could use; why a newer one did not is logged as a
/// warning. Throws InputError on all ranks, with all reasons, where none can be used. Collective.
FoundCheckpoint read_newest_checkpoint(const Comm& comm, const std::string& run_path, const std::string& inputs_hash,
                                       const StateReader& read_state);

}  // namespace machi
