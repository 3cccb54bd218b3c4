/// \file  Vehicle types of MATSim (vehicleDefinitions_v2.0, and v1.0 as far as it is the same).
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/transit.hpp"
#include "engine/model/travel_demand.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// Types, and the vehicles that a file names itself (id, index of its type).
struct VehiclesReading {
  std::vector<VehicleType> types;
  std::vector<TransitVehicleType> transit_types;  ///< the same types, with room and doors for passengers
  std::vector<std::string> vehicle_id;
  std::vector<std::uint32_t> vehicle_type;
};

/// Reads vehicle types, plain or compressed. Throws InputError with file and line: an id twice, a vehicle of a type
/// that is not there, a length, speed, pce or flow efficiency that is not above 0. Local.
VehiclesReading read_vehicles_xml(const std::string& path);

/// The same of all types, and of the vehicles that are `wanted` on this rank. Of what is wrong all ranks say what comes
/// first in the file. Collective.
VehiclesReading read_vehicles_xml(const Comm& comm, const std::string& path, const std::vector<std::string>& wanted);

/// All of bytes; `name` is what errors show. Local.
VehiclesReading read_vehicles_xml(ByteSource& bytes, const std::string& name);

}  // namespace machi
