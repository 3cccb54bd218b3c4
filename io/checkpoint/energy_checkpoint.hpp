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
#include "io/hdf5/output.hpp"

namespace machi {

/// Writes both into groups of their own of a file. `base` as below. Throws OutputError on all ranks. Collective.
template <class Process>
void write_energy_years(const Comm& comm, H5Output& file, std::uint64_t next_step, const Process& energy,
                        const Process* base);
/// Puts the processes where a file says they stood before step `next_step`; answers why it cannot, empty where it can.
/// Throws InputError on all ranks, which names the file. Collective.
template <class Process>
std::string read_energy_years(const Comm& comm, const std::string& path, std::uint64_t next_step, Process& energy,
                              const std::function<Process*()>& base);

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
