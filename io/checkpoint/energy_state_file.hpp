/// \file  state.h5 of runs of energy: zones between two days and what they came to so far.
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/process/energy/city_energy.hpp"
#include "engine/process/energy/energy.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// Writes the state before step `next_step` under the group that the file has entered. The same bytes for any ranks and
/// threads. Throws OutputError on all ranks. Collective.
void write_energy_state(const Comm& comm, H5Output& file, const Energy& energy, std::uint64_t next_step);
void write_energy_state(const Comm& comm, H5Output& file, const CityEnergy& energy, std::uint64_t next_step);

/// Puts the process where the state in `group` of the file stood. Throws InputError on all ranks, which names the file,
/// where that is no state of the same zones; the process is then as it was. Collective.
void read_energy_state(const Comm& comm, const std::string& path, const std::string& group, std::uint64_t next_step,
                       Energy& energy);
void read_energy_state(const Comm& comm, const std::string& path, const std::string& group, std::uint64_t next_step,
                       CityEnergy& energy);

}  // namespace machi
