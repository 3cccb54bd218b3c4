/// \file  From a city file to what a synthetic population is made from.
#pragma once

#include <string>

#include "engine/comm/comm.hpp"
#include "engine/demand/town.hpp"

namespace machi {

/// Each rank reads an equal run of the buildings; streets and people by cell of the national grid are read by all.
/// Buildings below 20 m² or without floor area have nobody in them. Throws InputError on all ranks. Collective.
Town read_town(const Comm& comm, const std::string& city_file);

}  // namespace machi
