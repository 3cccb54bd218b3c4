/// \file  Vehicles of SUMO: types, routes, trips and flows, of route files and additional files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/read_report.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"
#include "io/archive/source.hpp"

namespace machi {

struct SumoDemand {
  TravelDemand demand;
  std::vector<std::string> modes;  ///< of the vehicles: all are driven
  ReadReport report;               ///< elements that were left out
};

/// Reads vehicles, plain or compressed, from several files one after the other (SUMO's additional files first); edges
/// are links of `network`. Each vehicle becomes a person, in the order of departures (of equal ones, of the files),
/// with an activity "departure" on its first link, one of "stop interaction" for each stop, and "arrival" on its last.
/// Trips and flows without a route have none; a vehicle type of a distribution, departures of flows with `probability`
/// and "exp(…)" are drawn by Philox of the seed and the vehicle.
///
/// Types: room (length + minGap) / 7.5 m; flow of 1 passenger car, 2 for buses, coaches, trucks, trailers (Highway
/// Capacity Manual 2000, chapter 16: E_T = 2), 0.5 for motorcycles, mopeds and bicycles; speed maxSpeed. What moves a
/// vehicle within its lane (accel, sigma, speedFactor, departPos, …) has no counterpart in a queue.
///
/// Throws InputError with file and line: an id twice, an edge that is not there, a route whose edges no connection
/// joins, a vehicle without route and ends, an unknown type, class or stop, a time that is none. Persons, containers
/// and what else is no vehicle are counted.
///
/// All ranks read the files and each keeps a run of the vehicles, as many as the others. Several ranks read them twice:
/// at first for who drives when, some 40 bytes a vehicle and 100 a named route on every rank until all are sorted, then
/// for its own ones. Vehicle types and modes are the same on all ranks; `report` is whole on the first and empty on the
/// others. Of what is wrong all ranks say what one rank would. Collective.
SumoDemand read_sumo_demand(const Comm& comm, const std::vector<std::string>& paths, const TrafficNetwork& network,
                            std::uint64_t seed);
/// All vehicles of one file's bytes; `name` is what errors show. Local.
SumoDemand read_sumo_demand(ByteSource& bytes, const std::string& name, const TrafficNetwork& network,
                            std::uint64_t seed);

}  // namespace machi
