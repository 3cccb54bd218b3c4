/// \file  Edits of shelters: places more, fewer, or of another size.
#pragma once

#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

/// Makes the edits of shelters among `places` (the city's, or those of shelters.file). One that is added serves every
/// hazard of the scenario. Throws InputError for a shelter that is none. Local; the same on all ranks.
void edit_places(const Scenario& scenario, const CityFrame& frame, std::vector<Place>& places,
                 std::vector<std::string>& notes);

}  // namespace machi
