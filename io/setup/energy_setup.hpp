/// \file  From a scenario and its weather file to the zones of one rank.
#pragma once

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "engine/process/energy/energy_world.hpp"

namespace machi {

/// Reads the weather on every rank, or makes it up by `seed`, and finds the sun of this rank's zones. Throws InputError
/// on all ranks. Collective.
EnergyWorld set_up_energy(const Comm& comm, const EnergySettings& energy, std::uint64_t seed);

}  // namespace machi
