/// \file  People with plans, or vehicles with routes, from whatever file they are in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

struct PopulationFile {
  TravelDemand demand;
  std::vector<std::string> driven_modes;  ///< of SUMO's vehicles, all of which drive; empty: the scenario says
  std::vector<std::uint32_t> starts;      ///< links at whose beginning vehicles set off (add_starts), rising
  std::vector<std::string> notes;         ///< sentences for the log
};

/// Reads a population, told by content, plain or compressed: MATSim's XML, or SUMO's routes after `additional_files`
/// with vehicle types, stops and further routes. All ranks read the files, and each keeps a run of the persons, the
/// lower ones on the lower ranks; all but `demand` is the same on all ranks, and of that names of activity types,
/// modes and vehicle types. Throws InputError. Collective.
PopulationFile read_population_file(const Comm& comm, const std::string& path,
                                    const std::vector<std::string>& additional_files, const TrafficNetwork& network,
                                    std::uint64_t seed);

/// Lets every first trip begin on the start of its link: start_rows[k] stands before starts[k].
void begin_at_starts(TravelDemand& demand, const std::vector<std::uint32_t>& starts,
                     const std::vector<std::uint32_t>& start_rows);

}  // namespace machi
