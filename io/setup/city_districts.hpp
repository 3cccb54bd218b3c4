/// \file  Which district each building of a city is in.
#pragma once

#include <span>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/process/energy/city_world.hpp"

namespace machi {

/// Fills `district` and `districts` of the world from the places of its zones: cells of the national grid, or polygons
/// of district_file, the first that holds a place; those in none are `outside`. Throws InputError. Collective.
void set_districts(const Comm& comm, const EnergyCitySettings& city, const CityFrame& frame,
                   std::span<const PointMm> places, CityWorld& world);

}  // namespace machi
