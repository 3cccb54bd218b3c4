/// \file  What the dispatcher of a fleet knows, as a group of state.h5.
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/fleet/dispatcher.hpp"
#include "engine/model/traffic_network.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// The first rank's state is written. Throws as H5Output does. Collective.
void write_fleet_state(const Comm& comm, H5Output& file, const std::string& group, const DispatcherState& state);

/// Throws InputError where the group does not hold the state of a fleet of so many vehicles. Local.
DispatcherState read_fleet_state(const H5Input& file, const std::string& group, std::uint32_t vehicles,
                                 const TrafficNetwork& network);

}  // namespace machi
