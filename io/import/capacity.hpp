/// \file  How many people a designated place holds, where the publisher does not say.
#pragma once

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "io/import/surfaces.hpp"

namespace machi {

/// Sets the capacity of shelters that have none: half the floor area of the building that they stand in or within 30 m
/// of, over `m2_per_person`; else half the land-use polygon around them, over 1 m² (the FDMA's minimum for a tsunami
/// refuge). Says so in capacity_source. Every rank holds all places and its own buildings. Collective.
void fill_capacities(const Comm& comm, City& city, const FirstRows& first, double m2_per_person);

/// Floor area of a building: as given, else footprint × storeys, else footprint × height / 3.2 m, at least the
/// footprint.
double floor_area_m2(const BuildingColumns& buildings, std::size_t row);

}  // namespace machi
