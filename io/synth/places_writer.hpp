/// \file  Writes what is one file for the whole town: shelters and people.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "io/synth/tile.hpp"

namespace machi::synth {

/// Gathers shelters from all ranks and writes shelters/emergency_*.geojson and shelters/evacuation_*.geojson in the
/// form of the Geospatial Information Authority. Adds to the first rank's summary. Collective.
void write_shelters(const Comm& comm, const std::string& directory, const std::vector<Shelter>& mine,
                    SynthSummary& summary);

/// Gathers people from all ranks and writes machi/people_250m.csv. Adds to the first rank's summary. Collective.
void write_people(const Comm& comm, const std::string& directory, const MeshPersons& mine, SynthSummary& summary);

}  // namespace machi::synth
