/// \file  Populations of MATSim (population_v6, and population_v5 as far as it is the same).
#pragma once

#include <string>

#include "engine/comm/comm.hpp"
#include "engine/model/read_report.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/model/travel_demand.hpp"
#include "io/archive/source.hpp"

namespace machi {

struct PopulationReading {
  TravelDemand demand;  ///< without vehicle types
  ReadReport report;    ///< activities that end before the one before them; they last no time
};

/// Reads the selected plan of every person (the first where none is selected), plain or compressed. Links are rows of
/// `network`. Throws InputError with file and line: a person twice, activities and legs that do not alternate, an
/// activity without a link or, except the last, without end_time and max_dur, a link that is not there, a route whose
/// links do not meet.
///
/// All ranks read the file and each keeps a run of its persons, the lower ones on the lower ranks, with their vehicles
/// and services; activity types and modes are those of the whole file. `report` is of this rank's persons. Of what is
/// wrong all ranks say what comes first in the file. Collective.
PopulationReading read_population_xml(const Comm& comm, const std::string& path, const TrafficNetwork& network);

/// All persons of bytes; `name` is what errors show. Local.
PopulationReading read_population_xml(ByteSource& bytes, const std::string& name, const TrafficNetwork& network);

}  // namespace machi
