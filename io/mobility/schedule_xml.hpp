/// \file  Transit schedules of MATSim (transitSchedule_v1 and v2).
#pragma once

#include <string>

#include "engine/model/traffic_network.hpp"
#include "engine/model/transit.hpp"
#include "io/archive/source.hpp"
#include "io/mobility/vehicles_xml.hpp"

namespace machi {

/// Reads stops, lines, routes and departures, plain or compressed; vehicles are those of their own file, and where
/// `vehicles` is null those that departures name, of no type.
///
/// A trip begins at its departure time. A stop without one of its two offsets has the other one twice; the first stop's
/// arrival is the beginning. Departures of a route are sorted by time. Chained departures are left out.
///
/// Throws InputError with file and line: an id twice, a stop or link or vehicle that is not there, a stop that its
/// route's links do not pass in order, offsets that go backwards, a route without stops. Local.
Timetable read_schedule_xml(const std::string& path, const TrafficNetwork& network, const VehiclesReading* vehicles);

/// The same for bytes; `name` is what errors show.
Timetable read_schedule_xml(ByteSource& bytes, const std::string& name, const TrafficNetwork& network,
                            const VehiclesReading* vehicles);

}  // namespace machi
