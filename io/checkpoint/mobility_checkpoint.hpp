/// \file  Checkpoints of a run of traffic.
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/checkpoint/mobility_state_file.hpp"

namespace machi {

/// `day_steps`: steps of a whole day; checkpoints are numbered by steps of all days. `persons`: of all ranks. Throws as
/// write_checkpoint does. Collective.
CheckpointWritten write_mobility_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t day_steps,
                                            const MobilityProgress& progress, std::int64_t persons,
                                            const std::string& inputs_hash);

/// Whether a state that was read holds as many persons as there are, and all who are under way. Collective.
bool holds_everyone(const Comm& comm, const MobilityProgress& progress, const MobilityWorld& world,
                    std::int64_t persons);

struct MobilityCheckpoint {
  std::string path;
  MobilityProgress progress;
};

/// The newest one that can be used. Throws as read_newest_checkpoint does. Collective.
MobilityCheckpoint read_mobility_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t day_steps,
                                            const MobilityFrame& frame, const std::string& inputs_hash);

}  // namespace machi
