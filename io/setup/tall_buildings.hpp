/// \file  Buildings that take people in from the water.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/scenario.hpp"
#include "io/setup/building_edits.hpp"
#include "io/setup/shelters.hpp"

namespace machi {

/// Height of a storey.
inline constexpr int storey_cm = 300;

/// Whether an edit has a building take people in.
bool takes_people_in(const Scenario& scenario);

/// This rank's buildings that take people in: by the rule of vertical evacuation, and by edits, which count whatever
/// the structure is. `buildings`: this rank's run, from row `first_row` on; `entrances` theirs. `depth_m`: of the
/// water.
std::vector<TallBuilding> tall_buildings(const Scenario& scenario, const BuildingColumns& buildings,
                                         std::uint64_t first_row, const BuildingEdits& edits,
                                         std::span<const PointMm> entrances, double depth_m);

/// Buildings that edits are about get the edits' names, added ones also their ids.
void name_buildings(const Scenario& scenario, const BuildingEdits& edits, std::vector<Destination>& destinations);

}  // namespace machi
