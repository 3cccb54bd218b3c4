/// \file  Checkpoints of a year of energy, and of the same year without measures where a run has both: their steps
/// count on from one to the other.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/process/energy/city_energy.hpp"
#include "engine/process/energy/energy.hpp"
#include "io/checkpoint/checkpoint.hpp"

namespace machi {

/// `base` is the year without measures, once it has begun; else null. Process: Energy or CityEnergy. Throws RunError
/// where heat got lost, before anything is written, else as write_checkpoint does. Collective.
template <class Process>
CheckpointWritten write_energy_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                          const Process& energy, const Process* base, const std::string& inputs_hash);

/// Puts the processes where the newest checkpoint that can be used stood. `base` is asked for where the year without
/// measures had begun; null: the run has none. Throws as read_newest_checkpoint does. Collective.
template <class Process>
FoundCheckpoint read_energy_checkpoint(const Comm& comm, const std::string& run_path, const std::string& inputs_hash,
                                       Process& energy, const std::function<Process*()>& base);

}  // namespace machi
