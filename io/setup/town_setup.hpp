/// \file  From a city file to what a synthetic population is made from.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/demand/town.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

/// Each rank reads an equal run of the buildings; streets and people by cell of the national grid are read by all.
/// Buildings below 20 m² or without floor area have nobody in them. Throws InputError on all ranks. Collective.
Town read_town(const Comm& comm, const std::string& city_file);

/// The same with what the edits of a scenario make of its buildings, in Town::proposed; streets are the city's. One
/// note for each edit of buildings.
Town read_town(const Comm& comm, const Scenario& scenario, std::vector<std::string>& notes);

}  // namespace machi
